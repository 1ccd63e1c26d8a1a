/** A whole server in a federation of this computer, beside another program that resolves trust chains. */

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { makeTestCertificate } from '@grantor/compliance/testing';
import { freePort } from '@grantor/compliance/testing/free-port';
import { resolveTrustChains } from '@openid-federation/core';
import { compactVerify, decodeJwt, decodeProtectedHeader, importJWK, type JWK } from 'jose';
import { type ServerProcess, startServerProcess } from '../running-server.ts';
import { clientClaims, configured, type Entities, publish, seconds, startEntities } from './entities.ts';

type Members = Readonly<Record<string, unknown>>;

let folder: string;
let entities: Entities;
let server: ServerProcess;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grantor-federation-'));
  const { certificate, privateKey } = makeTestCertificate(['localhost']);
  const [cert, key, file] = ['certificate.pem', 'key.pem', 'federation.json'].map((name) =>
    join(folder, name),
  );
  assert.ok(cert && key && file);
  await writeFile(cert, certificate);
  await writeFile(key, privateKey, { mode: 0o600 });
  setDefaultCACertificates([...getCACertificates('default'), certificate]);
  entities = await startEntities({ cert: certificate, key: privateKey });
  await publish(entities);
  const { anchor } = entities;
  const rules = {
    trust_anchors: { [anchor.id]: { jwks: { keys: [anchor.jwk] } } },
    authority_hints: [anchor.id],
    organization_name: 'Ours',
  };
  await writeFile(file, JSON.stringify(rules));
  const port = await freePort();
  server = await startServerProcess({
    port,
    environment: {
      BASE_URL: `https://localhost:${port}`,
      TLS_CERT_FILE: cert,
      TLS_KEY_FILE: key,
      NODE_EXTRA_CA_CERTS: cert,
      OUTBOUND_ALLOWED_HOSTS: 'localhost',
      ENABLE_FEDERATION: 'true',
      FEDERATION_FILE: file,
    },
  });
});

after(async () => {
  await server.stop();
  await entities.stop();
  await rm(folder, { recursive: true, force: true });
});

async function configuration(): Promise<{ readonly text: string; readonly jwk: JWK }> {
  const answer = await fetch(`${server.origin}/.well-known/openid-federation`);
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('content-type'), 'application/entity-statement+jwt');
  const text = await answer.text();
  const [jwk] = (decodeJwt(text)['jwks'] as { keys: JWK[] }).keys;
  return { text, jwk: jwk ?? assert.fail() };
}

const verifyJwtCallback = async ({
  data,
  signature,
  jwk,
}: {
  data: Uint8Array;
  signature: Uint8Array;
  jwk: object;
}) => {
  const jws = `${Buffer.from(data).toString()}.${Buffer.from(signature).toString('base64url')}`;
  return compactVerify(jws, await importJWK(jwk, 'ES256')).then(
    () => true,
    () => false,
  );
};

const register = (
  body: string,
  type = 'application/entity-statement+jwt',
  path = '/oauth/federation/register',
) => fetch(`${server.origin}${path}`, { method: 'POST', headers: { 'content-type': type }, body });

let made = 0;

const requestObject = (change: Readonly<Record<string, unknown>> = {}): Promise<string> => {
  const { guest } = entities;
  return guest.sign(
    {
      ...{ iss: guest.id, client_id: guest.id, aud: server.origin, exp: seconds() + 300 },
      ...{ jti: `request-${++made}`, response_type: 'code', scope: 'openid', state: 's', nonce: 'n' },
      ...{ redirect_uri: 'https://library.example/callback', ...change },
    },
    { typ: 'oauth-authz-req+jwt' },
  );
};

const authorize = async (object: string): Promise<Response> => {
  const query = new URLSearchParams({ client_id: entities.guest.id, request: object });
  return fetch(`${server.origin}/oauth/authorize?${query}`, { redirect: 'manual' });
};

