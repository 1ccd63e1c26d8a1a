import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { epoch, instant } from '@grantor/protocol';
import { createEngine } from '../../src/create-engine.ts';
import {
  approveCode,
  exampleAccount,
  exampleClient,
  examplePublicClient,
  exampleResource,
  exampleVerifier,
  postForm,
  testStart,
} from '../../src/testing/index.ts';
import {
  claimsOf,
  createWorld,
  expectError,
  expectOk,
  isActive,
  json,
  redeem,
  signIn,
  webAuthorization,
} from '../support.ts';

const statuses = (replies: readonly { status: number }[]) => replies.map(({ status }) => status).sort();

describe('authorization_code', () => {
  it('answers with the tokens due — protocol.md TK-2', async () => {
    const world = createWorld();
    const code = await approveCode(world);
    const reads = world.store.reads.length;
    const answer = expectOk(await redeem(world, code));
    assert.deepEqual(Object.keys(answer).sort(), [
      'access_token',
      'expires_in',
      'id_token',
      'refresh_token',
      'scope',
      'token_type',
    ]);
    assert.equal(answer.token_type, 'Bearer');
    assert.equal(answer.expires_in, 3600);
    assert.equal(answer.scope, 'openid profile read write');
    assert.match(answer.refresh_token, /^grt_[A-Za-z0-9_-]{72}$/);
    // performance.md §3 code exchange: one read beside the cached ones, one commit
    assert.deepEqual(world.store.reads.slice(reads), [
      'findClient',
      'findCodeForRedemption',
      'listResources',
    ]);
    assert.deepEqual(
      world.store.commits.at(-1)?.facts.map(({ kind }) => kind),
      ['code_redeemed', 'family_started'],
    );
  });

  it('leaves a record of what was issued — protocol.md §22 code issued', async () => {
    const only = examplePublicClient({ grantTypes: ['authorization_code'] });
    for (const [client, scope, issued] of [
      [examplePublicClient(), ['openid'], ['access_token', 'refresh_token', 'id_token']],
      [examplePublicClient(), ['read'], ['access_token', 'refresh_token']],
      [only, ['openid'], ['access_token', 'id_token']],
    ] as const) {
      const world = createWorld({ seed: { clients: [client] } });
      await signIn(world, { scope });
      const redeemed = world.store.commits.at(-1)?.facts.find(({ kind }) => kind === 'code_redeemed');
      assert.ok(redeemed?.kind === 'code_redeemed');
      assert.deepEqual(redeemed.issued, issued);
    }
  });

  it('starts a family that is kept as long as its last token, and ten minutes at least — protocol.md TC-1', async () => {
    for (const [accessToken, grantTypes, seconds] of [
      [3600, ['authorization_code'], 3600],
      [60, ['authorization_code'], 600],
      [3600, ['authorization_code', 'refresh_token'], 2_592_000],
      [2_600_000, ['authorization_code', 'refresh_token'], 2_600_000],
    ] as const) {
      const { lifetimes } = createWorld().policy;
      const world = createWorld({
        seed: { clients: [examplePublicClient({ grantTypes })] },
        policy: {
          lifetimes: {
            ...lifetimes,
            accessToken: { ...lifetimes.accessToken, standard: accessToken },
            accessTokenMax: accessToken,
          },
        },
      });
      await signIn(world);
      const [family] = world.store.snapshot().families.values();
      assert.equal(family?.expiresAt, testStart / 1000 + seconds);
    }
  });

  it('signs an ID token bound to the access token — OpenID Connect Core §3.1.3.6', async () => {
    const world = createWorld();
    const answer = await signIn(world);
    const claims = claimsOf(answer.id_token);
    assert.deepEqual(Object.keys(claims).sort(), [
      ...['acr', 'amr', 'at_hash', 'aud', 'auth_time', 'exp', 'iat', 'iss', 'nonce', 'sid', 'sub'],
    ]);
    assert.equal(claims.aud, 'native');
    assert.equal(claims.nonce, 'n-0S6_WzA2Mj');
    assert.equal(claims.auth_time, testStart / 1000 - 60);
  });

  it('issues no refresh token to a client without the grant, none at all when switched off — protocol.md TK-4', async () => {
    const clients = [examplePublicClient({ grantTypes: ['authorization_code'] })];
    const without = createWorld({ seed: { clients } });
    assert.equal((await signIn(without)).refresh_token, undefined);
    const off = createWorld({ policy: { refreshTokens: false } });
    assert.equal((await signIn(off)).refresh_token, undefined);
    expectError(
      await off.engine.token(postForm({ grant_type: 'refresh_token', client_id: 'native' })),
      400,
      'unsupported_grant_type',
    );
  });

  it('refuses wrong proofs without spending the code — RFC 7636 §4.6, security.md F-7, F-8', async () => {
    const world = createWorld();
    const code = await approveCode(world);
    const wrong: [Record<string, string | undefined>, string][] = [
      [{ code: undefined }, 'invalid_request'],
      [{ code: `${code}x` }, 'invalid_grant'],
      [{ redirect_uri: 'http://127.0.0.1:9999/callback' }, 'invalid_grant'],
      [{ code_verifier: undefined }, 'invalid_grant'],
      [{ code_verifier: exampleVerifier.toLowerCase() }, 'invalid_grant'],
      [{ code_verifier: 'short' }, 'invalid_request'],
      [{ resource: 'https://other.example' }, 'invalid_target'],
    ];
    for (const [change, error] of wrong) expectError(await redeem(world, code, change), 400, error);
    const foreign = { grant_type: 'authorization_code', code, code_verifier: exampleVerifier };
    expectError(await world.engine.token(postForm(foreign, webAuthorization)), 400, 'invalid_grant');
    expectOk(await redeem(world, code));
  });

  it('lets PKCE stand for a missing redirect_uri, and needs one of the two — OAuth 2.1 §10.2', async () => {
    const world = createWorld();
    expectOk(await redeem(world, await approveCode(world), { redirect_uri: undefined }));
    const bare = { codeChallenge: null, clientId: exampleClient().id };
    const exchange = async (fields: Record<string, string>) =>
      world.engine.token(
        postForm(
          { grant_type: 'authorization_code', code: await approveCode(world, bare), ...fields },
          webAuthorization,
        ),
      );
    expectError(await exchange({}), 400, 'invalid_request');
    expectOk(await exchange({ redirect_uri: 'http://127.0.0.1:8888/callback' }));
    const verifier = { redirect_uri: 'http://127.0.0.1:8888/callback', code_verifier: exampleVerifier };
    expectError(await exchange(verifier), 400, 'invalid_request');
  });

  it('refuses an expired code — RFC 6749 §4.1.2', async () => {
    const world = createWorld();
    const code = await approveCode(world);
    world.clock.advance(60);
    expectError(await redeem(world, code), 400, 'invalid_grant');
  });

  it('gives one of many parallel redemptions the tokens, and they live — security.md R-1', async () => {
    const world = createWorld();
    const code = await approveCode(world);
    const replies = await Promise.all(Array.from({ length: 50 }, () => redeem(world, code)));
    assert.deepEqual(statuses(replies), [200, ...Array(49).fill(400)]);
    for (const reply of replies.filter(({ status }) => status !== 200))
      expectError(reply, 400, 'invalid_grant');
    const winner = json(replies.find(({ status }) => status === 200)!);
    assert.equal(await isActive(world, winner.access_token), true);
  });

  it('ends the family when the code is replayed a second later — protocol.md TC-2, advanced.md SW-21', async () => {
    const world = createWorld();
    const code = await approveCode(world);
    const { access_token: token } = expectOk(await redeem(world, code));
    world.clock.advance(0.999);
    expectError(await redeem(world, code), 400, 'invalid_grant');
    assert.equal(await isActive(world, token), true);
    world.clock.advance(0.001);
    expectError(await redeem(world, code), 400, 'invalid_grant');
    assert.equal(await isActive(world, token), false);
    const alarms = world.store.commits
      .flatMap(({ facts }) => facts)
      .filter((fact) => fact.kind === 'family_revoked');
    assert.deepEqual(
      alarms.map((fact) => fact.reason),
      ['security'],
    );
    expectError(await redeem(world, code), 400, 'invalid_grant');
  });

  it('ends nothing on a replay that fails another check — security.md R-1', async () => {
    const world = createWorld();
    const code = await approveCode(world);
    const { access_token: token } = expectOk(await redeem(world, code));
    world.clock.advance(10);
    const foreign = { grant_type: 'authorization_code', code, code_verifier: exampleVerifier };
    await redeem(world, code, { code_verifier: exampleVerifier.toLowerCase() });
    await redeem(world, code, { redirect_uri: 'http://127.0.0.1:1/callback' });
    await world.engine.token(postForm(foreign, webAuthorization));
    assert.equal(await isActive(world, token), true);
  });

  it('refuses when the account was disabled, deleted or told to drop everything — protocol.md TK-5', async () => {
    const now = createWorld().clock.now();
    for (const account of [
      exampleAccount({ disabledAt: now }),
      exampleAccount({ tokensValidFrom: (now + 1) as typeof now }),
    ]) {
      const world = createWorld();
      const code = await approveCode(world);
      world.store.put.account(account);
      expectError(await redeem(world, code), 400, 'invalid_grant');
    }
  });

  it('refuses a code older than a revoke-all of its client — security.md R-12', async () => {
    const world = createWorld();
    const code = await approveCode(world);
    const tokensValidFrom = instant(world.clock.now() + 1);
    world.store.put.client(examplePublicClient({ tokensValidFrom }));
    expectError(await redeem(world, code), 400, 'invalid_grant');
  });

  it('starts a family as old as its approval: a revoke-all that came between ends it — security.md R-12', async () => {
    const world = createWorld();
    const code = await approveCode(world);
    const between = instant(world.clock.now() + 1);
    world.clock.advance(2);
    const { access_token: token } = expectOk(await redeem(world, code));
    world.store.put.account(exampleAccount({ tokensValidFrom: between }));
    assert.equal(await isActive(world, token), false);
  });

  it('gives the loser of a race with its client being disabled that error — protocol.md TK-5', async () => {
    const world = createWorld();
    const code = await approveCode(world);
    const commit = async () => {
      world.store.put.client(examplePublicClient({ status: 'inactive' }));
      return { ok: false, conflict: 'code_redeemed' } as const;
    };
    const engine = createEngine({ ...world.ports, store: { ...world.store, commit } }, world.policy);
    expectError(await redeem({ ...world, engine }, code), 401, 'invalid_client');
  });

  it('limits a token to one of the granted resources — RFC 8707 §2.2', async () => {
    const resources = ['https://a.example/', 'https://b.example/'];
    const world = createWorld({ seed: { resources: resources.map((uri) => exampleResource({ uri })) } });
    const code = await approveCode(world, { resources });
    const answer = expectOk(await redeem(world, code, { resource: 'https://A.example' }));
    assert.equal(claimsOf(answer.access_token).aud, 'https://a.example/');
    const all = await signIn(world, { resources, expiresAt: epoch(testStart / 1000 + 60) });
    assert.deepEqual(claimsOf(all.access_token).aud, resources);
  });
});
