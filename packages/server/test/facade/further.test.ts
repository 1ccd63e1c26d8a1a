import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ControlPlane } from '../../src/facade/control-plane.ts';
import { createFurtherEndpoints } from '../../src/facade/further-endpoints.ts';
import type { FacadeLimits } from '../../src/facade/limits.ts';
import { createPeople } from '../../src/facade/people.ts';
import { type FacadeWorld, startFacadeWorld } from './world.ts';

let world: FacadeWorld;
before(async () => {
  world = await startFacadeWorld({ ENDPOINT_ALIASES: 'false' }, { service: { ENABLE_VCI: 'true' } });
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