describe('a server in a federation', () => {
  it('says of itself who it is, signed by keys of its own — federation-vci-authlete.md FED-2 and FED-3', async () => {
    const { text, jwk } = await configuration();
    const header = decodeProtectedHeader(text);
    assert.deepEqual(header, { alg: 'ES256', kid: jwk.kid, typ: 'entity-statement+jwt' });
    await compactVerify(text, await importJWK(jwk, 'ES256'));
    assert.equal('d' in jwk, false);
    const { keys } = (await (await fetch(`${server.origin}/jwks`)).json()) as { keys: JWK[] };
    assert.ok(!keys.some(({ kid }) => kid === jwk.kid));
    const { metadata } = decodeJwt(text) as { metadata: Record<string, Record<string, unknown>> };
    const discovery = await (await fetch(`${server.origin}/.well-known/openid-configuration`)).json();
    assert.deepEqual(metadata['oauth_authorization_server'], discovery);
    const historical = await fetch(`${server.origin}/api/federation/historical-keys`);
    assert.equal(historical.headers.get('content-type'), 'application/jwk-set+jwt');
    assert.deepEqual(decodeJwt(await historical.text())['keys'], []);
  });

  it('is found by another resolver, policies applied — federation-vci-authlete.md FED-16', async () => {
    const { jwk } = await configuration();
    const { anchor } = entities;
    await entities.statement(
      anchor,
      { id: server.origin, jwk },
      {
        metadata_policy: { openid_provider: { contacts: { add: ['help@federation.example'] } } },
      },
    );
    const chains = await resolveTrustChains({
      ...{ entityId: server.origin, trustAnchorEntityIds: [anchor.id], verifyJwtCallback },
    });
    assert.equal(chains.length, 1);
    const provider = chains[0]?.resolvedLeafMetadata?.openid_provider as Members | undefined;
    assert.equal(provider?.['issuer'], server.origin);
    assert.deepEqual(provider?.['contacts'], ['help@federation.example']);
  });

  it('finds what another resolver finds — federation-vci-authlete.md FED-16', async () => {
    const { anchor, middle, client } = entities;
    const policy = {
      openid_relying_party: {
        grant_types: { subset_of: ['authorization_code'], superset_of: ['authorization_code'] },
        contacts: { add: ['a@federation.example'] },
        token_endpoint_auth_method: { one_of: ['private_key_jwt'], default: 'private_key_jwt' },
      },
    };
    await entities.statement(anchor, middle, { metadata_policy: policy });
    await entities.statement(middle, client, {
      metadata: {
        openid_relying_party: {
          client_name: 'Library of the university',
          client_registration_types: ['explicit'], // the other resolver wants it wherever there is metadata
        },
      },
      metadata_policy: { openid_relying_party: { contacts: { add: ['b@federation.example'] } } },
    });
    const [chain] = await resolveTrustChains({
      ...{ entityId: client.id, trustAnchorEntityIds: [anchor.id], verifyJwtCallback },
    });
    const theirs: Members = chain?.resolvedLeafMetadata?.openid_relying_party ?? assert.fail();
    const answer = await register(
      await configured(client, { ...clientClaims(entities), aud: server.origin }),
    );
    const text = await answer.text();
    assert.equal(answer.status, 200, text);
    const { metadata } = decodeJwt(text) as { metadata: Record<string, Record<string, unknown>> };
    const ours = metadata['openid_relying_party'] ?? assert.fail();
    for (const member of [
      'client_name',
      'grant_types',
      'redirect_uris',
      'token_endpoint_auth_method',
    ] as const)
      assert.deepEqual(ours[member], theirs[member], member);
    assert.deepEqual(
      [...(ours['contacts'] as string[])].sort(),
      [...((theirs['contacts'] ?? []) as string[])].sort(),
    );
  });

  it('registers clients by what their federation says — federation-vci-authlete.md FED-11, federation-vci-authlete.md FED-12', async () => {
    const { client, middle, anchor } = entities;
    // Another one than before, also within one second: each counts once
    const said = { ...clientClaims(entities), aud: server.origin, jti: 'another' };
    const body = await configured(client, said);
    const answer = await register(body, undefined, '/api/federation/register');
    const text = await answer.text();
    assert.equal(answer.status, 200, text);
    assert.equal(answer.headers.get('content-type'), 'application/explicit-registration-response+jwt');
    const { jwk } = await configuration();
    await compactVerify(text, await importJWK(jwk, 'ES256'));
    const claims = decodeJwt(text);
    assert.deepEqual([claims.sub, claims.aud, claims['trust_anchor']], [client.id, client.id, anchor.id]);
    assert.deepEqual(claims['authority_hints'], [middle.id]);
    assert.equal((await register('{}', 'application/json')).status, 415);
    assert.equal((await register('nonsense')).status, 400);
  });

  it('lets a client come with a signed request, once — federation-vci-authlete.md FED-13', async () => {
    const object = await requestObject();
    const first = await authorize(object);
    assert.ok([302, 303].includes(first.status), await first.text());
    assert.ok(first.headers.get('location')?.includes('/login'));
    const again = await authorize(object);
    assert.equal(again.status, 400);
  });

  it('refuses, within its bounds, what cannot be believed — federation-vci-authlete.md FED-6', async () => {
    const { pages, client, middle } = entities;
    const other = { ...client, id: `${client.id}/other` };
    const status = async (hints: readonly string[]) => {
      const claims = { ...clientClaims({ client: other, middle }), authority_hints: hints };
      const answer = await register(await configured(other, { ...claims, aud: server.origin }));
      return ((await answer.json()) as { error: string }).error;
    };
    const at = (name: string) => `${client.id}/${name}/.well-known/openid-federation`;
    const large = { status: 200, type: 'application/entity-statement+jwt', body: 'a'.repeat(70_000) };
    assert.equal(await status([`${client.id}/nobody`]), 'invalid_trust_anchor');
    pages.set(at('large'), large);
    assert.equal(await status([`${client.id}/large`]), 'invalid_trust_chain');
    pages.set(at('html'), { status: 200, type: 'text/html', body: '<p>' });
    assert.equal(await status([`${client.id}/html`]), 'invalid_trust_chain');
    assert.equal(
      await status(['https://127.0.0.1:1', 'https://10.0.0.1', 'https://[::1]']),
      'invalid_trust_chain',
    );
    pages.set(at('slow'), 'never');
    assert.equal(await status([`${client.id}/slow`]), 'temporarily_unavailable');
  });
});
