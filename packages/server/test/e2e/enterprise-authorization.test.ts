/**
 * An enterprise's identity provider, made with `jose`, lets its people's MCP client in without a page of ours: the client
 * is `openid-client`, which knows nothing of this server (clients.md §13 enterprise-managed authorization).
 */

import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import * as oidc from 'openid-client';
import { startTestServer, type TestServer } from '../running-server.ts';
import { alice } from './declarations.ts';
import { hiddenFields, type PlainBrowser, plainBrowser, signInPlainly } from './plain-browser.ts';

const files = 'https://files.example/mcp';
const secret = 'agent-secret-1b0d0c1e7a9b4c63a1d27e88';
const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

type Provider = {
  readonly issuer: string;
  /** How often each of its documents was asked for. */
  readonly asked: Map<string, number>;
  idJag(claims: JWTPayload): Promise<string>;
  stop(): void;
};

/** An issuer with metadata and keys, of whom this server knows nothing but its name. */
async function startProvider(): Promise<Provider> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const asked = new Map<string, number>();
  const jwk = { ...(await exportJWK(publicKey)), kid: 'idp-1', alg: 'ES256', use: 'sig' };
  let issuer = '';
  const documents = (): Record<string, unknown> => ({
    '/.well-known/openid-configuration': { issuer, jwks_uri: `${issuer}/keys` },
    '/keys': { keys: [jwk] },
  });
  const server: Server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.set(path, (asked.get(path) ?? 0) + 1);
    const document = documents()[path];
    response.writeHead(document === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(document ?? {}));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    asked,
    stop: () => server.close(),
    idJag: (claims) =>
      new SignJWT({ client_id: 'agent', resource: files, scope: 'files:read', ...claims })
        .setProtectedHeader({ alg: 'ES256', kid: 'idp-1', typ: 'oauth-id-jag+jwt' })
        .setIssuer(issuer)
        .setSubject(claims.sub ?? 'alice-at-corp')
        .setJti(crypto.randomUUID())
        .setIssuedAt()
        .setExpirationTime('5m')
        .sign(privateKey),
  };
}

let provider: Provider;
let server: TestServer;
let browser: PlainBrowser;
let client: oidc.Configuration;

before(async () => {
  provider = await startProvider();
  server = await startTestServer({
    environment: { OUTBOUND_ALLOWED_HOSTS: new URL(provider.issuer).host },
    bootstrap: {
      users: [{ ...alice, email: 'alice@corp.example', email_verified: true }],
      clients: [
        {
          client_id: 'agent',
          client_name: 'Corporate agent',
          client_secret: secret,
          grant_types: [grantType],
          response_types: [],
          scope: 'files:read files:write',
        },
      ],
      resources: [{ resource: files, name: 'Files', scopes: ['files:read', 'files:write'] }],
      trusted_issuers: [
        {
          ...{ id: 'corp', issuer: provider.issuer, kind: 'id-jag', maximal_lifetime: 300 },
          ...{ scopes: ['files:read'], resources: [files], email_domains: ['corp.example'] },
        },
      ],
    },
  });
  client = await oidc.discovery(new URL(server.origin), 'agent', secret, undefined, {
    execute: [oidc.allowInsecureRequests],
  });
  browser = plainBrowser(server);
  await signInPlainly(browser, alice);
});
after(async () => {
  await server.stop();
  provider.stop();
});

const redeem = (assertion: string, more: Record<string, string> = {}) =>
  oidc.genericGrantRequest(client, grantType, { assertion, ...more });

const corporate = { email: 'alice@corp.example', email_verified: true };

const claimsOf = (jwt: string) => JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());

async function refusal(answer: Promise<unknown>): Promise<string> {
  try {
    await answer;
  } catch (error) {
    if (error instanceof oidc.ResponseBodyError) return error.error;
    throw error;
  }
  return assert.fail('it was taken');
}

describe('an enterprise lets its people’s client in', () => {
  it('is told of in the metadata — advanced.md JWB-6', () => {
    const metadata = client.serverMetadata();
    assert.ok(metadata.grant_types_supported?.includes(grantType));
    assert.deepEqual(metadata['authorization_grant_profiles_supported'], [
      'urn:ietf:params:oauth:grant-profile:id-jag',
    ]);
  });

  it('gives the client the token the enterprise spoke of, and nothing to renew it by — advanced.md JWB-4', async () => {
    const assertion = await provider.idJag({ aud: server.origin, ...corporate });
    const tokens = await redeem(assertion);
    const claims = claimsOf(tokens.access_token);
    assert.equal(claims.sub, alice.sub);
    assert.equal(claims.aud, files);
    assert.equal(claims.client_id, 'agent');
    assert.equal(tokens.scope, 'files:read');
    assert.equal(tokens.refresh_token, undefined);
    assert.equal(tokens.id_token, undefined);
    assert.equal(await refusal(redeem(assertion)), 'invalid_grant');
  });

  it('knows the person from then on by who they are there — advanced.md JWB-3', async () => {
    const tokens = await redeem(await provider.idJag({ aud: server.origin }));
    assert.equal(claimsOf(tokens.access_token).sub, alice.sub);
    const stranger = await provider.idJag({ aud: server.origin, sub: alice.sub });
    assert.equal(await refusal(redeem(stranger)), 'invalid_grant');
  });

  it('asks the enterprise for its keys once — security.md S-3', () => {
    assert.deepEqual([...provider.asked.values()], [1, 1]);
  });

  it('is refused beyond what the enterprise, its record and the request say', async () => {
    const wide = await provider.idJag({ aud: server.origin, scope: 'files:write' });
    assert.equal(await refusal(redeem(wide)), 'invalid_scope');
    const elsewhere = await provider.idJag({ aud: 'https://other.example' });
    assert.equal(await refusal(redeem(elsewhere)), 'invalid_grant');
    const narrowed = await provider.idJag({ aud: server.origin });
    assert.equal(await refusal(redeem(narrowed, { resource: 'https://x.example' })), 'invalid_target');
  });

  it('shows the person what the enterprise let in, and lets them end it — advanced.md TEX-7', async () => {
    const { access_token: token } = await redeem(await provider.idJag({ aud: server.origin }));
    const active = async () => (await oidc.tokenIntrospection(client, token)).active;
    assert.equal(await active(), true);
    const page = await (await browser.get('/account/authorizations')).text();
    assert.match(page, /Corporate agent/);
    const [, action] = /"(\/account\/authorizations\/[^"]+\/revoke)"/.exec(page) ?? [];
    assert.ok(action);
    const question = await (await browser.get(action)).text();
    await browser.post(action, hiddenFields(question));
    assert.equal(await active(), false);
  });
});
