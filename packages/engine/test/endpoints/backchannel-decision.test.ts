import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hash, sha256, userId } from '@grantor/protocol';
import {
  exampleDetail,
  exampleDetailsType,
  exampleSession,
  postForm,
  testStart,
} from '../../src/testing/index.ts';
import { claimsOf, createWorld, expectError, expectOk, json, webAuthorization } from '../support.ts';

import {
  asker,
  decide,
  grantType,
  grantTypes,
  person,
  poll,
  shownFirst,
  started,
  worldOf,
} from './backchannel.ts';

describe('the decision of the person', () => {
  it('shows who asks for what, and with which message — advanced.md CIB-5', async () => {
    const world = worldOf();
    await started(world, { binding_message: 'W4SCT' });
    const shown = await shownFirst(world);
    assert.equal(shown.client.name, 'Example');
    assert.equal(shown.bindingMessage, 'W4SCT');
    assert.deepEqual(shown.scopes.map(({ name }) => name).sort(), ['openid', 'read']);
    assert.equal(shown.expiresAt, testStart / 1000 + 120);
    assert.deepEqual(await world.engine.showBackchannelRequest(shown.id, person), {
      ...{ kind: 'confirm', confirmation: shown, occasion: 'asked' },
    });
  });

  it('is nobody else’s, and of nothing that is unknown — advanced.md CIB-5', async () => {
    const world = worldOf();
    await started(world);
    const shown = await shownFirst(world);
    const other = exampleSession({ userId: userId('user-2'), id: sha256('other') });
    assert.deepEqual(await world.engine.listBackchannelRequests(other), []);
    assert.equal((await world.engine.showBackchannelRequest(shown.id, other)).kind, 'lost');
    assert.equal((await decide(world, shown, 'approve', { session: other })).kind, 'lost');
    assert.equal((await world.engine.showBackchannelRequest(hash('nothing'), person)).kind, 'lost');
  });

  it('counts for what was shown — protocol.md IN-6', async () => {
    const world = worldOf();
    const value = await started(world);
    const shown = await shownFirst(world);
    world.store.put.client(asker({ name: 'Other' }));
    const outcome = await decide(world, shown, 'approve');
    assert.ok(outcome.kind === 'confirm' && outcome.occasion === 'changed');
    assert.equal(outcome.confirmation.client.name, 'Other');
    expectError(await poll(world, value), 400, 'authorization_pending');
  });

  it('is the same when it is posted twice, and stands — protocol.md IN-6', async () => {
    const world = worldOf();
    await started(world);
    const shown = await shownFirst(world);
    assert.equal((await decide(world, shown, 'approve')).kind, 'approved');
    assert.equal((await decide(world, shown, 'approve')).kind, 'approved');
    assert.equal((await decide(world, shown, 'deny')).kind, 'lost');
    world.clock.advance(11);
    assert.equal((await decide(world, shown, 'approve')).kind, 'lost');
  });

  it('needs a session of the level asked for; to deny, any will do — advanced.md CIB-5', async () => {
    const world = worldOf();
    const [first, second] = [
      await started(world, { acr_values: '2' }),
      await started(world, { acr_values: 'phr' }),
    ];
    const all = await world.engine.listBackchannelRequests(person);
    assert.deepEqual(all.map(({ factor }) => factor).sort(), ['any', 'passkey']);
    const [passkey, any] = [
      all.find(({ factor }) => factor === 'passkey')!,
      all.find(({ factor }) => factor === 'any')!,
    ];
    assert.deepEqual(await decide(world, any, 'approve'), { kind: 'step_up', factor: 'any' });
    assert.equal((await decide(world, passkey, 'deny')).kind, 'denied');
    const raised = { ...person, acr: '2' };
    const shown = await world.engine.showBackchannelRequest(any.id, raised);
    assert.ok(shown.kind === 'confirm' && shown.confirmation.factor === null);
    assert.equal((await decide(world, shown.confirmation, 'approve', { session: raised })).kind, 'approved');
    expectError(await poll(world, second), 400, 'access_denied');
    assert.equal(claimsOf(expectOk(await poll(world, first)).id_token).acr, '2');
  });

  it('leaves out details that are dropped; who drops all of nothing else denies — advanced.md RAR-3', async () => {
    const client = asker();
    const world = createWorld({
      seed: { clients: [client], detailsTypes: [exampleDetailsType()] },
      policy: { backchannel: 'served' },
    });
    const details = JSON.stringify([exampleDetail(), exampleDetail({ amount: '1' })]);
    const value = await started(world, { authorization_details: details });
    const shown = await shownFirst(world);
    assert.equal(shown.details.length, 2);
    assert.equal((await decide(world, shown, 'approve', { dropped: [0] })).kind, 'approved');
    const granted = expectOk(await poll(world, value)).authorization_details;
    assert.deepEqual(
      granted.map(({ amount }: { amount: string }) => amount),
      ['1'],
    );
  });

  it('is not asked for once the client was stopped, or the person may not use it — security.md T-3', async () => {
    const world = worldOf();
    await started(world);
    const shown = await shownFirst(world);
    world.store.put.client(asker({ allowedGroups: ['board'] }));
    assert.equal((await decide(world, shown, 'approve')).kind, 'lost');
    world.store.put.client(asker({ status: 'inactive' }));
    assert.deepEqual(await world.engine.listBackchannelRequests(person), []);
  });

  it('is told to a client that wants to be — advanced.md CIB-7', async () => {
    const told = asker({
      backchannelDelivery: 'ping',
      backchannelNotificationEndpoint: 'https://app.example/ciba',
    });
    const world = worldOf(told);
    const commits: unknown[] = [];
    const commit = world.store.commit;
    world.store.commit = async (one) => {
      commits.push(...one.facts);
      return commit(one);
    };
    const value = await started(world, { client_notification_token: 'x'.repeat(22) });
    await decide(world, await shownFirst(world), 'deny');
    const [fact] = commits.filter((one) => (one as { kind: string }).kind === 'backchannel_denied');
    const { ping } = fact as { ping: { uri: string; sealed: string } };
    assert.equal(ping.uri, 'https://app.example/ciba');
    assert.match(ping.sealed, new RegExp(value));
  });
});

