import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId } from '@grantor/protocol';
import { createWorld, expectError, expectOk, json, signIn } from '../support.ts';
import { type Json, manage, metadata, register, type Told } from './client.ts';

const DAY = 86_400;

/** What a client sends to stay as it is. */
const same = (told: Told, change: Json = {}): Json => ({
  client_id: told.client_id,
  ...metadata(),
  ...change,
});

describe('reading a registration — RFC 7592 §2.1', () => {
  it('answers all of it, with the token that was shown and without the secret', async () => {
    const world = createWorld();
    const told = await register(world, { token_endpoint_auth_method: 'client_secret_basic' });
    const { client_secret, ...rest } = told;
    assert.ok(client_secret);
    assert.deepEqual(expectOk(await manage(world, 'readClient', { told })), rest);
  });

  it('writes nothing where nothing is new', async () => {
    const world = createWorld();
    const told = await register(world);
    const commits = world.store.commits.length;
    expectOk(await manage(world, 'readClient', { told }));
    assert.equal(world.store.commits.length, commits);
  });
});

describe('managing a registration', () => {
  it('gives one answer to whoever may not, byte by byte — security.md L-7', async () => {
    const world = createWorld();
    const [told, other] = [await register(world), await register(world)];
    const nobody = { ...told, client_id: '00000000-0000-4000-8000-000000000000' };
    const deleted = await register(world);
    await manage(world, 'deleteClient', { told: deleted });
    const { access_token } = await signIn(world);
    const attempts = [
      { told, token: null },
      { told, token: 'gct_wrong' },
      { told, token: other.registration_access_token },
      { told, token: access_token },
      { told: nobody },
      { told: deleted },
      { told: { ...told, client_id: 'native' } }, // an administrator's client
    ];
    for (const call of ['readClient', 'replaceClient', 'deleteClient'] as const) {
      const replies = await Promise.all(
        attempts.map((attempt) => manage(world, call, { ...attempt, body: same(told) })),
      );
      const [first] = replies;
      assert.ok(first);
      expectError(first, 401, 'invalid_token');
      assert.match(first.headers['www-authenticate'] ?? '', /^Bearer /);
      for (const reply of replies) assert.deepEqual(reply, first);
    }
    assert.ok(await world.store.findClient(clientId(told.client_id)));
  });

  it('is charged for failures only — operations.md Q-3', async () => {
    const world = createWorld();
    const told = await register(world);
    await manage(world, 'readClient', { told });
    await manage(world, 'readClient', { told, token: null });
    assert.deepEqual(world.limits.spent, ['registration -', 'default -']);
    world.limits.budget = 2;
    expectError(await manage(world, 'readClient', { told }), 429, 'rate_limit_exceeded');
  });

  it('is charged as a registration for each replacement — security.md L-8', async () => {
    const world = createWorld();
    const told = await register(world);
    expectOk(await manage(world, 'replaceClient', { told, body: same(told) }));
    assert.deepEqual(world.limits.spent, ['registration -', 'registration -']);
  });

  it('comes to nothing beside a deletion, whatever was read before — security.md L-7', async () => {
    for (const call of ['replaceClient', 'deleteClient'] as const) {
      const world = createWorld();
      const told = await register(world);
      const calls = ['deleteClient', call] as const;
      const replies = calls.map((each) => manage(world, each, { told, body: same(told) }));
      const statuses = (await Promise.all(replies)).map(({ status }) => status);
      assert.deepEqual(statuses, [204, 401], call);
    }
  });

  it('is refused to a client an administrator has stopped', async () => {
    const world = createWorld();
    const told = await register(world);
    const client = await world.store.findClient(clientId(told.client_id));
    assert.ok(client);
    world.store.put.client({ ...client, status: 'inactive' });
    expectError(await manage(world, 'readClient', { told }), 401, 'invalid_token');
  });
});

