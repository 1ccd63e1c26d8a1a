import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { noClaims } from '../../model/claims-request.ts';
import type { Fact } from '../../ports/facts.ts';
import { later, type Parties, racing, SECOND, START, type World } from './world.ts';

export function accountContract(world: World): void {
  const revokeAll = ({ account }: Parties): Fact => ({
    kind: 'account_tokens_revoked',
    userId: account.id,
    reason: 'user',
  });

  async function approvedDevice({ client, account, session }: Parties) {
    const device = world.deviceCode(client);
    const { familyId, sid, authentication } = world.code({ client, account, session });
    const approval = {
      userId: account.id,
      familyId,
      ...{ scope: device.scope, resources: device.resources, details: [], grantId: null },
      claims: noClaims,
      authentication,
      sessionId: session.id,
      sid,
      approvedAt: START,
    };
    const { hash } = device;
    await world.keep([{ kind: 'device_code_issued', deviceCode: device }]);
    await world.keep([{ kind: 'device_code_entered', hash, session: session.id }]);
    await world.keep([{ kind: 'device_approved', hash, clientId: client.id, session: session.id, approval }]);
    return { ...device, decision: { kind: 'approved', approval }, decidedAt: START } as const;
  }

  describe('everything applications hold of a person', () => {
    it('ends in one write: families, codes, approvals, and what was issued before — security.md R-12', async () => {
      const parties = await world.parties();
      const foreign = await world.parties();
      const [code, foreignCode] = [world.code(parties), world.code(foreign)];
      const [family, foreignFamily] = [world.family(parties), world.family(foreign)];
      await world.keep([{ kind: 'code_issued', code }]);
      await world.keep([{ kind: 'code_issued', code: foreignCode }]);
      const [device, foreignDevice] = [await approvedDevice(parties), await approvedDevice(foreign)];
      await world.keep(
        [family, foreignFamily].map((started) => ({ kind: 'family_started', family: started })),
      );

      await world.keep([revokeAll(parties)], later(SECOND));

      assert.equal(await world.store.findCodeForRedemption(code.hash), null);
      await world.refuses('code_redeemed', [{ kind: 'code_redeemed', code, issued: [] }], later(SECOND));
      await world.refuses('device_redeemed', [{ kind: 'device_redeemed', deviceCode: device, issued: [] }]);
      const standing = (owner: Parties, familyId: typeof family.id) =>
        world.store.findTokenStanding({
          ...{ tokenId: 't', clientId: owner.client.id, userId: owner.account.id },
          ...{ familyId, issuedAt: START },
        });
      const ended = await standing(parties, family.id);
      assert.equal(ended.family?.revokedAt, later(SECOND));
      assert.equal(ended.account?.tokensValidFrom, later(SECOND));

      const spared = await standing(foreign, foreignFamily.id);
      assert.equal(spared.family?.revokedAt, null);
      assert.equal(spared.account?.tokensValidFrom, null);
      await world.keep([{ kind: 'code_redeemed', code: foreignCode, issued: [] }]);
      await world.keep([{ kind: 'device_redeemed', deviceCode: foreignDevice, issued: [] }]);
    });

    it('leaves nothing alive whichever of redemption and end was first — security.md R-9', async () => {
      const parties = await world.parties();
      const codes = racing(() => world.code(parties));
      for (const code of codes) await world.keep([{ kind: 'code_issued', code }]);
      const redemptions = codes.map((code) => {
        const family = world.family(parties, { id: code.familyId });
        return world.commit([
          { kind: 'code_redeemed', code, issued: [] },
          { kind: 'family_started', family },
        ]);
      });
      await world.keep([revokeAll(parties)], later(SECOND));
      await Promise.all(redemptions);
      for (const { familyId, clientId, userId } of codes) {
        const { family } = await world.store.findTokenStanding({
          tokenId: 't',
          issuedAt: START,
          clientId,
          userId,
          familyId,
        });
        assert.notEqual(family === null ? START : family.revokedAt, null);
      }
    });
  });
}
