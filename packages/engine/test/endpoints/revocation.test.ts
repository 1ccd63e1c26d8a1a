import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  approveCode,
  basic,
  exampleClient,
  examplePublicClient,
  exampleVerifier,
  postForm,
} from '../../src/testing/index.ts';
import {
  createWorld,
  expectError,
  expectOk,
  isActive,
  refresh,
  signIn,
  type World,
  webAuthorization,
} from '../support.ts';

const end = (world: World, token: string, change: Record<string, string> = {}) =>
  world.engine.revoke(postForm({ client_id: 'native', token, ...change }));

const endAlone = (world: World, token: string) => world.engine.revoke(postForm({ token }));

async function confidentialTokens(world: World) {
  const code = await approveCode(world, { clientId: exampleClient().id });
  const fields = { grant_type: 'authorization_code', code, code_verifier: exampleVerifier };
  return expectOk(await world.engine.token(postForm(fields, webAuthorization)));
}

describe('revocation', () => {
  it('ends the family of a refresh token, access tokens included — RFC 7009 §2.1', async () => {
    const world = createWorld();
    const first = await signIn(world);
    const second = expectOk(await refresh(world, first.refresh_token));
    const reply = await end(world, second.refresh_token, { token_type_hint: 'nonsense' });
    assert.equal(reply.status, 200);
    assert.equal(reply.body, null);
    assert.equal(await isActive(world, first.access_token), false);
    assert.equal(await isActive(world, second.access_token), false);
    expectError(await refresh(world, second.refresh_token), 400, 'invalid_grant');
    const commits = world.store.commits.length;
    assert.equal((await end(world, second.refresh_token)).status, 200);
    assert.equal(world.store.commits.length, commits, 'what has ended does not end again');
  });

  it('ends one access token alone, JWT or opaque — protocol.md RV-2', async () => {
    for (const accessTokenFormat of ['jwt', 'opaque'] as const) {
      const clients = [exampleClient(), examplePublicClient({ accessTokenFormat })];
      const world = createWorld({ seed: { clients } });
      const first = await signIn(world);
      const second = expectOk(await refresh(world, first.refresh_token));
      assert.equal((await end(world, first.access_token)).status, 200);
      assert.equal(await isActive(world, first.access_token), false);
      assert.equal(await isActive(world, second.access_token), true);
    }
  });

  it('answers 200 for what it does not know and commits nothing — RFC 7009 §2.2', async () => {
    const world = createWorld();
    for (const token of ['x', 'a.b.c', 'gat_x', 'grt_AAAA', `grt_${'A'.repeat(64)}`]) {
      assert.equal((await end(world, token)).status, 200);
    }
    assert.equal(world.store.commits.length, 0);
    expectError(await end(world, ''), 400, 'invalid_request');
  });

  it("refuses another client's token and ends nothing — protocol.md RV-2", async () => {
    const world = createWorld();
    const tokens = await signIn(world);
    const authorization = basic('web', 'a-secret-of-the-test-client');
    for (const token of [tokens.access_token, tokens.refresh_token]) {
      expectError(await world.engine.revoke(postForm({ token }, { authorization })), 400, 'invalid_grant');
    }
    assert.equal(await isActive(world, tokens.access_token), true);
  });

  it('authenticates confidential clients — security.md T-1', async () => {
    const world = createWorld();
    const { access_token: token } = await signIn(world);
    expectError(await end(world, token, { client_id: 'web' }), 401, 'invalid_client');
    expectError(await end(world, token, { client_id: 'unheard-of' }), 401, 'invalid_client');
    assert.equal(await isActive(world, token), true);
  });

  it('lets whoever holds a token of a public client end it — protocol.md RV-3', async () => {
    const world = createWorld();
    const first = await signIn(world);
    const second = expectOk(await refresh(world, first.refresh_token));
    assert.equal((await endAlone(world, first.access_token)).status, 200);
    assert.equal(await isActive(world, first.access_token), false);
    assert.equal(await isActive(world, second.access_token), true);
    assert.equal((await endAlone(world, second.refresh_token)).status, 200);
    assert.equal(await isActive(world, second.access_token), false);
    const commits = world.store.commits.length;
    const reads = world.store.reads.length;
    for (const token of [first.access_token, second.refresh_token, 'x', `grt_${'A'.repeat(64)}`]) {
      assert.equal((await endAlone(world, token)).status, 200);
    }
    assert.equal(world.store.commits.length, commits);
    assert.equal(world.store.reads.slice(reads).includes('findClient'), false, 'it is nobody’s');
    expectError(await endAlone(world, ''), 400, 'invalid_request');
  });

  it('asks the client of a live token to prove itself when it is confidential — protocol.md RV-3', async () => {
    const world = createWorld();
    const tokens = await confidentialTokens(world);
    for (const token of [tokens.access_token, tokens.refresh_token]) {
      expectError(await endAlone(world, token), 401, 'invalid_client');
    }
    assert.equal(await isActive(world, tokens.access_token), true);
    // credentials that prove nothing are no way around
    const wrong = { authorization: basic('web', 'wrong') };
    expectError(
      await world.engine.revoke(postForm({ token: tokens.access_token }, wrong)),
      401,
      'invalid_client',
    );
    const bearer = { authorization: `Bearer ${tokens.access_token}` };
    expectError(
      await world.engine.revoke(postForm({ token: tokens.access_token }, bearer)),
      401,
      'invalid_client',
    );
    world.clock.advance(3600);
    assert.equal((await endAlone(world, tokens.access_token)).status, 200);
  });

  it('asks for the proof that a family is bound to — clients.md §5', async () => {
    const clients = [exampleClient(), examplePublicClient({ furtherAuthMethods: ['private_key_jwt'] })];
    const world = createWorld({ seed: { clients } });
    const { refresh_token: token } = await signIn(world);
    const [family] = world.store.snapshot().families.values();
    world.store.put.family({ ...family!, authMethod: 'private_key_jwt' });
    expectError(await endAlone(world, token), 401, 'invalid_client');
    world.store.put.family(family!);
    assert.equal((await endAlone(world, token)).status, 200);
  });
});
