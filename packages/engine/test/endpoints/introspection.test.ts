import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId, type Instant } from '@grantor/protocol';
import {
  approveCode,
  basic,
  exampleAccount,
  exampleClient,
  examplePublicClient,
  exampleResource,
  postForm,
  testSecret,
} from '../../src/testing/index.ts';
import {
  createWorld,
  expectError,
  expectOk,
  isActive,
  json,
  liveReads,
  signIn,
  type World,
  webAuthorization,
} from '../support.ts';

const look = async (world: World, token: string, authorization = webAuthorization.authorization) =>
  json(await world.engine.introspect(postForm({ token }, { authorization })));

const resourceServer = exampleClient({
  id: clientId('api'),
  source: 'app',
  ownResources: ['https://api.example'],
});

describe('introspection', () => {
  it('describes an active token as the JWT does, in one read — RFC 7662 §2.2', async () => {
    const world = createWorld();
    const { access_token: token } = await signIn(world);
    const reads = world.store.reads.length;
    const seen = await look(world, token);
    assert.deepEqual(seen, {
      active: true,
      scope: 'openid profile read write',
      client_id: 'native',
      username: 'ada',
      token_type: 'Bearer',
      exp: 1_767_229_200,
      iat: 1_767_225_600,
      sub: 'user-1',
      aud: 'https://auth.example',
      iss: 'https://auth.example',
      jti: seen.jti,
      auth_time: 1_767_225_540,
      acr: '1',
      amr: ['pwd'],
    });
    assert.deepEqual(liveReads(world, reads), ['findTokenStanding']);
  });

  it('describes an opaque token the same way — protocol.md TO-2', async () => {
    const clients = [exampleClient(), examplePublicClient({ accessTokenFormat: 'opaque' })];
    const [opaque, jwt] = [createWorld({ seed: { clients } }), createWorld()];
    const [one, two] = [await signIn(opaque), await signIn(jwt)];
    assert.match(one.access_token, /^gat_/);
    const seen = await look(opaque, one.access_token);
    assert.deepEqual({ ...seen, jti: '' }, { ...(await look(jwt, two.access_token)), jti: '' });
  });

  it('says of the person what the token does, also where its resource is the default audience — protocol.md IS-3', async () => {
    const resources = [exampleResource({ identityClaims: ['email'] })];
    for (const defaultAudience of [[], ['https://api.example']]) {
      const world = createWorld({
        seed: {
          resources,
          clients: [exampleClient({ ownResources: ['https://api.example'] }), examplePublicClient()],
        },
        policy: { defaultAudience },
      });
      const { access_token: token } = await signIn(world, { resources: ['https://api.example'] });
      assert.equal((await look(world, token)).email, 'ada@example.com');
      assert.equal('email' in (await look(world, (await signIn(world)).access_token)), false);
    }
  });

  it('serves authenticated confidential clients only — protocol.md IS-1', async () => {
    const world = createWorld();
    const { access_token: token } = await signIn(world);
    for (const request of [
      postForm({ token }),
      postForm({ token, client_id: 'native' }),
      postForm({ token }, { authorization: basic('web', 'wrong') }),
    ]) {
      expectError(await world.engine.introspect(request), 401, 'invalid_client');
    }
    expectError(await world.engine.introspect(postForm({}, webAuthorization)), 400, 'invalid_request');
  });

  it('shows a token to its client, its resource and administrator-made clients — protocol.md IS-2', async () => {
    const stranger = exampleClient({ id: clientId('stranger'), source: 'dynamic' });
    const clients = [exampleClient(), examplePublicClient(), resourceServer, stranger];
    const seed = { clients, resources: [exampleResource()] };
    const world = createWorld({ seed });
    const plain = (await signIn(world)).access_token;
    const meant = (await signIn(world, { resources: ['https://api.example'] })).access_token;
    const seenBy = async (id: string, token: string) =>
      (await look(world, token, basic(id, testSecret))).active;
    assert.equal(await seenBy('web', plain), true);
    assert.equal(await seenBy('api', plain), false);
    assert.equal(await seenBy('stranger', plain), false);
    assert.equal(await seenBy('web', meant), false);
    assert.equal(await seenBy('api', meant), true);
    const both = ['https://auth.example', 'https://api.example'];
    assert.equal(await seenBy('api', (await signIn(world, { resources: both })).access_token), true);
    assert.deepEqual(await look(world, plain, basic('stranger', testSecret)), { active: false });
  });

  it('says exactly active false for everything that is not an active token — RFC 7662 §2.2', async () => {
    const world = createWorld();
    const { access_token: token, id_token: idToken, refresh_token: foreign } = await signIn(world);
    const forged = `${token.slice(0, -6)}AAAAAA`;
    for (const value of [
      'x',
      'a.b.c',
      forged,
      idToken,
      foreign,
      'gat_unknown',
      'grt_AAAA',
      `grt_${'A'.repeat(64)}`,
    ]) {
      assert.deepEqual(await look(world, value), { active: false }, value.slice(0, 4));
    }
    world.clock.advance(3600);
    assert.deepEqual(await look(world, token), { active: false });
  });

  it('sees every end of a token at once — protocol.md TO-3, security.md R-12, security.md §2 Live state', async () => {
    const later = (world: World) => (world.clock.now() + 1) as Instant;
    const ends: ((world: World) => void)[] = [
      (world) => world.store.put.account(exampleAccount({ disabledAt: world.clock.now() })),
      (world) => world.store.put.account(exampleAccount({ tokensValidFrom: later(world) })),
      (world) => world.store.put.client(examplePublicClient({ status: 'inactive' })),
      (world) => world.store.put.client(examplePublicClient({ tokensValidFrom: later(world) })),
      (world) => {
        const [family] = world.store.snapshot().families.values();
        world.store.put.family({ ...family!, pausedAt: world.clock.now() });
      },
    ];
    for (const end of ends) {
      const world = createWorld();
      const { access_token: token } = await signIn(world);
      assert.equal(await isActive(world, token), true);
      end(world);
      assert.equal(await isActive(world, token), false);
    }
  });

  it('shows a refresh token to its own client only, while it is current — protocol.md IS-2', async () => {
    const world = createWorld();
    const code = { clientId: clientId('web'), codeChallenge: null };
    const redirect = 'http://127.0.0.1:8888/callback';
    const fields = {
      grant_type: 'authorization_code',
      code: await approveCode(world, code),
      redirect_uri: redirect,
    };
    const first = expectOk(await world.engine.token(postForm(fields, webAuthorization)));
    const seen = await look(world, first.refresh_token);
    assert.equal(seen.active, true);
    assert.equal(seen.sub, 'user-1');
    assert.equal('token_type' in seen, false);
    const asked = { grant_type: 'refresh_token', refresh_token: first.refresh_token };
    const next = expectOk(await world.engine.token(postForm(asked, webAuthorization)));
    assert.deepEqual(await look(world, first.refresh_token), { active: false });
    world.clock.advance(2_592_000 - 1);
    assert.equal((await look(world, next.refresh_token)).active, true);
    world.clock.advance(1);
    assert.deepEqual(await look(world, next.refresh_token), { active: false });
  });
});