describe('replacing a registration — RFC 7592 §2.2', () => {
  it('replaces everything and answers it with a new token', async () => {
    const world = createWorld();
    const told = await register(world, { client_uri: 'https://list.example/', scope: 'openid' });
    const body = { client_id: told.client_id, redirect_uris: ['https://list.example/new'] };
    const replaced = expectOk(await manage(world, 'replaceClient', { told, body }));
    assert.notEqual(replaced.registration_access_token, told.registration_access_token);
    assert.equal(replaced.client_id_issued_at, told['client_id_issued_at']);
    assert.deepEqual(
      [replaced.client_uri, replaced.scope, replaced.client_name, replaced.token_endpoint_auth_method],
      [undefined, undefined, undefined, 'client_secret_basic'],
    );
    const { client_secret, ...rest } = replaced;
    assert.ok(client_secret);
    assert.deepEqual(expectOk(await manage(world, 'readClient', { told: replaced })), rest);
  });

  it('takes back what only the server says', async () => {
    const world = createWorld();
    const told = await register(world, { token_endpoint_auth_method: 'client_secret_post' });
    const body = {
      ...told,
      client_id_issued_at: 1,
      client_secret_expires_at: 1,
      registration_client_uri: 'x',
    };
    const replaced = expectOk(await manage(world, 'replaceClient', { told, body }));
    assert.equal(replaced.client_id_issued_at, told['client_id_issued_at']);
    assert.equal(replaced.client_secret, undefined);
  });

  it('tells a secret only to a client that had none, and keeps none for one without', async () => {
    const world = createWorld();
    const told = await register(world);
    const confidential = same(told, { token_endpoint_auth_method: 'client_secret_basic' });
    const first = expectOk(await manage(world, 'replaceClient', { told, body: confidential }));
    assert.match(first.client_secret, /^[A-Za-z0-9_-]{43}$/);
    const posting = same(told, { token_endpoint_auth_method: 'client_secret_post' });
    const second = expectOk(await manage(world, 'replaceClient', { told: first, body: posting }));
    assert.equal(second.client_secret, undefined);
    await manage(world, 'replaceClient', { told: second, body: same(told) });
    assert.deepEqual((await world.store.findClient(clientId(told.client_id)))?.secrets, []);
  });

  it('refuses another client_id, and a secret that is not the stored one', async () => {
    const world = createWorld();
    const told = await register(world, { token_endpoint_auth_method: 'client_secret_basic' });
    const own = same(told, { token_endpoint_auth_method: 'client_secret_basic' });
    const bad = [
      { ...own, client_id: undefined },
      { ...own, client_id: 'another' },
      { ...own, client_id: 7 },
      { ...own, client_secret: 'chosen' },
      { ...own, client_secret: 7 },
    ];
    for (const body of bad) {
      const reply = await manage(world, 'replaceClient', { told, body });
      expectError(reply, 400, 'invalid_client_metadata');
    }
    const open = await register(world);
    const chosen = { ...same(open), client_secret: 'x' };
    const refused = await manage(world, 'replaceClient', { told: open, body: chosen });
    expectError(refused, 400, 'invalid_client_metadata');
    for (const client_secret of [told.client_secret, '', null]) {
      expectOk(await manage(world, 'replaceClient', { told, body: { ...own, client_secret } }));
    }
  });

  it('reaches nothing a registration could not, and keeps what the client was trusted with', async () => {
    const world = createWorld();
    const told = await register(world);
    const bad = { client_id: told.client_id, redirect_uris: ['javascript:alert(1)'] };
    expectError(await manage(world, 'replaceClient', { told, body: bad }), 400, 'invalid_redirect_uri');
    const grant_types = ['authorization_code', 'client_credentials'];
    const confidential = { token_endpoint_auth_method: 'client_secret_basic', grant_types };
    const more = same(told, { ...confidential, skip_consent: true });
    const replaced = expectOk(await manage(world, 'replaceClient', { told, body: more }));
    assert.deepEqual(replaced.grant_types, ['authorization_code']);
    const client = await world.store.findClient(clientId(told.client_id));
    assert.equal(client?.consent, 'remember');
    assert.ok(client);
    world.store.put.client({ ...client, grantTypes: grant_types });
    const again = expectOk(await manage(world, 'replaceClient', { told: replaced, body: more }));
    assert.deepEqual(again.grant_types, grant_types);
  });

  it('is closed with registration, while reading and deleting are not', async () => {
    const world = createWorld();
    const told = await register(world);
    const closed = createWorld({ policy: { registration: { kind: 'closed' } } });
    const registration = await world.store.findRegistration(clientId(told.client_id));
    assert.ok(registration);
    const facts = [{ kind: 'client_registered', registration }] as const;
    await closed.store.commit({ facts, at: world.clock.now(), source: { ...noSource } });
    const body = same(told);
    expectError(await manage(closed, 'replaceClient', { told, body }), 403, 'registration_not_supported');
    expectOk(await manage(closed, 'readClient', { told }));
    assert.equal((await manage(closed, 'deleteClient', { told })).status, 204);
  });
});

describe('the registration token — clients.md §3 Registration access token', () => {
  it('before a replacement counts until the new one was used', async () => {
    const world = createWorld();
    const told = await register(world);
    const replaced = expectOk(await manage(world, 'replaceClient', { told, body: same(told) }));
    expectOk(await manage(world, 'readClient', { told }));
    expectOk(await manage(world, 'readClient', { told: replaced }));
    expectError(await manage(world, 'readClient', { told }), 401, 'invalid_token');
    expectOk(await manage(world, 'readClient', { told: replaced }));
  });

  it('before a replacement counts for a day at most, however often it was used again', async () => {
    const world = createWorld();
    const told = await register(world);
    expectOk(await manage(world, 'replaceClient', { told, body: same(told) }));
    world.clock.advance(DAY - 1);
    expectOk(await manage(world, 'replaceClient', { told, body: same(told) }));
    world.clock.advance(1);
    expectError(await manage(world, 'readClient', { told }), 401, 'invalid_token');
  });
});

describe('deleting a registration — RFC 7592 §2.3', () => {
  it('answers 204 with nothing in it, once', async () => {
    const world = createWorld();
    const told = await register(world);
    const reply = await manage(world, 'deleteClient', { told });
    assert.deepEqual([reply.status, reply.body, json({ ...reply, body: null })], [204, null, null]);
    expectError(await manage(world, 'deleteClient', { told }), 401, 'invalid_token');
    assert.equal(await world.store.findClient(clientId(told.client_id)), null);
  });
});

const noSource = { address: '192.0.2.1', userAgent: null, requestId: 'r', method: 'POST', path: '/' };
