import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Hash, secondOf } from '@grantor/protocol';
import { noClaims } from '../../model/claims-request.ts';
import type { DeviceCode } from '../../model/device-code.ts';
import type { Family } from '../../model/family.ts';
import type { ManagedGrant } from '../../model/managed-grant.ts';
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

export function managedGrantContract(world: World): void {
  const now = later(SECOND);

  async function begun(parties: Parties): Promise<ManagedGrant> {
    const grant: ManagedGrant = {
      id: world.name('grant'),
      clientId: parties.client.id,
      userId: parties.account.id,
      scopes: [
        { scope: ['openid'], resource: [] },
        { scope: ['read'], resource: ['https://api.example/'] },
      ],
      claims: { userinfo: { email: { essential: true, values: ['a'] } }, idToken: {} },
      details: [sampleDetail],
      revision: 1,
      createdAt: START,
      updatedAt: START,
      expiresAt: secondOf(later(1000 * HOUR)),
    };
    await world.keep([{ kind: 'grant_created', grant }]);
    return grant;
  }

  const changed = (
    grant: ManagedGrant,
    action: 'merge' | 'replace' = 'merge',
    approval: Hash = world.hash(),
  ): Extract<Fact, { kind: 'grant_changed' }> => ({
    kind: 'grant_changed',
    grant: {
      ...grant,
      scopes: [],
      details: [],
      claims: noClaims,
      revision: grant.revision + 1,
      updatedAt: now,
    },
    action,
    approval,
    accessEndsBy: secondOf(later(2 * HOUR)),
  });

  const find = ({ id }: ManagedGrant) => world.store.findManagedGrant(id, secondOf(now));

  const standing = async ({ client, account }: Parties, family: Family) => {
    const owner = { clientId: client.id, userId: account.id, familyId: family.id };
    return (await world.store.findTokenStanding({ tokenId: 't', issuedAt: START, ...owner })).family;
  };

  const keyOf = ({ refresh }: Family): Hash => refresh?.keyHash ?? assert.fail('it has a refresh token');

  /** A code, an approved device and a family of the grant. */
  async function born(parties: Parties, { id }: ManagedGrant) {
    const { client, account, session } = parties;
    const code = world.code(parties, { grant: { id, action: 'merge' } });
    const family = world.family(parties, { grantId: id });
    const deviceCode: DeviceCode = world.deviceCode(client, { grant: { action: 'merge', id } });
    const { hash, scope, resources, details } = deviceCode;
    await world.keep([
      { kind: 'code_issued', code },
      { kind: 'family_started', family },
      { kind: 'device_code_issued', deviceCode },
    ]);
    const approval = {
      ...{ userId: account.id, familyId: world.family(parties).id, scope, resources, details },
      ...{ claims: noClaims, grantId: id, authentication, sessionId: session.id, sid: world.name('sid') },
      approvedAt: START,
    };
    await world.keep([{ kind: 'device_code_entered', hash, session: session.id }]);
    await world.keep([{ kind: 'device_approved', hash, clientId: client.id, session: session.id, approval }]);
    const approved: DeviceCode = {
      ...deviceCode,
      decision: { kind: 'approved', approval },
      decidedAt: START,
    };
    return { code, family, device: approved };
  }

  describe('managed grants', () => {
    it('are found as they are, until they expire', async () => {
      const grant = await begun(await world.parties());
      assert.deepEqual(await find(grant), grant);
      assert.equal(await world.store.findManagedGrant(grant.id, grant.expiresAt), null);
      assert.equal(await world.store.findManagedGrant('unknown', secondOf(now)), null);
    });

    it('are named by code, family and device — advanced.md GMT-6', async () => {
      const parties = await world.parties();
      const { code, family, device } = await born(parties, await begun(parties));
      assert.deepEqual((await world.store.findCodeForRedemption(code.hash))?.code.grant, code.grant);
      assert.equal((await world.store.findFamilyForRefresh(keyOf(family)))?.family.grantId, family.grantId);
      const poll = { hash: device.hash, clientId: parties.client.id, at: now, spacing: 0 };
      assert.deepEqual((await world.store.pollDeviceCode(poll))?.deviceCode.decision, device.decision);
    });

    it('are changed by one of twenty who read the same — advanced.md GMT-5', async () => {
      const parties = await world.parties();
      const grant = await begun(parties);
      const results = await Promise.all(racing(() => world.commit([changed(grant)], now)));
      assert.equal(results.filter(({ ok }) => ok).length, 1);
      assert.deepEqual(await find(grant), changed(grant).grant);
    });

    it('end with a change what was not redeemed and every refresh token — advanced.md GMT-4', async () => {
      const parties = await world.parties();
      const grant = await begun(parties);
      const foreign = await born(parties, await begun(parties));
      const { code, family, device } = await born(parties, grant);
      const next = world.code(parties, { grant: { id: grant.id, action: 'merge' } });
      await world.keep([changed(grant, 'merge', next.hash), { kind: 'code_issued', code: next }], now);
      await world.refuses('code_redeemed', [{ kind: 'code_redeemed', code, issued: [] }], now);
      await world.refuses(
        'device_redeemed',
        [{ kind: 'device_redeemed', deviceCode: device, issued: [] }],
        now,
      );
      assert.equal(await world.store.findFamilyForRefresh(keyOf(family)), null);
      assert.equal((await standing(parties, family))?.revokedAt, null);
      assert.notEqual(await world.store.findFamilyForRefresh(keyOf(foreign.family)), null);
      await world.keep([{ kind: 'code_redeemed', code: foreign.code, issued: [] }], now);
      await world.keep([{ kind: 'code_redeemed', code: next, issued: [] }], now);
    });

    it('end with a replacement their access tokens, too — advanced.md GMT-4', async () => {
      const parties = await world.parties();
      const grant = await begun(parties);
      const { family } = await born(parties, grant);
      await world.keep([changed(grant, 'replace')], now);
      assert.equal((await standing(parties, family))?.revokedAt, now);
    });

    it('end once, with everything that came of them — advanced.md GMT-9', async () => {
      const parties = await world.parties();
      const grant = await begun(parties);
      const { code, family, device } = await born(parties, grant);
      const results = await Promise.all(
        racing(() => world.commit([{ kind: 'grant_revoked', grant, reason: 'client' }], now)),
      );
      assert.equal(results.filter(({ ok }) => ok).length, 1);
      assert.equal(await find(grant), null);
      assert.equal((await standing(parties, family))?.revokedAt, now);
      await world.refuses('code_redeemed', [{ kind: 'code_redeemed', code, issued: [] }], now);
      await world.refuses(
        'device_redeemed',
        [{ kind: 'device_redeemed', deviceCode: device, issued: [] }],
        now,
      );
      await world.refuses('grant_changed', [changed(grant)], now);
    });

    it('end at the word of their person with all that is remembered as allowed — protocol.md IN-3', async () => {
      for (const reason of ['client', 'user'] as const) {
        const parties = await world.parties();
        const { id: user } = parties.account;
        const { id: client } = parties.client;
        const grant = await begun(parties);
        const shown = { scope: ['read'], resources: [], claims: [], terms: [], details: [] };
        const consent = { userId: user, clientId: client, ...shown, redirectHost: null, givenAt: START };
        await world.keep([{ kind: 'consent_given', consent }]);
        await world.keep([{ kind: 'grant_revoked', grant, reason }], now);
        assert.equal(await find(grant), null);
        assert.equal((await world.store.findConsent(user, client)) === null, reason === 'user');
      }
    });

    it('leave no family behind where redemption and end meet — advanced.md GMT-9', async () => {
      const parties = await world.parties();
      await Promise.all(
        racing(async () => {
          const grant = await begun(parties);
          const code = world.code(parties, { grant: { id: grant.id, action: 'merge' } });
          const family = world.family(parties, { id: code.familyId, grantId: grant.id });
          await world.keep([{ kind: 'code_issued', code }]);
          const redeemed = { kind: 'code_redeemed', code, issued: [] } as const;
          await Promise.all([
            world.commit([redeemed, { kind: 'family_started', family }], now),
            world.commit([{ kind: 'grant_revoked', grant, reason: 'client' }], now),
          ]);
          const left = await standing(parties, family);
          assert.ok(left === null || left.revokedAt === now);
        }),
      );
    });

    it('end with what the person takes back — protocol.md IN-5', async () => {
      const parties = await world.parties();
      const [grant, other] = [await begun(parties), await begun(await world.parties())];
      const { userId, clientId } = grant;
      await world.keep([{ kind: 'consent_revoked', userId, clientId }], now);
      assert.equal(await find(grant), null);
      assert.deepEqual(await find(other), other);
    });
  });
}
