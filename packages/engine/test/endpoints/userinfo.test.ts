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
import {
  claimsOf,
  createWorld,
  expectError,
  expectOk,
  json,
  liveReads,
  refresh,
  signIn,
  webAuthorization,
} from '../support.ts';

const api = 'https://api.example';

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
    const other = { contentType: 'application/json', body: Buffer.from('{}') };
    expectError(await world.engine.userinfo(postForm({}, other)), 401, 'missing_token');
    expectOk(await world.engine.userinfo(getWith(token, 'page=1')));
  });

  it('names no error when no token was sent — RFC 6750 §3.1', async () => {
    const reply = await createWorld().engine.userinfo(getWith(null));
    assert.equal(reply.status, 401);
    assert.match(
      reply.headers['www-authenticate'] ?? '',
      /^Bearer realm="grantor", DPoP algs="ES256 [^"]+"$/,
    );
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

  it('releases what a token without openid has, to clients that ask for nothing else — protocol.md UI-2', async () => {
    const world = createWorld();
    for (const [scope, members] of [
      [
        ['email', 'read'],
        ['sub', 'email', 'email_verified'],
      ],
      [['profile'], ['sub', 'name', 'preferred_username', 'updated_at']],
      [['phone'], ['sub']],
      [['address'], ['sub']],
    ] as const) {
      const { access_token: token } = await signIn(world, { scope });
      const seen = expectOk(await world.engine.userinfo(getWith(token)));
      assert.deepEqual(Object.keys(seen), members);
    }
  });

  it('needs openid or another scope about the person — protocol.md UI-2', async () => {
    const world = createWorld();
    const { access_token: token } = await signIn(world, { scope: ['read'] });
    const reply = expectError(await world.engine.userinfo(getWith(token)), 403, 'insufficient_scope');
    assert.match(reply.headers['www-authenticate'] ?? '', /scope="openid"/);
  });

  it('is about people: a client that acts for itself has nothing to be told — protocol.md UI-2', async () => {
    const world = createWorld();
    const fields = { grant_type: 'client_credentials', scope: 'profile' };
    const { access_token: token } = expectOk(await world.engine.token(postForm(fields, webAuthorization)));
    expectError(await world.engine.userinfo(getWith(token)), 401, 'invalid_token');
  });

  it('refuses a token that is meant for a resource — protocol.md UI-3, security.md T-5', async () => {
    const resources = [exampleResource()];
    for (const defaultAudience of [[], [api], ['https://default.example']]) {
      const world = createWorld({ seed: { resources }, policy: { defaultAudience } });
      const { access_token: token } = await signIn(world, { resources: [api] });
      const reply = expectError(await world.engine.userinfo(getWith(token)), 401, 'invalid_token');
      assert.match(json(reply).error_description, /made for another resource/);
      expectOk(await world.engine.userinfo(getWith((await signIn(world)).access_token)));
    }
  });

  it('takes a token for the issuer beside a resource, whichever APIs the client may reach — protocol.md UI-3', async () => {
    const resources = [exampleResource({ identityClaims: ['email'], accessTokenLifetime: 60 })];
    const clients = [examplePublicClient({ resources: [api] })];
    const world = createWorld({ seed: { resources, clients } });
    const granted = [api, 'https://auth.example'];
    const tokens = await signIn(world, { resources: granted });
    expectOk(await world.engine.userinfo(getWith(tokens.access_token)));
    const claims = claimsOf(tokens.access_token);
    assert.deepEqual(claims.aud, granted);
    // What the API makes of its tokens holds beside the issuer, too
    assert.equal(claims.email, 'ada@example.com');
    assert.equal(claims.exp - claims.iat, 60);
    const narrow = expectOk(await refresh(world, tokens.refresh_token, { resource: api }));
    expectError(await world.engine.userinfo(getWith(narrow.access_token)), 401, 'invalid_token');
    const alone = expectOk(await refresh(world, narrow.refresh_token, { resource: 'https://auth.example/' }));
    assert.equal(claimsOf(alone.access_token).aud, 'https://auth.example');
    expectOk(await world.engine.userinfo(getWith(alone.access_token)));
  });

  it('signs the answer for clients that registered it — OpenID Connect Core §5.3.2, advanced.md JWR-3', async () => {
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
