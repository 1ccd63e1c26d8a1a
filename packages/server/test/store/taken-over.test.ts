import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { AuthorizationCode, DeviceCode } from '@grantor/engine';
import { noClaims } from '@grantor/engine';
import { authentication, type Parties, racing, World } from '@grantor/engine/testing';
import { type Hash, hash } from '@grantor/protocol';
import { startSession } from '../../src/store/session-starts.ts';
import { databases, type TestDatabase } from './databases.ts';
import { contractStore } from './seeds.ts';

for (const { name, open } of databases) {
  describe(`what a session leaves to the one that takes its place, on ${name}`, () => {
    const world = new World();
    let opened: TestDatabase;
    before(async () => {
      opened = await open();
      world.opened = contractStore(opened.database, () => opened.close());
    });
    after(() => world.opened.close());

    /** Signs in again: the session goes on under a new id. */
    async function takeOver({ session, account }: Parties): Promise<Hash> {
      const next = hash(world.name('session'));
      const row = {
        ...{ ...authentication, id: next, userId: account.id, sidSeed: session.sidSeed },
        ...{ createdAt: session.authTime, lastSeenAt: session.authTime, expiresAt: session.authTime },
        ...{ rememberedAt: null, address: null, userAgent: null, fingerprint: null },
      };
      assert.equal(
        await startSession(opened.database, row, { passwordHash: null, replaces: session.id }),
        'started',
      );
      return next;
    }

    const redeem = (parties: Parties, code: AuthorizationCode) =>
      world.commit([
        { kind: 'code_redeemed', code, issued: [] },
        {
          kind: 'family_started',
          family: world.family(parties, { id: code.familyId, scope: code.scope, sessionId: code.sessionId }),
        },
      ]);

    async function approved({ client, account, session }: Parties): Promise<DeviceCode> {
      const device = { ...world.deviceCode(client), scope: ['openid'] };
      const { familyId, sid, issuedAt } = world.code({ client, account, session });
      const approval = {
        ...{ userId: account.id, familyId, authentication, sessionId: session.id, sid },
        ...{ scope: device.scope, resources: [], details: [], grantId: null },
        claims: noClaims,
        approvedAt: issuedAt,
      };
      const bound = { hash: device.hash, session: session.id };
      await world.keep([{ kind: 'device_code_issued', deviceCode: device }]);
      await world.keep([{ kind: 'device_code_entered', ...bound }]);
      await world.keep([{ kind: 'device_approved', ...bound, clientId: client.id, approval }]);
      return { ...device, decision: { kind: 'approved', approval } };
    }

    const endsWith = async () =>
      new Set(
        (
          await opened.database.kysely
            .selectFrom('family')
            .select('ends_with_session')
            .where('ends_with_session', 'is not', null)
            .execute()
        ).map((row) => row.ends_with_session),
      );

    it('refuses a code that was read in the old one — protocol.md SE-2, LO-5', async () => {
      const parties = await world.parties();
      const code = world.code(parties, { scope: ['openid'] });
      await world.keep([{ kind: 'code_issued', code }]);
      const next = await takeOver(parties);
      assert.deepEqual(await redeem(parties, code), { ok: false, conflict: 'code_redeemed' });
      assert.equal((await world.store.findCodeForRedemption(code.hash))?.code.sessionId, next);
      assert.deepEqual(await redeem(parties, { ...code, sessionId: next }), { ok: true });
    });

    it('refuses a device that was read in the old one — protocol.md SE-2, LO-5', async () => {
      const parties = await world.parties();
      const device = await approved(parties);
      await takeOver(parties);
      await world.refuses('device_redeemed', [{ kind: 'device_redeemed', deviceCode: device, issued: [] }]);
    });

    it('leaves no family behind, whichever of redemption and take-over was first — security.md R-10', async () => {
      const parties = await world.parties();
      const codes = racing(() => world.code(parties, { scope: ['openid'] }));
      for (const code of codes) await world.keep([{ kind: 'code_issued', code }]);
      const redemptions = codes.map((code) => redeem(parties, code));
      await takeOver(parties);
      await Promise.all(redemptions);
      assert.equal((await endsWith()).has(parties.session.id), false);
    });
  });
}
