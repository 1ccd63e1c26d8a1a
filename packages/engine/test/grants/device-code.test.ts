import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sha256 } from '@grantor/protocol';
import { approveDevice, exampleSession, exampleSource, postForm } from '../../src/testing/index.ts';
import {
  claimsOf,
  createWorld,
  expectError,
  expectOk,
  isActive,
  json,
  type World,
  webAuthorization,
} from '../support.ts';

const start = async (world: World, fields: Record<string, string> = {}) =>
  expectOk(
    await world.engine.deviceAuthorization(
      postForm({ client_id: 'native', scope: 'openid read', ...fields }),
    ),
  );

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
const poll = (world: World, code: string, fields: Record<string, string> = {}) =>
  world.engine.token(
    postForm({ grant_type: deviceGrant, client_id: 'native', device_code: code, ...fields }),
  );

const decide = (world: World, code: string) => {
  const hash = sha256(code);
  const { id: session, userId } = exampleSession();
  return world.store.commit({
    facts: [
      { kind: 'device_code_entered', hash, session },
      {
        kind: 'device_denied',
        hash,
        clientId: world.store.snapshot().deviceCodes.get(hash)!.clientId,
        userId,
        session,
      },
    ],
    at: world.clock.now(),
    source: exampleSource(),
  });
};

describe('device_code', () => {
  it('paces the poller without moving its time when it is early — protocol.md §8.4 pending, too soon', async () => {
    const world = createWorld();
    const { device_code: code } = await start(world);
    expectError(await poll(world, code), 400, 'authorization_pending');
    world.clock.advance(3.999);
    expectError(await poll(world, code), 400, 'slow_down');
    world.clock.advance(0.001);
    expectError(await poll(world, code), 400, 'authorization_pending');
  });

  it('answers as soon as it is approved, once — security.md R-5', async () => {
    const world = createWorld();
    const { device_code: code } = await start(world);
    await poll(world, code);
    await approveDevice(world, code);
    const replies = await Promise.all(Array.from({ length: 20 }, () => poll(world, code)));
    const won = replies.filter(({ status }) => status === 200);
    assert.equal(won.length, 1);
    for (const reply of replies.filter(({ status }) => status !== 200))
      expectError(reply, 400, 'invalid_grant');
    const answer = json(won[0]!);
    assert.equal(answer.scope, 'openid read');
    assert.equal(claimsOf(answer.id_token).sub, 'user-1');
    assert.equal(await isActive(world, answer.access_token), true);
  });

  it('tells denial and expiry apart — RFC 8628 §3.5', async () => {
    const world = createWorld();
    const denied = await start(world);
    const late = await start(world);
    assert.deepEqual(await decide(world, denied.device_code), { ok: true });
    expectError(await poll(world, denied.device_code), 400, 'access_denied');
    world.clock.advance(1800);
    expectError(await poll(world, late.device_code), 400, 'expired_token');
  });

  it('refuses unknown codes and those of another client — RFC 8628 §3.5', async () => {
    const world = createWorld();
    const { device_code: code } = await start(world);
    expectError(await poll(world, 'gdc_unknown'), 400, 'invalid_grant');
    const foreign = postForm({ grant_type: deviceGrant, device_code: code }, webAuthorization);
    expectError(await world.engine.token(foreign), 400, 'invalid_grant');
    expectError(await poll(world, ''), 400, 'invalid_request');
  });

  it('never charges an honest poller, but charges guesses — operations.md Q-4, security.md L-4', async () => {
    const world = createWorld();
    const { device_code: code } = await start(world);
    world.limits.spent.length = 0;
    world.limits.budget = 0;
    expectError(await poll(world, code), 400, 'authorization_pending');
    expectError(await poll(world, code), 400, 'slow_down');
    const limited = expectError(await poll(world, 'gdc_guess'), 429, 'rate_limit_exceeded');
    assert.equal(limited.headers['retry-after'], '3');
    expectError(await poll(world, code, { client_secret: 'guess' }), 429, 'rate_limit_exceeded');
  });
});
