import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId } from '@grantor/protocol';
import { postForm } from '../../src/testing/index.ts';
import { createWorld, expectError, expectOk, isActive, refresh, signIn, type World } from '../support.ts';
import { manage, register, type Told } from './client.ts';

const HOUR = 3600;
const LIFETIME = 7_776_000;
const device = 'urn:ietf:params:oauth:grant-type:device_code';

const poll = (world: World, { client_id }: Told) =>
  world.engine.token(postForm({ grant_type: 'refresh_token', client_id, refresh_token: 'grt_x' }));

const startDevice = (world: World, { client_id }: Told) =>
  world.engine.deviceAuthorization(postForm({ client_id }));

const lastUse = async ({ store, clock }: World, { client_id }: Told) => {
  const client = await store.findClient(clientId(client_id));
  return client?.lastUsedAt == null ? null : client.lastUsedAt - clock.now() / 1000;
};

const request = (world: World, { client_id }: Told) =>
  world.engine.authorize(
    {
      query: new URLSearchParams({
        client_id,
        response_type: 'code',
        redirect_uri: 'https://list.example/cb',
        code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
        code_challenge_method: 'S256',
      }).toString(),
      form: null,
      source: {
        address: '192.0.2.1',
        userAgent: null,
        requestId: 'r',
        method: 'GET',
        path: '/oauth/authorize',
      },
    },
    { browser: 'b' as never, session: null },
  );

describe('the life of a client that registered itself — clients.md §4 Idle time', () => {
  it('ends when it was not used for its time: 401 at every endpoint for programs', async () => {
    const world = createWorld();
    const told = await register(world, { grant_types: ['authorization_code', 'refresh_token', device] });
    world.clock.advance(LIFETIME);
    expectError(await poll(world, told), 401, 'invalid_client');
    expectError(await startDevice(world, told), 401, 'invalid_client');
    const { client_id } = told;
    expectError(await world.engine.revoke(postForm({ client_id, token: 'x' })), 401, 'invalid_client');
    expectError(await world.engine.introspect(postForm({ client_id, token: 'x' })), 401, 'invalid_client');
    for (const call of ['readClient', 'replaceClient', 'deleteClient'] as const) {
      expectError(await manage(world, call, { told }), 401, 'invalid_token');
    }
  });

  it('ends as an unknown client does at the authorization endpoint, on a page', async () => {
    const world = createWorld();
    const told = await register(world);
    assert.equal((await request(world, told)).kind, 'interact');
    world.clock.advance(LIFETIME);
    const ended = await request(world, told);
    const unknown = await request(world, { ...told, client_id: 'never-there' });
    assert.ok(ended.kind === 'refuse' && unknown.kind === 'refuse');
    assert.equal(ended.error.code, 'invalid_client');
    assert.equal(ended.error.description, unknown.error.description);
  });

  it('lasts to its last second, which is what the secret was promised', async () => {
    const world = createWorld();
    const told = await register(world, { token_endpoint_auth_method: 'client_secret_basic' });
    world.clock.advance(Number(told['client_secret_expires_at']) - world.clock.now() / 1000 - 1);
    expectOk(await manage(world, 'readClient', { told }));
  });

  it('is not ended where clients live for ever', async () => {
    const world = createWorld({ policy: { clientLifetime: null } });
    const told = await register(world);
    world.clock.advance(100 * LIFETIME);
    expectError(await poll(world, told), 400, 'invalid_grant');
  });

  it('is prolonged by every use, noted once an hour', async () => {
    const uses: Record<string, (world: World, told: Told) => Promise<unknown>> = {
      authorization: request,
      token: poll,
      device: startDevice,
      management: (world, told) => manage(world, 'readClient', { told }),
    };
    for (const [name, use] of Object.entries(uses)) {
      const world = createWorld();
      const told = await register(world, { grant_types: ['authorization_code', 'refresh_token', device] });
      world.clock.advance(HOUR - 1);
      await use(world, told);
      assert.equal(await lastUse(world, told), 1 - HOUR, name);
      world.clock.advance(1);
      await use(world, told);
      assert.equal(await lastUse(world, told), 0, name);
    }
  });

  it('is prolonged by introspection, with the one write that then takes place', async () => {
    const world = createWorld();
    const told = await register(world, { token_endpoint_auth_method: 'client_secret_post' });
    const { client_id, client_secret } = told;
    const inspect = () => world.engine.introspect(postForm({ client_id, client_secret, token: 'x' }));
    const before = world.store.commits.length;
    await inspect();
    assert.equal(world.store.commits.length, before);
    world.clock.advance(HOUR);
    await inspect();
    await inspect();
    assert.equal(world.store.commits.length, before + 1);
    assert.equal(await lastUse(world, told), 0);
  });

  it('notes the use of a client that is never noted nowhere', async () => {
    const world = createWorld();
    world.clock.advance(100 * HOUR);
    await signIn(world);
    const kinds = world.store.commits.flatMap(({ facts }) => facts.map(({ kind }) => kind));
    assert.ok(!kinds.includes('client_used'));
  });

  it('never ends while a family of it lives', async () => {
    const world = createWorld({ policy: { clientLifetime: 2 * HOUR } });
    const told = await register(world, { redirect_uris: ['http://127.0.0.1/callback'] });
    const client = await world.store.findClient(clientId(told.client_id));
    assert.ok(client);
    world.store.put.client({ ...client, id: clientId('native') });
    const tokens = await signIn(world);
    world.clock.advance(24 * HOUR);
    const refreshed = expectOk(await refresh(world, tokens.refresh_token));
    assert.equal(await isActive(world, refreshed.access_token), true);
    assert.equal(await lastUse(world, { ...told, client_id: 'native' }), 0);
  });
});
