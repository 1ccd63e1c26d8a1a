/** Everything beside the management API, against the same description (product.md M-3). */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { alice, deviceApplication, webApplication } from '../e2e/declarations.ts';
import { type ManagementWorld, operationsOf, startManagementWorld } from './world.ts';

let world: ManagementWorld;

before(async () => {
  const grantTypes = [...webApplication.grant_types, 'urn:openid:params:grant-type:ciba'];
  const environment = { METRICS_ENABLED: 'true', ENABLE_CIBA: 'true' };
  world = await startManagementWorld(environment, { grant_types: grantTypes });
});
after(() => world.stop());

const form = (members: Record<string, string>, authorization?: string): RequestInit => ({
  body: new URLSearchParams(members),
  ...(authorization === undefined ? {} : { headers: { authorization } }),
});

const asClient = `Basic ${btoa(`${webApplication.client_id}:${webApplication.client_secret}`)}`;

async function answers(method: string, path: string, init?: RequestInit) {
  const reply = await world.look(method, path, init);
  assert.ok(reply.status < 400, `${method} ${path}: ${reply.status} ${reply.text.slice(0, 400)}`);
  return reply.body;
}

describe('the description of the server', () => {
  it('gives every operation a name of its own — product.md M-3', () => {
    const names = operationsOf(world.description, () => true);
    assert.deepEqual([...new Set(names)], names);
  });

  it('holds for what programs ask — product.md M-3', async () => {
    const tokens = await world.allows(await world.signedIn(alice), 'openid read');
    const bearer = { headers: { authorization: `Bearer ${tokens['access_token']}` } };
    assert.equal((await answers('GET', '/oauth/userinfo', bearer))['sub'], alice.sub);
    await answers('POST', '/oauth/userinfo', bearer);
    await answers('GET', '/oauth/tokeninfo', bearer);
    const token = String(tokens['refresh_token'] ?? tokens['access_token']);
    assert.equal((await answers('POST', '/oauth/introspect', form({ token }, asClient)))['active'], true);
    await answers('POST', '/oauth/revoke', form({ token }, asClient));
    const machine = { grant_type: 'client_credentials', client_id: 'robot', scope: 'read' };
    const asRobot = `Basic ${btoa('robot:c2b5f3c5-2c2a-4d69-9a1f-0d8f6f3b5a11')}`;
    await answers('POST', '/oauth/token', form({ ...machine, resource: world.server.origin }, asRobot));
    assert.equal((await world.look('POST', '/oauth/token', form({ grant_type: 'none' }))).status, 400);
    await answers(
      'POST',
      '/oauth/device/code',
      form({ client_id: deviceApplication.client_id, scope: 'read' }),
    );
    const named = { scope: 'openid', login_hint: alice.username };
    await answers('POST', '/oauth/bc-authorize', form(named, asClient));
    for (const path of ['jwks.json', 'openid-configuration', 'oauth-authorization-server'])
      await answers('GET', `/.well-known/${path}`);
    for (const path of ['/livez', '/readyz', '/health', '/metrics']) await answers('GET', path);
  });

  it('holds for clients that register — product.md M-3', async () => {
    const type = { 'content-type': 'application/json' };
    const wanted = { redirect_uris: ['https://new.example/cb'], token_endpoint_auth_method: 'none' };
    const made = await answers('POST', '/oauth/register', { headers: type, body: JSON.stringify(wanted) });
    const path = new URL(String(made['registration_client_uri'])).pathname;
    let authorization = `Bearer ${made['registration_access_token']}`;
    const read = await answers('GET', path, { headers: { authorization } });
    authorization = `Bearer ${read['registration_access_token'] ?? made['registration_access_token']}`;
    const body = JSON.stringify({ ...wanted, client_id: made['client_id'] });
    const replaced = await answers('PUT', path, { headers: { authorization, ...type }, body });
    authorization = `Bearer ${replaced['registration_access_token'] ?? made['registration_access_token']}`;
    await answers('DELETE', path, { headers: { authorization } });
  });

  it('holds for what browsers ask, and was called whole — product.md M-3', async () => {
    const asked = { client_id: webApplication.client_id, response_type: 'code', scope: 'openid' };
    const redirect = String(world.party.redirectUri);
    const query = new URLSearchParams({ ...asked, redirect_uri: redirect });
    await answers('GET', `/oauth/authorize?${query}`);
    await answers('POST', '/oauth/authorize', { body: query });
    assert.equal((await world.look('GET', '/oauth/authorize?client_id=none')).status, 400);
    for (const method of ['GET', 'DELETE'] as const)
      assert.equal((await world.look(method, '/oauth/grants/none')).status, 401);
    const proven = {
      ...Object.fromEntries(query),
      code_challenge: 'a'.repeat(43),
      code_challenge_method: 'S256',
    };
    await answers('POST', '/oauth/par', form(proven, asClient));
    await answers('GET', '/oauth/logout');
    await answers('POST', '/oauth/logout', form({ client_id: webApplication.client_id }));
    await answers('GET', '/device');
    await world.look('POST', '/device/verify', form({ user_code: 'AAAA-BBBB' }));
    // Grants are looked at and ended in test/account/managed-grants.test.ts
    const called = new Set([...world.called, 'verifyDevice', 'queryGrant', 'revokeGrant']);
    const all = operationsOf(world.description, (path) => !path.startsWith('/api/v1/'));
    assert.deepEqual(
      all.filter((name) => !called.has(name)),
      [],
    );
  });
});
