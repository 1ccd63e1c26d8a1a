import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AuthorizationCode } from '../../model/authorization-code.ts';
import type { Fact } from '../../ports/facts.ts';
import { later, type Parties, racing, SECOND, START, type World } from './world.ts';

export function codeContract(world: World): void {
  async function issued(parties: Parties): Promise<AuthorizationCode> {
    const code = world.code(parties);
    await world.keep([{ kind: 'code_issued', code }]);
    return code;
  }

  const redemption = (parties: Parties, code: AuthorizationCode): Fact[] => [
    { kind: 'code_redeemed', code, issued: ['access_token'] },
    { kind: 'family_started', family: world.family(parties, { id: code.familyId }) },
  ];

  describe('authorization codes', () => {
    it('finds a code as issued, with the live account and no family yet — protocol.md AZ-6', async () => {
      const parties = await world.parties();
      const code = await issued(parties);
      const found = await world.store.findCodeForRedemption(code.hash);
      assert.deepEqual(found, { code, account: parties.account });
      assert.equal(await world.store.findCodeForRedemption(world.hash()), null);
    });

    it('records the client in the session, once — protocol.md SE-4', async () => {
      const parties = await world.parties();
      const { sid } = await issued(parties);
      await world.keep([{ kind: 'code_issued', code: world.code(parties, { sid }) }]);
      const known = await world.store.findSessionClient(parties.session.id, parties.client.id);
      assert.deepEqual(known, { clientId: parties.client.id, sid });
    });

    it('names the clients of a session that are told in frames, strangers last and no more than asked for — protocol.md LO-4', async () => {
      const parties = await world.parties();
      const framed = { frontchannelLogoutUri: 'https://app.example/out' };
      const strangers = [
        await world.client({ ...framed, source: 'dynamic' }),
        await world.client({ ...framed, source: 'dynamic' }),
      ];
      const vouched = await world.client(framed);
      for (const client of [...strangers, vouched]) await issued({ ...parties, client });
      await issued({ ...parties, client: await world.client({ frontchannelLogoutUri: null }) });
      const listed = async (most: number) =>
        (await world.store.listFramedClients(parties.session.id, most)).map(({ clientId }) => clientId);
      const all = await listed(10);
      assert.deepEqual(new Set(all.slice(1)), new Set(strangers.map(({ id }) => id)));
      assert.equal(all[0], vouched.id);
      assert.deepEqual(await listed(1), [vouched.id]);
      assert.deepEqual(await world.store.listFramedClients(world.hash(), 10), []);
    });

    it('issues none without session, for a disabled user or to a client that is not active', async () => {
      const parties = await world.parties();
      const refused = async (code: AuthorizationCode) => {
        await world.refuses('code_issued', [{ kind: 'code_issued', code }]);
        assert.equal(await world.store.findCodeForRedemption(code.hash), null);
      };
      await refused(world.code(parties, { sessionId: world.hash() }));
      await refused(world.code({ ...parties, client: await world.client({ status: 'pending' }) }));
      await world.disable(parties.account);
      await refused(world.code(parties));
      assert.equal(await world.store.findSessionClient(parties.session.id, parties.client.id), null);
    });

    it('lets tokens through the browser as a code is issued, with a family to end them by — advanced.md LEG-3', async () => {
      const answered = (parties: Parties, change: object = {}) => {
        const { session } = parties;
        const family = world.family(parties, { origin: 'front_channel', refresh: null });
        const inSession = { ...family, sessionId: session.id, sid: world.name('sid'), ...change };
        return { kind: 'answered_in_front', family: inSession, issued: ['access_token'] } as const;
      };
      const standingOf = ({ family: { id, clientId, userId } }: ReturnType<typeof answered>) =>
        world.store.findTokenStanding({ tokenId: 't', issuedAt: START, clientId, userId, familyId: id });
      const parties = await world.parties();
      const fact = answered(parties);
      await world.refuses('answered_in_front', [{ ...fact, consent: START }]);
      await world.keep([fact]);
      assert.equal((await standingOf(fact)).family?.revokedAt, null);
      const { clientId, sid } = fact.family;
      assert.deepEqual(await world.store.findSessionClient(parties.session.id, clientId), { clientId, sid });
      const session = parties.session.id;
      await world.keep([{ kind: 'session_ended', session, userId: parties.account.id, reason: 'logout' }]);
      assert.notEqual((await standingOf(fact)).family?.revokedAt, null);
      for (const refused of [
        answered(parties),
        answered({ ...(await world.parties()), client: await world.client({ status: 'pending' }) }),
      ]) {
        await world.refuses('answered_in_front', [refused]);
        assert.equal((await standingOf(refused)).family, null);
      }
    });

    it('is redeemed by one of twenty, whose family alone exists — protocol.md TC-1, security.md R-1', async () => {
      const parties = await world.parties();
      const code = await issued(parties);
      const families = racing(() => world.family(parties));
      const winner = await world.oneWins(
        'code_redeemed',
        families.map((family) => [
          { kind: 'code_redeemed', code, issued: ['access_token', 'refresh_token'] },
          { kind: 'family_started', family },
        ]),
      );
      const found = await Promise.all(
        families.map(({ refresh }) => world.store.findFamilyForRefresh(refresh?.keyHash ?? world.hash())),
      );
      assert.deepEqual(
        found.flatMap((family, index) => (family === null ? [] : [index])),
        [winner],
      );
    });

    it('knows when it was redeemed', async () => {
      const parties = await world.parties();
      const code = await issued(parties);
      await world.keep(redemption(parties, code), later(SECOND));
      const found = await world.store.findCodeForRedemption(code.hash);
      assert.equal(found?.code.redeemedAt, later(SECOND));
    });

    it('is not redeemed for a disabled user or an inactive client — security.md T-3', async () => {
      const disabled = await world.parties();
      const userCode = await issued(disabled);
      await world.disable(disabled.account);
      await world.refuses('code_redeemed', redemption(disabled, userCode));

      const inactive = await world.parties();
      const clientCode = await issued(inactive);
      await world.opened.put.client({ ...inactive.client, status: 'inactive' });
      await world.refuses('code_redeemed', redemption(inactive, clientCode));
      assert.equal((await world.store.findCodeForRedemption(clientCode.hash))?.code.redeemedAt, null);
    });

    it('keeps no token of a redemption that lost', async () => {
      const parties = await world.parties();
      const code = await issued(parties);
      await world.keep(redemption(parties, code));
      const hash = world.hash();
      const token = {
        hash,
        tokenId: world.name('token'),
        clientId: parties.client.id,
        userId: parties.account.id,
        familyId: code.familyId,
        scope: [],
        audience: [],
        details: [],
        authentication: null,
        confirmation: null,
        vouchedBy: [],
        actor: null,
        issuedAt: START,
        expiresAt: code.expiresAt,
      };
      await world.refuses('code_redeemed', [
        { kind: 'opaque_token_issued', token },
        { kind: 'code_redeemed', code, issued: ['access_token'] },
      ]);
      assert.equal(await world.store.findOpaqueToken(hash), null);
    });
  });
}
