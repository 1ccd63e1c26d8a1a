import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Family } from '../../model/family.ts';
import type { Fact } from '../../ports/facts.ts';
import { later, type Parties, racing, SECOND, START, type World } from './world.ts';

export function sessionContract(world: World): void {
  const end = ({ session, account }: Parties): Fact => ({
    kind: 'session_ended',
    session: session.id,
    userId: account.id,
    reason: 'logout',
  });

  const noticesFor = async (sid: string) =>
    (await world.opened.notices()).filter((notice) => notice.sid === sid);

  async function revokedAt({ id, clientId, userId }: Family) {
    const standing = await world.store.findTokenStanding({
      tokenId: 't',
      issuedAt: START,
      clientId,
      userId,
      familyId: id,
    });
    return standing.family?.revokedAt;
  }

  describe('sessions', () => {
    it('ends its families that have openid and lack offline_access — protocol.md LO-5', async () => {
      const parties = await world.parties();
      const elsewhere = { ...parties, session: await world.session(parties.account) };
      const ended = world.family(parties, { scope: ['openid', 'read'] });
      const offline = world.family(parties, { scope: ['openid', 'offline_access'] });
      const plain = world.family(parties, { scope: ['read', 'openid2'] });
      const other = world.family(elsewhere, { scope: ['openid'] });
      const families = [ended, offline, plain, other];
      await world.keep(families.map((family) => ({ kind: 'family_started', family })));
      await world.keep([end(parties)], later(SECOND));
      assert.equal(await revokedAt(ended), later(SECOND));
      for (const family of [offline, plain, other]) assert.equal(await revokedAt(family), null);
    });

    it('ends those that lost the right to outlive it, whatever id it goes by then — protocol.md LO-5, security.md T-4', async () => {
      for (const [source, scopes, isEnded] of [
        ['administrator', ['openid', 'read'], true],
        ['administrator', ['openid', 'offline_access'], false],
        ['dynamic', ['openid'], false],
      ] as const) {
        const parties = await world.parties();
        const code = world.code(parties);
        const scope = ['openid', 'offline_access'];
        const { sid } = code;
        const family = world.family(parties, { scope, sid });
        const elsewhere = world.family(parties, { scope, sessionId: world.hash() });
        const unborn = world.code(parties, { scope });
        await world.keep([{ kind: 'code_issued', code }]);
        await world.keep([{ kind: 'code_issued', code: unborn }]);
        await world.keep([family, elsewhere].map((each) => ({ kind: 'family_started', family: each })));
        await world.opened.put.client({ ...parties.client, source, scopes });
        await world.keep([end(parties)], later(SECOND));
        assert.equal(await revokedAt(family), isEnded ? later(SECOND) : null);
        assert.equal(await revokedAt(elsewhere), null);
        assert.equal((await world.store.findCodeForRedemption(unborn.hash)) === null, isEnded);
      }
    });

    it('ends the codes and approvals such families would be born from — protocol.md LO-5', async () => {
      const parties = await world.parties();
      const code = world.code(parties, { scope: ['openid'] });
      const kept = world.code(parties, { scope: ['openid', 'offline_access'] });
      await world.keep([{ kind: 'code_issued', code }]);
      await world.keep([{ kind: 'code_issued', code: kept }]);
      await world.keep([end(parties)]);
      assert.equal(await world.store.findCodeForRedemption(code.hash), null);
      assert.equal((await world.store.findCodeForRedemption(kept.hash))?.code.redeemedAt, null);
    });

    it('queues one notice per client with a back-channel address — protocol.md LO-3', async () => {
      const parties = await world.parties();
      const silent = { ...parties, client: await world.client({ backchannelLogoutUri: null }) };
      const told = world.code(parties);
      const untold = world.code(silent);
      await world.keep([{ kind: 'code_issued', code: told }]);
      await world.keep([{ kind: 'code_issued', code: untold }]);
      await world.keep([end(parties)]);
      assert.deepEqual(await noticesFor(told.sid), [{ clientId: parties.client.id, sid: told.sid }]);
      assert.deepEqual(await noticesFor(untold.sid), []);
    });

    it('ends idempotently, with one notice', async () => {
      const parties = await world.parties();
      const code = world.code(parties);
      await world.keep([{ kind: 'code_issued', code }]);
      const results = await Promise.all(racing(() => world.commit([end(parties)])));
      assert.ok(results.every(({ ok }) => ok));
      assert.equal((await noticesFor(code.sid)).length, 1);
      assert.equal(await world.store.findSessionClient(parties.session.id, parties.client.id), null);
    });

    it('yields no code once it has ended — security.md R-10', async () => {
      const parties = await world.parties();
      const ending = world.commit([end(parties)]);
      const codes = racing(() => world.code(parties));
      const racers = codes.map((code) => world.commit([{ kind: 'code_issued', code }]));
      assert.deepEqual(await ending, { ok: true });
      await world.refuses('code_issued', [{ kind: 'code_issued', code: world.code(parties) }]);
      for (const result of await Promise.all(racers)) {
        assert.deepEqual(result, result.ok ? { ok: true } : { ok: false, conflict: 'code_issued' });
      }
    });

    it('ends all of a person but one in one write, and nobody else’s — security.md R-12', async () => {
      const kept = await world.parties();
      const others = [
        { ...kept, session: await world.session(kept.account) },
        { ...kept, session: await world.session(kept.account) },
      ];
      const foreign = await world.parties();
      const codeIn = (parties: Parties) => world.code(parties);
      const [keptCode, foreignCode] = [codeIn(kept), codeIn(foreign)];
      const otherCodes = others.map(codeIn);
      for (const code of [keptCode, foreignCode, ...otherCodes])
        await world.keep([{ kind: 'code_issued', code }]);
      const families = others.map((parties) => world.family(parties));
      await world.keep(families.map((family) => ({ kind: 'family_started', family })));
      const { account, session } = kept;
      const all: Fact = {
        kind: 'sessions_ended',
        userId: account.id,
        except: session.id,
        reason: 'password',
      };
      await world.keep([all], later(SECOND));
      for (const { hash } of otherCodes) assert.equal(await world.store.findCodeForRedemption(hash), null);
      for (const family of families) assert.equal(await revokedAt(family), later(SECOND));
      for (const { sid } of otherCodes) assert.equal((await noticesFor(sid)).length, 1);
      for (const parties of others) {
        await world.refuses('code_issued', [{ kind: 'code_issued', code: world.code(parties) }]);
      }
      for (const { hash, sid } of [keptCode, foreignCode]) {
        assert.equal((await world.store.findCodeForRedemption(hash))?.code.redeemedAt, null);
        assert.deepEqual(await noticesFor(sid), []);
      }
      await world.keep([{ kind: 'code_issued', code: world.code(kept) }]);
      await world.keep([{ ...all, except: null }], later(SECOND));
      await world.refuses('code_issued', [{ kind: 'code_issued', code: world.code(kept) }]);
    });
  });
}
