import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createEngine } from '../../src/create-engine.ts';
import { StoreUnavailable } from '../../src/ports/failure.ts';
import { basic, postForm, testSecret } from '../../src/testing/index.ts';
import { createWorld, expectError, expectOk, signIn, type World, webAuthorization } from '../support.ts';

const machine = { grant_type: 'client_credentials' };
const post = (
  world: World,
  fields: Parameters<typeof postForm>[0],
  change: Parameters<typeof postForm>[1] = {},
) => world.engine.token(postForm(fields, { ...webAuthorization, ...change }));

/** A world whose store fails on every read of a client. */
function brokenWorld(failure: Error) {
  const world = createWorld();
  const store = { ...world.store, findClient: () => Promise.reject(failure) };
  return { ...world, engine: createEngine({ ...world.ports, store }, world.policy) };
}

describe('token endpoint', () => {
  it('refuses what is not a well-formed form — RFC 6749 §3.2', async () => {
    const world = createWorld();
    expectError(await post(world, machine, { contentType: 'application/json' }), 400, 'invalid_request');
    expectError(await post(world, machine, { contentType: 'multipart/form-data' }), 400, 'invalid_request');
    expectError(await post(world, machine, { contentType: undefined }), 400, 'invalid_request');
    expectError(await post(world, machine, { body: Buffer.from('grant_type=%zz') }), 400, 'invalid_request');
    expectError(await post(world, machine, { body: Buffer.from('scope=a%00b') }), 400, 'invalid_request');
    expectError(await post(world, machine, { body: Buffer.alloc(65_537, 'a') }), 413, 'invalid_request');
    expectError(await post(world, machine, { contentEncoding: 'gzip' }), 415, 'invalid_request');
  });

  it('refuses repeated known parameters, ignores unknown ones — RFC 6749 §3.2', async () => {
    const world = createWorld();
    expectError(await post(world, { ...machine, scope: ['read', 'write'] }), 400, 'invalid_request');
    expectError(await post(world, { ...machine, code: ['a', 'b'] }), 400, 'invalid_request');
    expectOk(await post(world, { ...machine, unknown: ['a', 'b'], scope: '' }));
  });

  it('refuses credentials in the URL, ignores the rest of the query — RFC 6749 §2.3.1', async () => {
    const world = createWorld();
    expectError(await post(world, machine, { query: 'client_secret=x' }), 400, 'invalid_request');
    expectError(await post(world, machine, { query: 'refresh_token=x' }), 400, 'invalid_request');
    expectOk(await post(world, machine, { query: 'scope=admin&a=b' }));
  });

  it('judges the grant type before the client — protocol.md TK-1, protocol.md TK-3', async () => {
    const world = createWorld();
    expectError(await world.engine.token(postForm({})), 400, 'invalid_request');
    for (const name of ['password', 'implicit', 'nonsense', 'constructor']) {
      expectError(await world.engine.token(postForm({ grant_type: name })), 400, 'unsupported_grant_type');
    }
  });

  it('never lets an answer be stored, and holds no null — RFC 6749 §5.1, protocol.md G-5', async () => {
    const world = createWorld();
    const good = await post(world, machine);
    const bad = await post(world, {});
    for (const reply of [good, bad]) {
      assert.equal(reply.headers['cache-control'], 'no-store');
      assert.equal(reply.headers['pragma'], 'no-cache');
      assert.equal(reply.headers['content-type'], 'application/json');
      assert.equal(reply.body?.includes('null'), false);
    }
    assert.deepEqual(Object.keys(JSON.parse(bad.body ?? '')), ['error', 'error_description']);
  });

  it('charges failures per client, unknown ones together, and gives successes back — security.md L-4', async () => {
    const world = createWorld();
    expectOk(await post(world, machine));
    assert.deepEqual(world.limits.spent, []);
    await post(world, machine, { authorization: basic('web', 'wrong') });
    await post(world, machine, { authorization: basic('nobody', 'wrong') });
    await post(world, {});
    assert.deepEqual(world.limits.spent, ['token web', 'token -', 'token -']);
    world.limits.budget = 3;
    const limited = await post(world, machine);
    expectError(limited, 429, 'rate_limit_exceeded');
    assert.equal(limited.headers['retry-after'], '3');
    assert.equal(limited.headers['x-ratelimit-limit'], '3');
    assert.equal(world.observations.filter(({ kind }) => kind === 'rate_limited').length, 1);
  });

  it('says nothing about an unexpected failure, and tells the observer — protocol.md G-9', async () => {
    const cause = new Error('SELECT secret FROM client');
    const world = brokenWorld(cause);
    const reply = await post(world, machine);
    expectError(reply, 500, 'server_error');
    assert.equal(reply.body?.includes('SELECT'), false);
    assert.equal(
      world.observations.some((observation) => observation.kind === 'failed' && observation.cause === cause),
      true,
    );
    assert.deepEqual(world.limits.spent, []);
  });

  it('asks to come back when the storage is away — protocol.md G-9, protocol.md TK-3', async () => {
    const reply = await post(brokenWorld(new StoreUnavailable()), machine);
    expectError(reply, 503, 'temporarily_unavailable');
    assert.match(reply.headers['retry-after'] ?? '', /^\d+$/);
  });

  it('sends with an error what is due with it, and no header more — RFC 6749 §5.2, operations.md Q-4', async () => {
    const world = createWorld();
    const refused = await post(world, { grant_type: 'refresh_token', refresh_token: 'grt_x' });
    const common = ['cache-control', 'content-type', 'pragma'];
    assert.deepEqual(Object.keys(refused.headers).sort(), common);
    world.limits.budget = 0;
    const limited = await post(world, machine);
    const limits = ['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset'];
    assert.deepEqual(Object.keys(limited.headers).sort(), [...common, 'retry-after', ...limits]);
  });

  it('counts every request once with its result — protocol.md §22 introspection', async () => {
    const world = createWorld();
    await post(world, machine);
    await post(world, {});
    assert.deepEqual(
      world.observations
        .filter(({ kind }) => kind !== 'secret_used')
        .map((seen) => (seen.kind === 'request_answered' ? seen.result : seen.kind)),
      ['ok', 'invalid_request'],
    );
  });

  it('gives byte-equal answers in equal worlds', async () => {
    const [one, two] = [createWorld(), createWorld()];
    assert.deepEqual(await signIn(one), await signIn(two));
  });

  it('keeps no token or secret in what it commits — security.md T-10', async () => {
    const world = createWorld();
    const tokens = await signIn(world);
    const kept = JSON.stringify(world.store.commits);
    for (const value of [tokens.access_token, tokens.refresh_token, tokens.id_token, testSecret]) {
      assert.equal(kept.includes(value), false);
    }
  });
});
