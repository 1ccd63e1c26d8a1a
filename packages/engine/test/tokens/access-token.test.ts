import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId, OAuthError, secondOf } from '@grantor/protocol';
import { verifyHint } from '../../src/authorize/id-token-hint.ts';
import { guestId } from '../../src/model/guest.ts';
import {
  exampleAccount,
  exampleClient,
  examplePublicClient,
  exampleResource,
  getWith,
  postForm,
} from '../../src/testing/index.ts';
import { findActiveToken, lookUpToken } from '../../src/tokens/presented-token.ts';
import { deriveSid, kindOfSid, subjectOfClient, userOfSubject } from '../../src/tokens/subject.ts';
import {
  claimsOf,
  createWorld,
  expectOk,
  liveReads,
  signIn,
  type World,
  webAuthorization,
} from '../support.ts';

const headerOf = (jwt: string) =>
  JSON.parse(Buffer.from(jwt.split('.')[0] ?? '', 'base64url').toString('utf8'));
const active = async (world: World, token: string) =>
  (await findActiveToken(world, token, secondOf(world.clock.now()))) !== null;

describe('access token', () => {
  it('has the header and claims of RFC 9068 §2', async () => {
    const world = createWorld();
    const { access_token: token } = await signIn(world);
    assert.deepEqual(headerOf(token), { alg: 'EdDSA', kid: 'ed', typ: 'at+jwt' });
    const claims = claimsOf(token);
    assert.deepEqual(Object.keys(claims), [
      ...[
        'iss',
        'sub',
        'aud',
        'exp',
        'iat',
        'jti',
        'client_id',
        'scope',
        'auth_time',
        'acr',
        'amr',
        'extra_uid',
      ],
    ]);
    assert.equal(claims.extra_uid, 'ada');
    // The family is in the id, so that its state is found without a row per token.
    assert.match(claims.jti, /^[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{22}$/);
  });

  it('lives as long as the profile of its client says, jitter and cap included — protocol.md §2 access token', async () => {
    for (const [tokenProfile, seconds] of [
      ['short', 900],
      ['standard', 3600],
      ['long', 86_400],
    ] as const) {
      const world = createWorld({
        seed: { clients: [exampleClient(), examplePublicClient({ tokenProfile })] },
      });
      assert.equal((await signIn(world)).expires_in, seconds);
    }
    const lifetimes = { ...createWorld().policy.lifetimes, accessTokenJitter: 600, accessTokenMax: 3700 };
    const world = createWorld({ policy: { lifetimes } });
    const lives = new Set<number>();
    for (let round = 0; round < 10; round++) lives.add((await signIn(world)).expires_in);
    assert.ok([...lives].every((seconds) => seconds >= 3600 && seconds <= 3700));
    assert.ok(lives.size > 1);
  });

  it('lives as long as those of machines do, where there is no person — protocol.md §2 access token', async () => {
    const lifetimes = { ...createWorld().policy.lifetimes, clientCredentialsToken: 120 };
    const world = createWorld({ policy: { lifetimes } });
    const own = postForm({ grant_type: 'client_credentials' }, webAuthorization);
    assert.equal(expectOk(await world.engine.token(own)).expires_in, 120);
    assert.equal((await signIn(world)).expires_in, 3600);
  });

  it('has no scope member where its scope is empty — RFC 6749 §3.3', async () => {
    const world = createWorld({ seed: { clients: [exampleClient(), examplePublicClient({ scopes: [] })] } });
    const answer = await signIn(world, { scope: [] });
    assert.equal('scope' in answer, false);
    assert.equal('scope' in claimsOf(answer.access_token), false);
  });

  it('is over from its last second on, which no look at what it hangs on has to tell — protocol.md TO-3', async () => {
    for (const accessTokenFormat of ['jwt', 'opaque'] as const) {
      const clients = [exampleClient(), examplePublicClient({ accessTokenFormat })];
      const world = createWorld({ seed: { clients } });
      const { access_token: token } = await signIn(world);
      world.clock.advance(3599);
      assert.equal(await active(world, token), true);
      world.clock.advance(1);
      const reads = world.store.reads.length;
      assert.deepEqual(await lookUpToken(world, token, secondOf(world.clock.now())), { kind: 'expired' });
      assert.deepEqual(liveReads(world, reads), accessTokenFormat === 'jwt' ? [] : ['findOpaqueToken']);
    }
  });

  it('is nothing once its client went between two looks — protocol.md TO-3', async () => {
    const world = createWorld();
    const { access_token: token } = await signIn(world);
    const store = { ...world.ports.store, findClient: async () => null };
    const gone = { ...world, ports: { ...world.ports, store } };
    assert.equal(await findActiveToken(gone, token, secondOf(world.clock.now())), null);
  });

  it('is refused with another type or issuer, or past its time — RFC 9068 §4', async () => {
    const world = createWorld();
    const { access_token: token } = await signIn(world);
    const claims = claimsOf(token);
    const sign = (change: object, typ: string | null = 'at+jwt') =>
      world.ports.keys.sign({
        ...{ use: 'access_token', alg: null, typ, now: secondOf(world.clock.now()) },
        claims: { ...claims, ...change },
      });
    assert.equal(await active(world, await sign({})), true);
    assert.equal(await active(world, await sign({}, 'logout+jwt')), false);
    assert.equal(await active(world, await sign({}, null)), false);
    assert.equal(await active(world, await sign({ iss: 'https://auth.example/' })), false);
    assert.equal(await active(world, await sign({ exp: claims.iat })), false);
    assert.equal(await active(world, await sign({ client_id: undefined })), false);
  });

  it('has the plain type where its resource knows no other, and is still no ID token — protocol.md TO-5', async () => {
    const strict = exampleResource({ uri: 'https://strict.example', accessTokenTyp: 'JWT' });
    const world = createWorld({ seed: { resources: [strict] } });
    const issuer = world.policy.issuer;
    const scope = ['openid', 'profile'];
    const tokens = await signIn(world, { resources: [strict.uri, issuer], scope });
    assert.equal(headerOf(tokens.access_token).typ, 'JWT');
    expectOk(await world.engine.userinfo(getWith(tokens.access_token)));
    expectOk(await world.engine.tokeninfo(getWith(tokens.access_token)));
    const at = { now: secondOf(world.clock.now()) };
    const hint = { keys: world.ports.keys, issuer, ...at };
    await assert.rejects(verifyHint(tokens.access_token, hint), OAuthError);
    await verifyHint(tokens.id_token, hint);
    const resigned = (typ: string, claims: object) =>
      world.ports.keys.sign({ use: 'access_token', alg: null, typ, claims: { ...claims }, ...at });
    const [access, id] = [claimsOf(tokens.access_token), claimsOf(tokens.id_token)];
    assert.equal(await active(world, await resigned('JWT', access)), true);
    assert.equal(await active(world, await resigned('JWT', id)), false);
    for (const claim of ['nonce', 'at_hash', 'c_hash', 'sid']) {
      assert.equal(await active(world, await resigned('JWT', { ...access, [claim]: 'x' })), false, claim);
    }
    for (const claim of ['jti', 'client_id']) {
      await assert.rejects(
        verifyHint(await resigned('JWT', { ...id, [claim]: 'x' }), hint),
        OAuthError,
        claim,
      );
    }
    await verifyHint(await resigned('JWT', id), hint);
  });

  it('is refused when header or signature were touched — RFC 8725 §3', async () => {
    const world = createWorld();
    const { access_token: token } = await signIn(world);
    const [, claims, signature] = token.split('.');
    const headers = [
      { alg: 'none', typ: 'at+jwt' },
      { alg: 'HS256', kid: 'ed', typ: 'at+jwt' },
      { alg: 'RS256', kid: 'rsa', typ: 'at+jwt' },
      { alg: 'EdDSA', kid: 'ed', typ: 'at+jwt', crit: ['exp'] },
    ];
    for (const header of headers) {
      const encoded = Buffer.from(JSON.stringify(header)).toString('base64url');
      assert.equal(await active(world, `${encoded}.${claims}.${signature}`), false);
      assert.equal(await active(world, `${encoded}.${claims}.`), false);
    }
  });
});

describe('subject', () => {
  it('never lets a client pass for a user — security.md T-6', () => {
    assert.equal(subjectOfClient(clientId('a')), 'client:a');
    assert.equal(userOfSubject('client:a'), null);
    assert.equal(userOfSubject('user-1'), 'user-1');
  });

  it('is known to two clients of one session by different sids — protocol.md SE-4, advanced.md LGO-2', () => {
    const user = { sidSeed: 'seed', userId: exampleAccount().id };
    const sid = deriveSid(user, clientId('a'));
    assert.match(sid, /^[A-Za-z0-9_-]{22}$/);
    assert.equal(deriveSid(user, clientId('a')), sid);
    assert.notEqual(deriveSid(user, clientId('b')), sid);
    assert.notEqual(deriveSid({ ...user, sidSeed: 'other' }, clientId('a')), sid);
    const guest = deriveSid({ ...user, userId: guestId(user.userId) }, clientId('a'));
    assert.deepEqual([kindOfSid(guest), kindOfSid(sid)], ['guest', 'user']);
  });
});
