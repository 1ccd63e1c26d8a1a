import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { epoch, familyId, type Instant, instant, secondOf } from '@grantor/protocol';
import { noClaims } from '../../model/claims-request.ts';
import type { Fact } from '../../ports/facts.ts';
import { authentication, HOUR, later, type Parties, racing, SECOND, START, type World } from './world.ts';

/** Requests of clients to people whom they name (CIBA). */
export function backchannelContract(world: World): void {
  const now = secondOf(START);
  const since = instant(START - HOUR);

  const requestTo = ({ client, account }: Parties) => ({
    ...world.deviceCode(client),
    backchannel: {
      ...{ userId: account.id, acrValues: ['2'], bindingMessage: 'W4SCT é', notification: 'sealed' },
    },
  });
  type Request = ReturnType<typeof requestTo>;

  const asking = (request: Request, most = 3): Fact => ({
    kind: 'backchannel_requested',
    request,
    most,
    since,
  });

  async function asked(parties: Parties): Promise<Request> {
    const request = requestTo(parties);
    await world.keep([asking(request)]);
    return request;
  }

  const approval = ({ client, account, session }: Parties, { hash, scope, resources }: Request): Fact => ({
    ...{ kind: 'backchannel_approved', hash, clientId: client.id, session: session.id, ping: null },
    approval: {
      userId: account.id,
      familyId: familyId(`family of ${hash}`),
      ...{ scope, resources },
      details: [],
      claims: noClaims,
      grantId: null,
      authentication,
      sessionId: session.id,
      sid: `sid of ${hash}`,
      approvedAt: START,
    },
  });

  const denial = ({ client, account, session }: Parties, { hash }: Request): Fact => ({
    ...{ kind: 'backchannel_denied', hash, clientId: client.id, session: session.id, userId: account.id },
    ping: { uri: 'https://client.example/ciba', sealed: 'sealed' },
  });

  const poll = ({ hash, clientId }: Request, at: Instant) =>
    world.store.pollDeviceCode({ hash, clientId, at, spacing: 4 * SECOND });

  describe('requests to a person', () => {
    it('are found by the person they are for, while they wait — advanced.md CIB-5', async () => {
      const parties = await world.parties();
      const other = await world.parties();
      const request = await asked(parties);
      assert.deepEqual(await world.store.listBackchannelRequests(parties.account.id, now), [request]);
      assert.deepEqual(await world.store.listBackchannelRequests(other.account.id, now), []);
      assert.deepEqual(
        await world.store.listBackchannelRequests(parties.account.id, epoch(request.expiresAt)),
        [],
      );
      assert.deepEqual(await world.store.findDeviceCodeForEntry(request.userCodeHash, now), request);
      await world.keep([denial(parties, request)]);
      assert.deepEqual(await world.store.listBackchannelRequests(parties.account.id, now), []);
      assert.equal((await poll(request, START))?.deviceCode.decision.kind, 'denied');
    });

    it('are so many of one client to one person in a time, and no more — security.md L-8', async () => {
      const parties = await world.parties();
      await asked(parties);
      await asked(parties);
      await asked(parties);
      await world.refuses('backchannel_requested', [asking(requestTo(parties))]);
      await asked({ ...parties, client: await world.client() });
      await asked({ ...parties, account: await world.account() });
      const next = { ...requestTo(parties), issuedAt: later(2 * HOUR) };
      await world.keep([{ kind: 'backchannel_requested', request: next, most: 1, since: later(HOUR) }]);
    });

    it('are decided by their person alone, in whichever session lives — advanced.md CIB-5', async () => {
      const parties = await world.parties();
      const other = { ...(await world.parties()), client: parties.client };
      const request = await asked(parties);
      await world.refuses('backchannel_approved', [approval(other, request)]);
      await world.refuses('backchannel_denied', [denial(other, request)]);
      const elsewhere = { ...parties, session: await world.session(parties.account) };
      await world.keep([approval(elsewhere, request)]);
      await world.refuses('backchannel_denied', [denial(parties, request)]);
      const decided = await world.store.findDecidedDeviceCode(request.userCodeHash);
      assert.equal(decided?.boundSession, elsewhere.session.id);
      const polled = await poll(request, START);
      assert.deepEqual(polled?.account, parties.account);
      assert.equal(polled?.deviceCode.decision.kind, 'approved');
    });

    it('of nobody yet are told of once, and then of one person — federation-vci-authlete.md §3.2', async () => {
      const parties = await world.parties();
      const named = requestTo(parties);
      const request = { ...named, backchannel: { ...named.backchannel, userId: null } };
      // However many: whoever asks is not asking the same person
      await world.keep([{ kind: 'backchannel_requested', request, most: 1, since }]);
      const { hash } = request;
      const found: Fact = { kind: 'backchannel_person_found', hash, userId: parties.account.id };
      const told: Fact = { kind: 'backchannel_acknowledged', hash, session: request.userCodeHash };
      await world.refuses('backchannel_person_found', [found]);
      await world.refuses('backchannel_approved', [approval(parties, named)]);
      await world.keep([told]);
      await world.refuses('backchannel_acknowledged', [told]);
      await world.refuses('backchannel_withdrawn', [{ kind: 'backchannel_withdrawn', hash }]);
      await world.keep([found, approval(parties, named)]);
      await world.refuses('backchannel_person_found', [found]);
      assert.equal((await poll(named, START))?.deviceCode.decision.kind, 'approved');
    });

    it('of nobody yet can be withdrawn until they are told of', async () => {
      const named = requestTo(await world.parties());
      const request = { ...named, backchannel: { ...named.backchannel, userId: null } };
      await world.keep([{ kind: 'backchannel_requested', request, most: 1, since }]);
      const { hash, userCodeHash: session } = request;
      await world.keep([{ kind: 'backchannel_withdrawn', hash }]);
      await world.refuses('backchannel_withdrawn', [{ kind: 'backchannel_withdrawn', hash }]);
      await world.refuses('backchannel_acknowledged', [{ kind: 'backchannel_acknowledged', hash, session }]);
      assert.equal(await poll(named, START), null);
      // A device is no such request, nor is one to somebody
      const asking = await asked(await world.parties());
      await world.refuses('backchannel_withdrawn', [{ kind: 'backchannel_withdrawn', hash: asking.hash }]);
    });

    it('become what was approved, as part of a grant — advanced.md GMT-4', async () => {
      const parties = await world.parties();
      const { client, session, account } = parties;
      const request = { ...requestTo(parties), grant: { action: 'merge', id: 'kept' } as const };
      await world.keep([asking(request)]);
      assert.deepEqual(await world.store.findDeviceCodeForEntry(request.userCodeHash, now), request);
      const allowed = {
        ...{ userId: account.id, familyId: familyId(`family of ${request.hash}`) },
        ...{ scope: ['read', 'write'], resources: ['https://api.example/'], details: [], claims: noClaims },
        ...{ grantId: 'kept', authentication, sessionId: session.id, sid: `sid of ${request.hash}` },
        approvedAt: START,
      };
      await world.keep([
        {
          ...{ kind: 'backchannel_approved', hash: request.hash, clientId: client.id, ping: null },
          ...{ session: session.id, approval: allowed },
        },
      ]);
      const decision = { kind: 'approved', approval: allowed };
      assert.deepEqual((await poll(request, START))?.deviceCode.decision, decision);
    });

    it('are decided once: approvals race denials — security.md R-5', async () => {
      const parties = await world.parties();
      const request = await asked(parties);
      const facts = racing((index) => (index % 2 === 0 ? approval : denial)(parties, request));
      const results = await Promise.all(facts.map((fact) => world.commit([fact])));
      assert.equal(results.filter(({ ok }) => ok).length, 1);
    });

    it('are not for a device that was entered somewhere, nor a device for a person', async () => {
      const parties = await world.parties();
      const request = await asked(parties);
      const device = { ...requestTo(parties), backchannel: null };
      await world.keep([{ kind: 'device_code_issued', deviceCode: device }]);
      await world.refuses('backchannel_approved', [approval(parties, device as unknown as Request)]);
      const byDevice = { ...approval(parties, request), kind: 'device_approved' } as Fact;
      await world.refuses('device_approved', [byDevice]);
    });

    it('are neither decided after expiry, nor approved from an ended session', async () => {
      const parties = await world.parties();
      const request = await asked(parties);
      await world.refuses('backchannel_approved', [approval(parties, request)], later(2 * HOUR));
      await world.refuses('backchannel_denied', [denial(parties, request)], later(2 * HOUR));
      const { session, account } = parties;
      await world.keep([
        { kind: 'session_ended', session: session.id, userId: account.id, reason: 'logout' },
      ]);
      await world.refuses('backchannel_approved', [approval(parties, request)]);
    });

    it('are redeemed by one of fifty — security.md R-5, advanced.md CIB-6', async () => {
      const parties = await world.parties();
      const request = await asked(parties);
      await world.keep([approval(parties, request)]);
      const deviceCode = (await poll(request, START))?.deviceCode ?? assert.fail('it is known');
      const facts = Array.from({ length: 50 }, () => [
        { kind: 'device_redeemed', deviceCode, issued: ['access_token'] } as const,
        { kind: 'family_started', family: world.family(parties, { origin: 'backchannel' }) } as const,
      ]);
      await world.oneWins('device_redeemed', facts);
    });

    it('name people by user name, however it is typed', async () => {
      const account = await world.account();
      assert.deepEqual(await world.store.findAccountByName(account.username), account);
      assert.equal(await world.store.findAccountByName(world.name('nobody')), null);
    });

    it('count once where they are signed — CIBA §7.1.1', async () => {
      const proof = { hash: world.hash(), until: secondOf(later(HOUR)) };
      await world.oneWins(
        'request_seen',
        racing(() => [{ kind: 'request_seen', proof }]),
      );
    });
  });
}
