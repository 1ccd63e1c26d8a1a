import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  exampleAccount,
  exampleClient,
  examplePublicClient,
  exampleResource,
  exampleSource,
  getWith,
  postForm,
} from '../../src/testing/index.ts';
import { claimsOf, createWorld, expectError, expectOk, liveReads, signIn } from '../support.ts';

const person = (names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, { essential: false, values: [] }]));

describe('userinfo', () => {
  it('releases the claims of the granted scope, in one read — OpenID Connect Core §5.4', async () => {
    const world = createWorld();
    const { access_token: token } = await signIn(world, { scope: ['openid', 'profile'] });
    const reads = world.store.reads.length;
    assert.deepEqual(expectOk(await world.engine.userinfo(getWith(token))), {
      sub: 'user-1',
      name: 'Ada Lovelace',
      preferred_username: 'ada',
      updated_at: 1_700_000_000,
    });
    assert.deepEqual(liveReads(world, reads), ['findTokenStanding']);
  });

  it('releases single claims that were asked for — OpenID Connect Core §5.5', async () => {
    const world = createWorld();
    const claims = { userinfo: person(['email', 'unknown']), idToken: person(['email_verified']) };
    const tokens = await signIn(world, { scope: ['openid'], claims });
    const seen = expectOk(await world.engine.userinfo(getWith(tokens.access_token)));
    assert.deepEqual(seen, { sub: 'user-1', email: 'ada@example.com' });
    const idToken = claimsOf(tokens.id_token);
    assert.equal(idToken.email_verified, true);
    assert.equal('email' in idToken, false);
  });

  it('takes the token from the header or the form, never twice and never from the URL — RFC 6750 §2', async () => {
    const world = createWorld();
    const { access_token: token } = await signIn(world);
    expectOk(await world.engine.userinfo(postForm({ access_token: token })));
    expectOk(await world.engine.userinfo(postForm({}, { authorization: `bEARER ${token}` })));
    const twice = postForm({ access_token: token }, { authorization: `Bearer ${token}` });
    expectError(await world.engine.userinfo(twice), 400, 'invalid_request');
    expectError(await world.engine.userinfo(getWith(null, `access_token=${token}`)), 400, 'invalid_request');
    const get = postForm({ access_token: token }, { source: exampleSource({ method: 'GET' }) });
    assert.equal((await world.engine.userinfo(get)).status, 401);
  });

  it('names no error when no token was sent — RFC 6750 §3.1', async () => {
    const reply = await createWorld().engine.userinfo(getWith(null));
    assert.equal(reply.status, 401);
    assert.equal(reply.headers['www-authenticate'], 'Bearer realm="grantor"');
  });

  it('refuses tokens of another type and dead ones — RFC 8725 §3.11', async () => {
    const world = createWorld();
    const tokens = await signIn(world);
    for (const value of [tokens.id_token, tokens.refresh_token, 'x', 'a.b.c']) {
      const reply = expectError(await world.engine.userinfo(getWith(value)), 401, 'invalid_token');
      assert.match(reply.headers['www-authenticate'] ?? '', /^Bearer realm="grantor", error="invalid_token"/);
    }
    world.clock.advance(3600);
    expectError(await world.engine.userinfo(getWith(tokens.access_token)), 401, 'invalid_token');
  });

  it('needs the openid scope — protocol.md UI-2', async () => {
    const world = createWorld();
    const { access_token: token } = await signIn(world, { scope: ['profile'] });
    const reply = expectError(await world.engine.userinfo(getWith(token)), 403, 'insufficient_scope');
    assert.match(reply.headers['www-authenticate'] ?? '', /scope="openid"/);
  });

  it('refuses a token that is meant for a resource — protocol.md UI-3, security.md T-5', async () => {
    const world = createWorld({ seed: { resources: [exampleResource()] } });
    const { access_token: token } = await signIn(world, { resources: ['https://api.example'] });
    expectError(await world.engine.userinfo(getWith(token)), 401, 'invalid_token');
    const audience = createWorld({ policy: { defaultAudience: ['https://default.example'] } });
    expectOk(await audience.engine.userinfo(getWith((await signIn(audience)).access_token)));
  });

  it('signs the answer for clients that registered it — OpenID Connect Core §5.3.2', async () => {
    const clients = [exampleClient(), examplePublicClient({ userinfoAlg: 'RS256' })];
    const world = createWorld({ seed: { clients } });
    const { access_token: token } = await signIn(world, { scope: ['openid'] });
    const reply = await world.engine.userinfo(getWith(token));
    assert.equal(reply.headers['content-type'], 'application/jwt');
    const expected = { sub: 'user-1', iss: 'https://auth.example', aud: 'native' };
    assert.deepEqual(claimsOf(reply.body ?? ''), expected);
  });

  it('omits claims without a value, and members of an address without one — protocol.md UI-4', async () => {
    const claims = { name: '', email: null, address: { country: 'GB', region: null, planet: 'Earth' } };
    const world = createWorld({ seed: { accounts: [exampleAccount({ claims })] } });
    const { access_token: token } = await signIn(world, { scope: ['openid', 'profile', 'email', 'address'] });
    assert.deepEqual(expectOk(await world.engine.userinfo(getWith(token))), {
      sub: 'user-1',
      preferred_username: 'ada',
      address: { country: 'GB' },
    });
  });
});
