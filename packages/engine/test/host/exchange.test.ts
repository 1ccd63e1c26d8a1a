/** Codes that the program around the server redeems (distribution.md L-4). */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId, OAuthError } from '@grantor/protocol';
import { approveCode, exampleVerifier } from '../../src/testing/index.ts';
import { claimsOf, createWorld, isActive, type World } from '../support.ts';

const exchange = (world: World, code: string, client = 'native') =>
  world.engine.exchangeCode({
    ...{ clientId: clientId(client), code, codeVerifier: exampleVerifier },
    redirectUri: 'http://127.0.0.1:8888/callback',
  });

const isRefusedFor = (code: string) => (failure: unknown) =>
  failure instanceof OAuthError && failure.code === code;

describe('a code in the hands of the application', () => {
  it('is redeemed as at the token endpoint, whatever the limits of that — distribution.md L-4', async () => {
    const world = createWorld();
    world.limits.budget = 0;
    const answer = await exchange(world, await approveCode(world));
    assert.equal(claimsOf(answer.accessToken).sub, 'user-1');
    assert.equal(claimsOf(answer.idToken ?? '').aud, 'native');
    assert.ok(answer.refreshToken);
    const { source } = world.store.commits.at(-1) ?? assert.fail();
    assert.deepEqual([source.address, source.actor], ['in process', undefined]);
  });

  it('that was redeemed before ends what was born from it — RFC 6749 §4.1.2, protocol.md TC-1', async () => {
    const world = createWorld();
    const code = await approveCode(world);
    const { accessToken } = await exchange(world, code);
    world.clock.advance(2);
    await assert.rejects(exchange(world, code), isRefusedFor('invalid_grant'));
    assert.equal(await isActive(world, accessToken), false);
  });

  it('is good for its client, while that is active — protocol.md TK-5', async () => {
    const world = createWorld();
    const code = await approveCode(world);
    await assert.rejects(exchange(world, code, 'web'), isRefusedFor('invalid_grant'));
    await assert.rejects(exchange(world, code, 'nobody'), isRefusedFor('invalid_client'));
    const native = (await world.store.findClient(clientId('native'))) ?? assert.fail();
    world.store.put.client({ ...native, status: 'inactive' });
    await assert.rejects(exchange(world, code), isRefusedFor('invalid_client'));
    world.store.put.client({ ...native, grantTypes: ['client_credentials'] });
    await assert.rejects(exchange(world, code), isRefusedFor('unauthorized_client'));
    world.store.put.client(native);
    await exchange(world, code);
  });
});
