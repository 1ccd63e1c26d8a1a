import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { freePort } from '@grantor/compliance/testing/free-port';
import type { ControlPlane } from '../../src/facade/control-plane.ts';
import { createFurtherEndpoints } from '../../src/facade/further-endpoints.ts';
import type { FacadeLimits } from '../../src/facade/limits.ts';
import { createPeople } from '../../src/facade/people.ts';
import { servedMetadata } from '../../src/facade/served-metadata.ts';
import { type FacadeWorld, startFacadeWorld } from './world.ts';

let world: FacadeWorld;
before(async () => {
  const service = {
    ...{ ENABLE_VCI: 'true', ENABLE_CIBA: 'true', ENABLE_SESSION_MANAGEMENT: 'true' },
  };
  world = await startFacadeWorld({ ENDPOINT_ALIASES: 'false' }, { service });
});
after(() => world.stop());

const at = (path: string, init?: RequestInit) => fetch(`${world.facade.origin}${path}`, init);

describe('documents of the service — federation-vci-authlete.md ATL-19', () => {
  it('are handed on for wallets', async () => {
    const metadata = await at('/.well-known/openid-credential-issuer');
    assert.equal(metadata.status, 200);
    const { credential_issuer, nonce_endpoint } = (await metadata.json()) as Record<string, string>;
    assert.equal(credential_issuer, world.facade.origin);
    assert.equal(nonce_endpoint, `${world.facade.origin}/vci/nonce`);
    const nonce = await at('/vci/nonce', { method: 'POST' });
    assert.equal(nonce.headers.get('cache-control'), 'no-store');
    assert.ok(((await nonce.json()) as Record<string, string>)['c_nonce']);
    for (const path of ['/vci/jwks', '/.well-known/jwt-vc-issuer'])
      assert.equal((await at(path)).status, 200, path);
    assert.equal((await at('/vci/offers/none')).status, 404);
  });

  it('are absent where the service has none', async () => {
    assert.equal((await at('/.well-known/openid-federation')).status, 404);
    const headers = { 'content-type': 'application/entity-statement+jwt' };
    const sent = await at('/oauth/federation/register', { method: 'POST', headers, body: 'x.y.z' });
    assert.equal(sent.status, 404);
  });

  it('are at their own paths alone, where the operator wants no other', async () => {
    for (const path of ['/jwks', '/api/vci/jwks', '/authorize'])
      assert.equal((await at(path)).status, 404, path);
    assert.equal((await at('/.well-known/jwks.json')).status, 200);
  });
});

/** The endpoints that a document names, by their names. */
async function endpointsIn(path: string): Promise<ReadonlyMap<string, string>> {
  const members = Object.entries((await (await at(path)).json()) as Record<string, unknown>);
  const named = members.filter(([name]) => /_(endpoint|iframe)$/.test(name));
  return new Map(named.map(([name, address]) => [name, String(address)]));
}

/** Whether any method is known at the address; of grants, of one that has an id. */
async function isThere(name: string, address: string): Promise<boolean> {
  const place = name === 'grant_management_endpoint' ? `${address}/none` : address;
  return (await fetch(place, { method: 'PATCH', redirect: 'manual' })).status === 405;
}

describe('metadata of the service — federation-vci-authlete.md ATL-18', () => {
  it('names what is there, and nothing else at this address', async () => {
    const documents = [
      '/.well-known/openid-configuration',
      '/.well-known/oauth-authorization-server',
      '/.well-known/openid-credential-issuer',
    ];
    for (const document of documents) {
      const named = await endpointsIn(document);
      assert.ok(named.size > 1, document);
      for (const [name, address] of named) assert.ok(await isThere(name, address), `${document} ${name}`);
    }
    const named = await endpointsIn('/.well-known/openid-configuration');
    for (const name of ['grant_management_endpoint', 'device_authorization_endpoint', 'end_session_endpoint'])
      assert.ok(named.has(name), name);
  });

  it('says nothing of requests to people, and of clients that hear of a sign-out', async () => {
    const response = await at('/.well-known/openid-configuration');
    const text = await response.text();
    assert.doesNotMatch(text, /channel_logout|backchannel_|grant-type:ciba/);
    assert.match(text, /grant-type:device_code/);
    const headers = { 'if-none-match': response.headers.get('etag') ?? '' };
    assert.equal((await at('/.well-known/openid-configuration', { headers })).status, 304);
  });

  it('is what the service says, where all of it is here or elsewhere', () => {
    const baseUrl = 'https://front.example/auth';
    const here = { baseUrl, serves: (path: string) => path === '/token' };
    const narrowed = (members: object) =>
      JSON.parse(
        servedMetadata(
          { status: 200, headers: {}, body: JSON.stringify(members), note: { error: null, clientId: null } },
          here,
        ).body ?? '',
      );
    const whole = {
      ...{ issuer: baseUrl, token_endpoint: `${baseUrl}/token`, signed_metadata: 'a.b.c' },
      backchannel_authentication_endpoint: 'https://elsewhere.example/ciba',
      backchannel_user_code_parameter_supported: false,
      grant_types_supported: ['urn:openid:params:grant-type:ciba'],
    };
    assert.deepEqual(narrowed(whole), whole);
    const { signed_metadata: _, ...rest } = whole;
    assert.deepEqual(narrowed({ ...whole, challenge_endpoint: `${baseUrl}/challenge` }), rest);
  });
});

