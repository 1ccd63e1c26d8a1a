import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId } from '@grantor/protocol';
import { approveCode, postForm } from '../../src/testing/index.ts';
import { createWorld, expectError, expectOk, refresh, signIn, webAuthorization } from '../support.ts';

describe('a refresh of a client that anybody can be — security.md L-8, operations.md §6 refreshes', () => {
  it('counts against the person, whatever the family', async () => {
    const world = createWorld();
    const [one, two] = [await signIn(world), await signIn(world)];
    assert.deepEqual(world.limits.spent, []);
    const next = expectOk(await refresh(world, one.refresh_token));
    expectOk(await refresh(world, two.refresh_token));
    assert.deepEqual(world.limits.spent, ['refresh user-1', 'refresh user-1']);
    const kept = world.store.commits.length;
    world.limits.budget = 3; // for the toll of the endpoint itself
    expectError(await refresh(world, next.refresh_token), 429, 'rate_limit_exceeded');
    assert.equal(world.store.commits.length, kept);
  });

  it('costs nothing where the same answer is given again, nor where it is refused', async () => {
    const world = createWorld();
    const { refresh_token: token } = await signIn(world);
    expectOk(await refresh(world, token));
    expectOk(await refresh(world, token));
    expectError(await refresh(world, 'grt_none'), 400, 'invalid_grant');
    assert.deepEqual(
      world.limits.spent.filter((spent) => spent.startsWith('refresh')),
      ['refresh user-1'],
    );
  });

  it('costs nothing of a client that proves to be one that an administrator answers for', async () => {
    const world = createWorld();
    const code = await approveCode(world, {
      clientId: clientId('web'),
      redirectUri: 'https://app.example/callback',
      codeChallenge: null,
    });
    const ask = (fields: Record<string, string>) => world.engine.token(postForm(fields, webAuthorization));
    const redirect_uri = 'https://app.example/callback';
    const { refresh_token: token } = expectOk(
      await ask({ grant_type: 'authorization_code', code, redirect_uri }),
    );
    expectOk(await ask({ grant_type: 'refresh_token', refresh_token: token }));
    assert.deepEqual(world.limits.spent, []);
  });
});
