import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Hash, secondOf } from '@grantor/protocol';
import type { Family } from '../../model/family.ts';
import type { Fact } from '../../ports/facts.ts';
import { HOUR, later, type Parties, racing, SECOND, START, type World } from './world.ts';

export function familyContract(world: World): void {
  async function started(parties: Parties, change: Partial<Family> = {}): Promise<Family> {
    const family = world.family(parties, change);
    await world.keep([{ kind: 'family_started', family }]);
    return family;
  }

  const refreshOf = ({ refresh }: Family) => refresh ?? assert.fail('the family has a refresh token');
  const find = (family: Family) => world.store.findFamilyForRefresh(refreshOf(family).keyHash);

  const sealed = (presented: Hash): string => `sealed for ${presented}`;

  const rotation = (family: Family, presented: Hash, next: Hash): Fact => ({
    kind: 'refresh_rotated',
    family,
    presented,
    next,
    confirmation: { jkt: 'another' },
    sealedAnswer: sealed(presented),
    earlier: refreshOf(family).rotated,
    refreshExpiresAt: secondOf(later(200 * HOUR)),
    expiresAt: secondOf(later(201 * HOUR)),
    newest: { tokenId: 'rotated', expiresAt: secondOf(later(2 * HOUR)) },
    issued: ['access_token', 'refresh_token'],
  });

  const use = (family: Family): Fact => ({
    kind: 'refresh_used',
    family,
    presented: refreshOf(family).currentHash,
    refreshExpiresAt: secondOf(later(200 * HOUR)),
    expiresAt: secondOf(later(201 * HOUR)),
    newest: { tokenId: 'used', expiresAt: secondOf(later(3 * HOUR)) },
    issued: ['access_token'],
  });

  const revocation = (family: Family, reason: 'security' | 'client'): Fact => ({
    kind: 'family_revoked',
    familyId: family.id,
    clientId: family.clientId,
    userId: family.userId,
    reason,
    cause: reason === 'security' ? 'refresh_reuse' : 'request',
  });

  describe('families', () => {
    it('finds a family by its key, with the live account', async () => {
      const parties = await world.parties();
      const family = await started(parties, {
        origin: 'device_code',
        authMethod: 'private_key_jwt',
        claims: { userinfo: { email: { essential: false, values: [] } }, idToken: {} },
      });
      assert.deepEqual(await find(family), { family, account: parties.account });
      assert.equal(await world.store.findFamilyForRefresh(world.hash()), null);
    });

    it('begins a family that the application had made while client and person live', async () => {
      const parties = await world.parties();
      const order = (family: Family): Fact => ({
        ...({ kind: 'administrative_token_issued', tokenId: 't', resources: [] } as const),
        ...{ clientId: family.clientId, scope: family.scope, expiresAt: family.expiresAt, family },
      });
      const made = { origin: 'application', refresh: null, sessionId: null, sid: null } as const;
      const family = world.family(parties, made);
      await world.keep([order(family)]);
      const standing = await world.store.findTokenStanding({
        ...family,
        familyId: family.id,
        tokenId: 't',
        issuedAt: START,
      });
      assert.equal(standing.family?.startedAt, family.startedAt);
      const disabled = await world.parties();
      await world.disable(disabled.account);
      for (const gone of [await world.parties({ status: 'inactive' }), disabled])
        await world.refuses('administrative_token_issued', [order(world.family(gone, made))]);
      await world.keep([{ ...order(family), family: null } as Fact]);
    });

    it('keeps a family without refresh token', async () => {
      const parties = await world.parties();
      const { id, clientId, userId } = await started(parties, {
        refresh: null,
        sessionId: null,
        sid: null,
      });
      const standing = await world.store.findTokenStanding({
        tokenId: 't',
        issuedAt: START,
        clientId,
        userId,
        familyId: id,
      });
      assert.equal(standing.family?.startedAt, START);
    });

    it('rotates: expiry slides, the rotated token and its answer are kept — protocol.md RF-2, RF-3', async () => {
      const family = await started(await world.parties());
      const { currentHash, keyHash } = refreshOf(family);
      const next = world.hash();
      await world.keep([rotation(family, currentHash, next)], later(SECOND));
      const found = await find(family);
      assert.deepEqual(found?.family.refresh, {
        keyHash,
        currentHash: next,
        rotated: [{ hash: currentHash, rotatedAt: later(SECOND) }],
        expiresAt: secondOf(later(200 * HOUR)),
      });
      assert.equal(await world.store.findSealedAnswer(family.id, currentHash), sealed(currentHash));
      assert.equal(await world.store.findSealedAnswer(family.id, next), null);
      assert.equal(found?.family.expiresAt, secondOf(later(201 * HOUR)));
    });

    it('notes the newest access token of a family with each use of it — product.md T-3', async () => {
      const family = await started(await world.parties());
      await world.keep([use(family)], later(SECOND));
      assert.deepEqual((await find(family))?.family.newest, {
        tokenId: 'used',
        expiresAt: secondOf(later(3 * HOUR)),
      });
      await world.keep([rotation(family, refreshOf(family).currentHash, world.hash())], later(2 * SECOND));
      assert.deepEqual((await find(family))?.family.newest, {
        tokenId: 'rotated',
        expiresAt: secondOf(later(2 * HOUR)),
      });
    });

    it('is bound to what the rotation says, and to nothing else by a use — advanced.md DPO-9', async () => {
      const family = await started(await world.parties(), { confirmation: { jkt: 'one' } });
      assert.deepEqual((await find(family))?.family.confirmation, { jkt: 'one' });
      await world.keep([use(family)]);
      assert.deepEqual((await find(family))?.family.confirmation, { jkt: 'one' });
      const { currentHash } = refreshOf(family);
      await world.keep([rotation(family, currentHash, world.hash())]);
      assert.deepEqual((await find(family))?.family.confirmation, { jkt: 'another' });
    });

    it('remembers the rotations it is told to, newest first, and no other — protocol.md RF-3a', async () => {
      const first = await started(await world.parties());
      const hashes = [refreshOf(first).currentHash, world.hash(), world.hash(), world.hash()] as const;
      const rotate = async (from: Hash, to: Hash, at: number) => {
        const found = (await find(first))?.family ?? assert.fail('the family is there');
        await world.keep([rotation(found, from, to)], later(at * SECOND));
        return found;
      };
      await rotate(hashes[0], hashes[1], 1);
      await rotate(hashes[1], hashes[2], 2);
      const remembered = (await find(first))?.family.refresh?.rotated;
      assert.deepEqual(
        remembered?.map(({ hash, rotatedAt }) => [hash, rotatedAt]),
        [
          [hashes[1], later(2 * SECOND)],
          [hashes[0], later(SECOND)],
        ],
      );
      const forgetful: Fact = { ...rotation(first, hashes[2], hashes[3]), earlier: [] } as Fact;
      await world.keep([forgetful], later(3 * SECOND));
      assert.deepEqual(
        (await find(first))?.family.refresh?.rotated.map(({ hash }) => hash),
        [hashes[2]],
      );
    });

    it('keeps the answer of each that is remembered, whichever went before — protocol.md RF-3, RF-3a', async () => {
      const first = await started(await world.parties());
      const all = [refreshOf(first).currentHash];
      const now = async () => (await find(first))?.family ?? assert.fail('the family is there');
      const answers = (hashes: readonly Hash[]) =>
        Promise.all(hashes.map((rotated) => world.store.findSealedAnswer(first.id, rotated)));
      for (const kept of [7, 7, 7, 7, 7, 7, 7, 7, 7, 2, 7, 1, 1, 0, 7]) {
        const family = await now();
        const [presented, next] = [refreshOf(family).currentHash, world.hash()];
        const earlier = refreshOf(family).rotated.slice(0, kept);
        const fact = { ...rotation(family, presented, next), earlier } as Fact;
        await world.keep([fact], later(all.length * SECOND));
        const remembered = refreshOf(await now()).rotated.map(({ hash }) => hash);
        assert.deepEqual(remembered, [presented, ...earlier.map(({ hash }) => hash)]);
        assert.deepEqual(await answers(remembered), remembered.map(sealed));
        const others = all.filter((hash) => !remembered.includes(hash));
        assert.deepEqual(
          await answers(others),
          others.map(() => null),
        );
        all.push(next);
      }
    });

    it('rotates for one of twenty — security.md R-2, R-3', async () => {
      const family = await started(await world.parties());
      const nexts = racing(() => world.hash());
      const winner = await world.oneWins(
        'refresh_rotated',
        nexts.map((next) => [rotation(family, refreshOf(family).currentHash, next)]),
      );
      assert.equal((await find(family))?.family.refresh?.currentHash, nexts[winner]);
    });

    it('refreshes neither with an earlier token nor after revocation', async () => {
      const family = await started(await world.parties());
      const first = refreshOf(family).currentHash;
      const second = world.hash();
      await world.keep([rotation(family, first, second)]);
      await world.refuses('refresh_rotated', [rotation(family, first, world.hash())]);
      await world.refuses('refresh_used', [use(family)]);
      await world.keep([revocation(family, 'client')]);
      await world.refuses('refresh_rotated', [rotation(family, second, world.hash())]);
    });

    it('refreshes neither paused, nor for a disabled user, nor for a client that is not active', async () => {
      const paused = await started(await world.parties(), { pausedAt: START });
      const disabled = await world.parties();
      const ofDisabled = await started(disabled);
      await world.disable(disabled.account);
      const pending = await world.parties({ status: 'pending' });
      for (const family of [paused, ofDisabled, await started(pending)]) {
        const next = world.hash();
        await world.refuses('refresh_rotated', [rotation(family, refreshOf(family).currentHash, next)]);
        await world.refuses('refresh_used', [use(family)]);
      }
    });

    it('lets a fixed token be used by all of twenty, and slides its expiry', async () => {
      const family = await started(await world.parties());
      const results = await Promise.all(racing(() => world.commit([use(family)])));
      assert.ok(results.every(({ ok }) => ok));
      const found = await find(family);
      assert.equal(found?.family.refresh?.currentHash, refreshOf(family).currentHash);
      assert.equal(found?.family.refresh?.expiresAt, secondOf(later(200 * HOUR)));
    });

    it('is revoked for security by one of twenty: one race raises one alarm — security.md R-4', async () => {
      const family = await started(await world.parties());
      await world.oneWins(
        'family_revoked',
        racing(() => [revocation(family, 'security')]),
      );
    });

    it('is revoked on request idempotently, and keeps the time of its end', async () => {
      const family = await started(await world.parties());
      await world.keep([revocation(family, 'client')], later(SECOND));
      await world.keep([revocation(family, 'client')], later(2 * SECOND));
      assert.equal((await find(family))?.family.revokedAt, later(SECOND));
    });

    it('has no winner against revocation: refreshed or not, it ends revoked — security.md R-9', async () => {
      const family = await started(await world.parties());
      const next = world.hash();
      const [, revoked] = await Promise.all([
        world.commit([rotation(family, refreshOf(family).currentHash, next)]),
        world.commit([revocation(family, 'client')]),
      ]);
      assert.deepEqual(revoked, { ok: true });
      assert.equal(typeof (await find(family))?.family.revokedAt, 'number');
    });
  });
}