describe('a credential issuer whose address has a path', () => {
  it('is asked about where the path is put behind the well-known one — OpenID4VCI §12.2.2', async () => {
    const port = await freePort();
    const BASE_URL = `http://127.0.0.1:${port}/auth`;
    const other = await startFacadeWorld({ BASE_URL }, { port, service: { BASE_URL, ENABLE_VCI: 'true' } });
    try {
      for (const document of ['openid-credential-issuer', 'jwt-vc-issuer', 'oauth-authorization-server']) {
        const answer = await fetch(`${other.facade.origin}/.well-known/${document}/auth`);
        const members = (await answer.json()) as Record<string, string>;
        assert.equal(members['credential_issuer'] ?? members['issuer'], BASE_URL, document);
      }
      const metadata = await fetch(`${other.facade.origin}/.well-known/openid-credential-issuer/auth`);
      const { credential_endpoint, notification_endpoint } = (await metadata.json()) as Record<
        string,
        string
      >;
      assert.deepEqual(
        [credential_endpoint, notification_endpoint],
        [`${BASE_URL}/vci/credential`, `${BASE_URL}/vci/notification`],
      );
    } finally {
      await other.stop();
    }
  });
});

const jwt = (typ: string) => `${Buffer.from(JSON.stringify({ typ })).toString('base64url')}.e30.s`;

describe('the registration of entities', () => {
  it('hands on what was sent by its type, and calls the answer what it says that it is', async () => {
    const calls: object[] = [];
    let [action, content] = ['OK', jwt('explicit-registration-response+jwt')];
    const controlPlane = {
      tell: async (name: string, given: object) => {
        calls.push({ name, ...given });
        const relay =
          action === 'OK'
            ? { as: 'document', status: 200, type: 'application/entity-statement+jwt' }
            : { as: 'json', status: 400 };
        return { action, relay, content, reply: {} };
      },
    } as unknown as ControlPlane;
    const people = createPeople([], { verify: async () => 'wrong' });
    const limits = { charge: async () => ({ allowed: true, refund: () => {} }) } as unknown as FacadeLimits;
    const further = createFurtherEndpoints(
      { controlPlane, baseUrl: 'https://front.example', people },
      limits,
    );
    const post = (contentType: string, body: string) =>
      further.registerEntity({
        contentType,
        body: async () => Buffer.from(body),
        source: {},
      } as unknown as Parameters<typeof further.registerEntity>[0]);
    const reply = await post('application/entity-statement+jwt', 'a.b.c');
    assert.deepEqual(calls.at(-1), { name: 'federation/registration', entityConfiguration: 'a.b.c' });
    assert.equal(reply.headers['content-type'], 'application/explicit-registration-response+jwt');
    content = jwt('text/html\r\nx: y');
    const odd = await post('application/trust-chain+json; charset=utf-8', '[]');
    assert.deepEqual(calls.at(-1), { name: 'federation/registration', trustChain: '[]' });
    assert.equal(odd.headers['content-type'], 'application/entity-statement+jwt');
    assert.equal((await post('application/json', '{}')).status, 415);
    [action, content] = ['BAD_REQUEST', '{"error":"invalid_trust_chain"}'];
    assert.equal((await post('application/trust-chain+json', '[]')).status, 400);
  });
});