describe('polling for the decision', () => {
  it('paces, then answers tokens once, as the client’s own — advanced.md CIB-6', async () => {
    const world = worldOf();
    const value = await started(world);
    expectError(await poll(world, value), 400, 'authorization_pending');
    world.clock.advance(3.9);
    expectError(await poll(world, value), 400, 'slow_down');
    world.clock.advance(1);
    expectError(await poll(world, value), 400, 'authorization_pending');
    await decide(world, await shownFirst(world), 'approve');
    const replies = await Promise.all(Array.from({ length: 50 }, () => poll(world, value)));
    const won = replies.filter(({ status }) => status === 200);
    assert.equal(won.length, 1);
    const tokens = json(won[0]!);
    assert.equal(claimsOf(tokens.id_token).sub, 'user-1');
    assert.ok(tokens.refresh_token);
    for (const reply of replies) if (reply.status !== 200) expectError(reply, 400, 'invalid_grant');
  });

  it('tells of denial and expiry, and nothing of what is unknown — advanced.md CIB-6', async () => {
    const world = worldOf();
    const denied = await started(world);
    await decide(world, await shownFirst(world), 'deny');
    expectError(await poll(world, denied), 400, 'access_denied');
    const late = await started(world);
    world.clock.advance(121);
    expectError(await poll(world, late), 400, 'expired_token');
    expectError(await poll(world, 'gbr_unknown'), 400, 'invalid_grant');
    expectError(
      await world.engine.token(postForm({ grant_type: grantType }, webAuthorization)),
      400,
      'invalid_request',
    );
  });

  it('is for the client that asked, by this grant, and this grant for nothing else — advanced.md CIB-6', async () => {
    const device = 'urn:ietf:params:oauth:grant-type:device_code';
    const both = asker({ grantTypes: [...grantTypes, device] });
    const other = asker({ id: 'other' as never, secrets: both.secrets });
    const world = worldOf(both, { clients: [both, other] });
    const value = await started(world);
    const asDevice = { grant_type: device, device_code: value };
    expectError(await world.engine.token(postForm(asDevice, webAuthorization)), 400, 'invalid_grant');
    const { device_code } = expectOk(
      await world.engine.deviceAuthorization(postForm({ scope: 'openid' }, webAuthorization)),
    );
    expectError(await poll(world, device_code), 400, 'invalid_grant');
    const byOther = {
      authorization: `Basic ${Buffer.from('other:a-secret-of-the-test-client').toString('base64')}`,
    };
    expectError(await poll(world, value, byOther), 400, 'invalid_grant');
    const off = createWorld({ seed: { clients: [both] } });
    expectError(await poll(off, value), 400, 'unsupported_grant_type');
  });
});

describe('metadata of CIBA', () => {
  it('is told where it is served, and nowhere else — advanced.md CIB-8', async () => {
    const told = json(await worldOf().engine.discovery());
    assert.equal(told.backchannel_authentication_endpoint, 'https://auth.example/oauth/bc-authorize');
    assert.deepEqual(told.backchannel_token_delivery_modes_supported, ['poll', 'ping']);
    assert.equal(told.backchannel_user_code_parameter_supported, false);
    assert.deepEqual(told.backchannel_authentication_request_signing_alg_values_supported, [
      'EdDSA',
      'RS256',
    ]);
    assert.ok(told.grant_types_supported.includes(grantType));
    const silent = json(await createWorld().engine.discovery());
    assert.deepEqual(
      Object.keys(silent).filter((name) => name.startsWith('backchannel_') && !name.includes('logout')),
      [],
    );
    assert.ok(!silent.grant_types_supported.includes(grantType));
  });
});
