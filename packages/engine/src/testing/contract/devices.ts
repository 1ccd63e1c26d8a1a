import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { familyId, type Instant, secondOf } from '@grantor/protocol';
import { noClaims } from '../../model/claims-request.ts';
import type { DeviceCode } from '../../model/device-code.ts';
import type { Fact } from '../../ports/facts.ts';
import {
  authentication,
  HOUR,
  later,
  type Parties,
  racing,
  SECOND,
  START,
  sampleDetail,
  type World,
} from './world.ts';

export function deviceContract(world: World): void {
  const now = secondOf(START);
  const spacing = 4 * SECOND;

  async function issued(parties: Parties, scope?: readonly string[]): Promise<DeviceCode> {
    const deviceCode = { ...world.deviceCode(parties.client), ...(scope === undefined ? {} : { scope }) };
    await world.keep([{ kind: 'device_code_issued', deviceCode }]);
    return deviceCode;
  }

  const entry = ({ session }: Parties, { hash }: DeviceCode): Fact => ({
    kind: 'device_code_entered',
    hash,
    session: session.id,
  });

  const approval = ({ client, account, session }: Parties, device: DeviceCode): Fact => ({
    kind: 'device_approved',
    hash: device.hash,
    clientId: client.id,
    session: session.id,
    approval: {
      userId: account.id,
      familyId: familyId(`family of ${device.hash}`),
      ...{ scope: device.scope, resources: device.resources, details: [sampleDetail], grantId: null },
      claims: { ...noClaims, toResources: { 'https://api.example/': ['email'] } },
      authentication,
      sessionId: session.id,
      sid: `sid of ${device.hash}`,
      approvedAt: START,
    },
  });

  const denial = ({ client, account, session }: Parties, { hash }: DeviceCode): Fact => ({
    kind: 'device_denied',
    hash,
    clientId: client.id,
    userId: account.id,
    session: session.id,
  });

  const poll = ({ hash, clientId }: DeviceCode, at: Instant) =>
    world.store.pollDeviceCode({ hash, clientId, at, spacing });

  async function approved(parties: Parties, scope?: readonly string[]): Promise<DeviceCode> {
    const device = await issued(parties, scope);
    await world.keep([entry(parties, device)]);
    await world.keep([approval(parties, device)]);
    const polled = await poll(device, later(HOUR / 2));
    return polled?.deviceCode ?? assert.fail('the device code is known');
  }

  describe('device codes', () => {
    it('does not let another client poll, nor move the time of the last poll — security.md F-8', async () => {
      const device = await issued(await world.parties());
      const foreign = { ...device, clientId: (await world.client()).id };
      assert.equal(await poll(foreign, START), null);
      assert.equal((await poll(device, START))?.polite, true);
      assert.equal(await poll(foreign, later(2 * spacing)), null);
      assert.equal((await poll(device, later(2 * spacing)))?.polite, true);
    });

    it('takes an approval back when its session ends, unless it outlives it — protocol.md LO-5', async () => {
      const parties = await world.parties();
      const { session, account } = parties;
      const ending = {
        kind: 'session_ended',
        session: session.id,
        userId: account.id,
        reason: 'logout',
      } as const;
      const bound = [
        await approved(parties, ['openid']),
        // Names that only look like the one that outlives it
        await approved(parties, ['openid', 'offline-access']),
        await approved(parties, ['openid', 'OFFLINE_ACCESS']),
        await approved(parties, ['openid', 'my:offline_access']),
      ];
      const offline = await approved(parties, ['openid', 'offline_access']);
      const unbound = await approved(parties, ['OpenID']);
      await world.keep([ending]);
      const decided = async (device: (typeof bound)[number]) =>
        (await poll(device, later(HOUR / 2)))?.deviceCode.decision.kind;
      for (const device of bound) assert.equal(await decided(device), 'denied');
      for (const device of [offline, unbound]) assert.equal(await decided(device), 'approved');
      const narrowed = await world.parties();
      const taken = await approved(narrowed, ['openid', 'offline_access']);
      await world.opened.put.client({ ...narrowed.client, scopes: ['openid'] });
      const { id } = narrowed.session;
      await world.keep([{ ...ending, session: id, userId: narrowed.account.id }]);
      assert.equal(await decided(taken), 'denied');
    });

    it('records its client in the session that approved it — protocol.md SE-4', async () => {
      const parties = await world.parties();
      const device = await approved(parties);
      const sid = `sid of ${device.hash}`;
      assert.deepEqual(await world.store.findSessionClient(parties.session.id, parties.client.id), {
        ...{ clientId: parties.client.id, sid },
      });
    });

    it('finds a pending code by its user code, until it expires', async () => {
      const device = await issued(await world.parties());
      assert.deepEqual(await world.store.findDeviceCodeForEntry(device.userCodeHash, now), device);
      assert.equal(await world.store.findDeviceCodeForEntry(device.userCodeHash, device.expiresAt), null);
      assert.equal(await world.store.findDeviceCodeForEntry(world.hash(), now), null);
    });

    it('gives a user code to one of twenty — protocol.md DV-2', async () => {
      const client = await world.client();
      const userCodeHash = world.hash();
      await world.oneWins(
        'device_code_issued',
        racing(() => [
          { kind: 'device_code_issued', deviceCode: world.deviceCode(client, { userCodeHash }) },
        ]),
      );
    });

    it('notes a polite poll and answers an early one without moving it — protocol.md §8.4 pending, on time, §8.4 pending, too soon', async () => {
      const device = await issued(await world.parties());
      const first = await poll(device, START);
      assert.equal(first?.polite, true);
      assert.deepEqual(first?.deviceCode, { ...device, lastPolledAt: START });
      const early = await poll(device, later(spacing - 1));
      assert.equal(early?.polite, false);
      assert.equal(early?.deviceCode.lastPolledAt, START);
      const next = await poll(device, later(spacing));
      assert.equal(next?.polite, true);
      assert.equal(next?.deviceCode.lastPolledAt, later(spacing));
      assert.equal(await poll({ ...device, hash: world.hash() }, START), null);
    });

    it('finds one of twenty polls at once polite', async () => {
      const device = await issued(await world.parties());
      const polls = await Promise.all(racing(() => poll(device, START)));
      assert.equal(polls.filter((polled) => polled?.polite).length, 1);
    });

    it('shows a decision at once, however early the poll, with the live account', async () => {
      const parties = await world.parties();
      const device = await issued(parties);
      await poll(device, START);
      await world.keep([entry(parties, device)]);
      await world.keep([approval(parties, device)]);
      const polled = await poll(device, later(1));
      assert.equal(polled?.polite, false);
      assert.deepEqual(polled?.account, parties.account);
      const { approval: expected } = approval(parties, device) as Fact & { kind: 'device_approved' };
      assert.deepEqual(polled?.deviceCode.decision, { kind: 'approved', approval: expected });
      assert.equal(await world.store.findDeviceCodeForEntry(device.userCodeHash, now), null);
    });

    it('answers an expired code as it is, and never as politely polled', async () => {
      const device = await issued(await world.parties());
      const polled = await poll(device, later(2 * HOUR));
      assert.equal(polled?.polite, false);
      assert.deepEqual(polled?.deviceCode, device);
    });

    it('is decided only by the session that entered it last — protocol.md DV-4', async () => {
      const first = await world.parties();
      const second = { ...(await world.parties()), client: first.client };
      const device = await issued(first);
      await world.refuses('device_approved', [approval(first, device)]);
      await world.keep([entry(first, device)]);
      await world.keep([entry(second, device)]);
      await world.refuses('device_approved', [approval(first, device)]);
      await world.refuses('device_denied', [denial(first, device)]);
      await world.keep([approval(second, device)]);
      await world.refuses('device_code_entered', [entry(first, device)]);
    });

    it('is found by its user code once it is decided, and until then not — protocol.md IN-6', async () => {
      const parties = await world.parties();
      const [allowed, denied] = [await issued(parties), await issued(parties)];
      await world.keep([entry(parties, allowed), entry(parties, denied)]);
      assert.equal(await world.store.findDecidedDeviceCode(allowed.userCodeHash), null);
      await world.keep([approval(parties, allowed), denial(parties, denied)], later(SECOND));
      for (const [device, kind] of [
        [allowed, 'approved'],
        [denied, 'denied'],
      ] as const) {
        const found = await world.store.findDecidedDeviceCode(device.userCodeHash);
        assert.deepEqual([found?.hash, found?.decision.kind], [device.hash, kind]);
        assert.equal(found?.decidedAt, later(SECOND));
        assert.equal(found?.boundSession, parties.session.id);
      }
      assert.equal(await world.store.findDecidedDeviceCode(world.hash()), null);
    });

    it('is decided once: approvals race denials — security.md R-5', async () => {
      const parties = await world.parties();
      const device = await issued(parties);
      await world.keep([entry(parties, device)]);
      const facts = racing((index) => (index % 2 === 0 ? approval : denial)(parties, device));
      const results = await Promise.all(facts.map((fact) => world.commit([fact])));
      const kept = facts.filter((_, index) => results[index]?.ok);
      assert.equal(kept.length, 1);
      const decision = (await poll(device, START))?.deviceCode.decision.kind;
      assert.equal(decision, kept[0]?.kind === 'device_approved' ? 'approved' : 'denied');
    });

    it('is neither entered nor decided after expiry, nor approved from an ended session', async () => {
      const parties = await world.parties();
      const device = await issued(parties);
      await world.keep([entry(parties, device)]);
      await world.refuses('device_code_entered', [entry(parties, device)], later(2 * HOUR));
      await world.refuses('device_approved', [approval(parties, device)], later(2 * HOUR));
      await world.refuses('device_denied', [denial(parties, device)], later(2 * HOUR));
      const session = parties.session.id;
      await world.keep([{ kind: 'session_ended', session, userId: parties.account.id, reason: 'logout' }]);
      await world.refuses('device_approved', [approval(parties, device)]);
    });

    it('is redeemed by one of twenty — security.md R-5', async () => {
      const parties = await world.parties();
      const deviceCode = await approved(parties);
      await world.oneWins(
        'device_redeemed',
        racing(() => [
          { kind: 'device_redeemed', deviceCode, issued: ['access_token'] },
          { kind: 'family_started', family: world.family(parties, { origin: 'device_code' }) },
        ]),
      );
      assert.deepEqual((await poll(deviceCode, START))?.deviceCode.decision, { kind: 'redeemed' });
      const decided = await world.store.findDecidedDeviceCode(deviceCode.userCodeHash);
      assert.deepEqual([decided?.decision.kind, decided?.decidedAt], ['redeemed', START]);
    });

    it('is not redeemed undecided, for a disabled user or an inactive client', async () => {
      const parties = await world.parties();
      const pending = await issued(parties);
      const redeemed = (deviceCode: DeviceCode): Fact[] => [
        { kind: 'device_redeemed', deviceCode, issued: ['access_token'] },
      ];
      await world.refuses('device_redeemed', redeemed(pending));
      const ofInactive = await approved(parties);
      await world.opened.put.client({ ...parties.client, status: 'inactive' });
      await world.refuses('device_redeemed', redeemed(ofInactive));
      await world.opened.put.client(parties.client);
      await world.disable(parties.account);
      await world.refuses('device_redeemed', redeemed(ofInactive));
    });
  });
}
