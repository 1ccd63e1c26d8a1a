import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sha256 } from '@grantor/protocol';
import { basic, postForm, testStart } from '../../src/testing/index.ts';
import { createWorld, expectError, json } from '../support.ts';
import { jsonRequest, metadata, register } from './client.ts';

describe('registration — RFC 7591 §3', () => {
  it('makes a client that is active at once and never cached', async () => {
    const world = createWorld();
    const reply = await world.engine.register(jsonRequest(metadata()));
    assert.equal(reply.status, 201);
    assert.equal(reply.headers['cache-control'], 'no-store');
    assert.equal(reply.headers['pragma'], 'no-cache');
    const { client_id, registration_access_token, ...rest } = json(reply);
    assert.match(client_id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(Number.parseInt(client_id.replaceAll('-', '').slice(0, 12), 16), testStart);
    assert.match(registration_access_token, /^gct_[A-Za-z0-9_-]{43}$/);
    assert.deepEqual(rest, {
      client_id_issued_at: testStart / 1000,
      registration_client_uri: `https://auth.example/oauth/register/${client_id}`,
      client_name: 'Reading List',
      redirect_uris: ['https://list.example/cb'],
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      application_type: 'web',
      id_token_signed_response_alg: 'RS256',
      subject_type: 'public',
    });
    const stored = await world.store.findClient(client_id);
    assert.deepEqual([stored?.status, stored?.source, stored?.consent], ['active', 'dynamic', 'remember']);
    const registration = await world.store.findRegistration(client_id);
    assert.equal(registration?.tokenHash, sha256(registration_access_token)); // security.md X-5
  });

  it('gives a secret to clients of a method with one, which works however it is sent', async () => {
    for (const method of ['client_secret_basic', 'client_secret_post']) {
      const world = createWorld();
      const told = await register(world, { token_endpoint_auth_method: method });
      const { client_id, client_secret = '' } = told;
      assert.match(client_secret, /^[A-Za-z0-9_-]{43}$/);
      assert.equal(told['client_secret_expires_at'], testStart / 1000 + 7_776_000); // clients.md §4 client_secret_expires_at
      const form = { grant_type: 'refresh_token', refresh_token: 'grt_x' };
      const header = { authorization: basic(client_id, client_secret) };
      expectError(await world.engine.token(postForm(form, header)), 400, 'invalid_grant');
      const body = postForm({ ...form, client_id, client_secret });
      expectError(await world.engine.token(body), 400, 'invalid_grant');
      expectError(await world.engine.token(postForm({ ...form, client_id })), 401, 'invalid_client');
    }
  });

  it('says that a secret never expires where clients live for ever', async () => {
    const world = createWorld({ policy: { clientLifetime: null } });
    const told = await register(world, { token_endpoint_auth_method: 'client_secret_basic' });
    assert.equal(told['client_secret_expires_at'], 0);
  });

  it('makes another client each time', async () => {
    const world = createWorld();
    assert.notEqual((await register(world)).client_id, (await register(world)).client_id);
  });

  it('leaves nothing behind when it refuses', async () => {
    const world = createWorld();
    const bodies = ['', '{', '[]', 'null', '"x"', metadata({ redirect_uris: 7 })];
    for (const body of bodies) {
      expectError(await world.engine.register(jsonRequest(body)), 400, 'invalid_client_metadata');
    }
    const form = jsonRequest('redirect_uris=x', { contentType: 'application/x-www-form-urlencoded' });
    expectError(await world.engine.register(form), 400, 'invalid_client_metadata');
    const deep = jsonRequest(`{"x":${'['.repeat(8)}${']'.repeat(8)}}`);
    expectError(await world.engine.register(deep), 400, 'invalid_request'); // protocol.md §1 body > 64 KiB
    const bad = metadata({ redirect_uris: ['http://list.example/cb'] });
    expectError(await world.engine.register(jsonRequest(bad)), 400, 'invalid_redirect_uri');
    assert.equal(world.store.commits.length, 0);
  });

  it('ignores credentials it does not ask for', async () => {
    const world = createWorld();
    const request = jsonRequest(metadata(), { authorization: 'Bearer whatever' });
    assert.equal((await world.engine.register(request)).status, 201);
  });
});

describe('registration by token — RFC 7591 §3', () => {
  const guarded = { registration: { kind: 'by_token', tokenHash: sha256('initial') } } as const;

  it('asks before it looks at what was sent, and lets whoever knows it have more', async () => {
    const world = createWorld({ policy: guarded });
    for (const authorization of [undefined, 'Bearer wrong', 'Bearer initialx', 'Basic initial', 'Bearer ']) {
      const reply = await world.engine.register(jsonRequest('{', { authorization }));
      expectError(reply, 401, 'invalid_token');
      assert.match(reply.headers['www-authenticate'] ?? '', /^Bearer /);
    }
    const authorization = 'Bearer initial';
    const wanted = { token_endpoint_auth_method: 'client_secret_basic', grant_types: ['client_credentials'] };
    const reply = await world.engine.register(jsonRequest(metadata(wanted), { authorization }));
    assert.deepEqual(json(reply).grant_types, ['client_credentials']);
    const anyone = await register(createWorld(), {
      ...wanted,
      grant_types: ['authorization_code', 'client_credentials'],
    });
    assert.deepEqual(anyone['grant_types'], ['authorization_code']);
  });
});

describe('the limits of registration', () => {
  it('come first, also where nobody may register — clients.md §2 Request', async () => {
    for (const kind of ['open', 'closed'] as const) {
      const world = createWorld({ policy: { registration: { kind } } });
      world.limits.budget = 0;
      let isRead = false;
      const body = async () => {
        isRead = true;
        return new Uint8Array();
      };
      const reply = await world.engine.register({ ...jsonRequest(''), body });
      expectError(reply, 429, 'rate_limit_exceeded');
      assert.match(reply.headers['retry-after'] ?? '', /^[1-9]\d*$/);
      assert.equal(isRead, false);
    }
  });

  it('count every registration, also those that succeed — operations.md Q-3', async () => {
    const world = createWorld();
    await register(world);
    await world.engine.register(jsonRequest('{'));
    assert.deepEqual(world.limits.spent, ['registration -', 'registration -']);
  });

  it('answer 403 while registration is closed, without reading the body', async () => {
    const world = createWorld({ policy: { registration: { kind: 'closed' } } });
    const body = () => Promise.reject(new Error('nobody reads it'));
    const reply = await world.engine.register({ ...jsonRequest(''), body });
    expectError(reply, 403, 'registration_not_supported');
  });
});
