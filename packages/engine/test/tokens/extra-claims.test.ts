import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exampleClient, postForm } from '../../src/testing/index.ts';
import { claimsOf, createWorld, expectError, expectOk, webAuthorization } from '../support.ts';

const limits = { maxBytes: 200, maxClaims: 3, maxValueBytes: 20 };

type Setting = Parameters<typeof exampleClient>[0];

const worldOf = (client: Setting = {}, extraClaims: typeof limits | null = limits) =>
  createWorld({
    seed: { clients: [exampleClient({ extraClaims: 'allowed', ...client })] },
    policy: { extraClaims },
  });

const ask = (extra: string | undefined, world = worldOf(), fields: Record<string, string> = {}) => {
  const given = extra === undefined ? {} : { extra_claims: extra };
  const form = { grant_type: 'client_credentials', scope: 'read', ...given, ...fields };
  return world.engine.token(postForm(form, webAuthorization));
};

describe('claims that a client supplies — protocol.md TO-6, security.md T-8', () => {
  it('stand in its access token beside our own', async () => {
    const { access_token } = expectOk(await ask('{"tenant":"acme","order":17,"tags":["a"]}'));
    const claims = claimsOf(access_token);
    assert.equal(claims.tenant, 'acme');
    assert.equal(claims.order, 17);
    assert.deepEqual(claims.tags, ['a']);
    assert.equal(claims.sub, 'client:web');
  });

  it('are ignored while they are off', async () => {
    const { access_token } = expectOk(await ask('{"tenant":"acme"}', worldOf({}, null)));
    assert.equal('tenant' in claimsOf(access_token), false);
  });

  it('are refused from clients that are not set so, and from such as prove nothing', async () => {
    expectError(await ask('{"tenant":"acme"}', worldOf({ extraClaims: 'refused' })), 400, 'invalid_request');
    const world = createWorld({
      seed: { clients: [exampleClient({ extraClaims: 'allowed', authMethod: 'none', secrets: [] })] },
      policy: { extraClaims: limits },
    });
    const form = {
      grant_type: 'refresh_token',
      refresh_token: 'x',
      client_id: 'web',
      extra_claims: '{"a":1}',
    };
    const reply = await world.engine.token(postForm(form));
    expectError(reply, 400, 'invalid_request'); // and not invalid_grant, which that token is
    assert.match(String(reply.body), /may not supply/);
  });

  it('never have a name that means something already', async () => {
    for (const name of [
      'iss',
      'sub',
      'aud',
      'scope',
      'cnf',
      'act',
      'email',
      'groups',
      'active',
      'username',
      'grant_id',
    ]) {
      expectError(await ask(JSON.stringify({ [name]: 'x' })), 400, 'invalid_request');
    }
    for (const name of ['extra', 'extra_uid', 'extra_anything', '__proto__', 'constructor', 'toString']) {
      expectError(await ask(`{"${name}":"x"}`), 400, 'invalid_request');
    }
  });

  it('are a small object', async () => {
    for (const given of [
      'x',
      '[]',
      '"a"',
      'null',
      '7',
      '{"a":1,"b":2,"c":3,"d":4}',
      '{"a":"aaaaaaaaaaaaaaaaaaa"}',
    ]) {
      expectError(await ask(given), 400, 'invalid_request');
    }
    expectOk(await ask('{"a":"aaaaaaaaaaaaaaaaaa"}')); // 20 bytes of JSON
    expectError(await ask('{"a":"äääääääääää"}'), 400, 'invalid_request'); // 11 letters, 24 bytes
    expectError(await ask(`{"a":1${' '.repeat(200)}}`), 400, 'invalid_request');
  });

  it('have no place in an opaque token, and a code is not used up by asking', async () => {
    const world = worldOf({ accessTokenFormat: 'opaque' });
    expectError(await ask('{"tenant":"acme"}', world), 400, 'invalid_request');
    assert.deepEqual(world.store.commits, []);
    expectOk(await ask(undefined, world));
  });
});
