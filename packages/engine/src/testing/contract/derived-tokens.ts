import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId, type FamilyId, type Hash, secondOf, sha256 } from '@grantor/protocol';
import type { Family } from '../../model/family.ts';
import type { Fact } from '../../ports/facts.ts';
import { later, type Parties, racing, SECOND, START, type World } from './world.ts';

export function derivedTokenContract(world: World): void {
  const proof = (hash: Hash) => ({ hash, until: secondOf(later(60 * SECOND)) });
  const born = (parties: Parties, change: Partial<Family> = {}): Family =>
    world.family(parties, { origin: 'assertion', sessionId: null, sid: null, refresh: null, ...change });
  const redeemed = (family: Family, hash: Hash): Fact => ({
    ...{ kind: 'assertion_redeemed', family, seen: [proof(hash)] },
    ...{ issuer: 'https://idp.example', subject: 'ada-there', issued: ['access_token'] },
  });
  type Exchanged = Extract<Fact, { kind: 'token_exchanged' }>;
  const exchanged = (
    { client, account }: Parties,
    family: Exchanged['family'],
    seen: readonly Hash[] = [],
  ): Fact => ({
    ...{
      kind: 'token_exchanged',
      issued: 'access_token',
      clientId: client.id,
      userId: account.id,
      tokenId: world.name('token'),
    },
    ...{ family, seen: seen.map(proof), actor: null, audience: [], scope: ['read'] },
    subject: { sub: account.id, iss: 'https://auth.example' },
  });
  const kept = (id: FamilyId) => ({ kind: 'kept', id }) as const;

  describe('tokens of another issuer’s word', () => {
    it('begin one family of twenty commits with one assertion — security.md R-7, X-7', async () => {
      const parties = await world.parties();
      const hash = world.hash();
      await world.oneWins(
        'assertion_redeemed',
        racing(() => [redeemed(born(parties), hash)]),
      );
    });

    it('keep nothing of an assertion that was used, or of a person or client that has ended', async () => {
      const parties = await world.parties();
      const [used, fresh] = [world.hash(), world.hash()];
      await world.keep([redeemed(born(parties), used)]);
      const lost = born(parties);
      await world.refuses('assertion_redeemed', [redeemed(lost, used)]);
      const reference = { tokenId: 't', clientId: parties.client.id, userId: parties.account.id };
      assert.equal(
        (await world.store.findTokenStanding({ ...reference, issuedAt: START, familyId: lost.id })).family,
        null,
      );
      await world.disable(parties.account);
      await world.refuses('assertion_redeemed', [redeemed(born(parties), fresh)]);
      const inactive = await world.parties({ status: 'inactive' });
      await world.refuses('assertion_redeemed', [redeemed(born(inactive), fresh)]);
      await world.keep([redeemed(born(await world.parties()), fresh)]);
    });
  });

  describe('tokens of an exchange', () => {
    it('need the family of the subject token, alive and not paused — advanced.md TEX-7', async () => {
      const parties = await world.parties();
      const family = world.family(parties);
      await world.keep([{ kind: 'family_started', family }]);
      const other: Parties = { ...parties, client: await world.client() };
      await world.keep([exchanged(other, kept(family.id))]);
      const { id, clientId } = family;
      await world.keep([
        {
          ...{ kind: 'family_revoked', familyId: id, clientId, userId: parties.account.id },
          ...{ reason: 'client', cause: 'request' },
        },
      ]);
      await world.refuses('token_exchanged', [exchanged(other, kept(family.id))]);
      const paused = world.family(parties, { pausedAt: START });
      await world.keep([{ kind: 'family_started', family: paused }]);
      await world.refuses('token_exchanged', [exchanged(other, kept(paused.id))]);
    });

    it('count what counts once, and begin a family where there is none', async () => {
      const parties = await world.parties();
      const hash = world.hash();
      const start = () => ({ kind: 'started', family: born(parties, { origin: 'token_exchange' }) }) as const;
      await world.oneWins(
        'token_exchanged',
        racing(() => [exchanged(parties, start(), [hash])]),
      );
      await world.disable(parties.account);
      await world.refuses('token_exchanged', [exchanged(parties, start())]);
    });

    it('know who acts, and what they hang on — RFC 8693 §4.1', async () => {
      const { client, account } = await world.parties();
      const hash = sha256(world.name('value'));
      const actor = { sub: 'client:agent', client_id: 'agent', act: { sub: 'client:gateway' } };
      const vouchedBy = ['issuer:corp', 'rule:gateway'] as const;
      const token = {
        ...{ hash, tokenId: world.name('token'), clientId: client.id, userId: account.id, familyId: null },
        ...{ scope: ['read'], audience: [], details: [], authentication: null },
        ...{ confirmation: null, actor, vouchedBy, issuedAt: START },
        expiresAt: secondOf(later(60 * SECOND)),
      };
      await world.keep([{ kind: 'opaque_token_issued', token }]);
      const found = (await world.store.findOpaqueToken(hash))?.token;
      assert.deepEqual([found?.actor, found?.vouchedBy], [actor, vouchedBy]);
    });
  });

  describe('the family of a sign-in', () => {
    it('is the newest that lives — advanced.md TEX-1', async () => {
      const parties = await world.parties();
      const sid = world.name('sid');
      const older = world.family(parties, { sid });
      const newer = world.family(parties, { sid, startedAt: later(SECOND) });
      const over = world.family(parties, { sid, startedAt: later(2 * SECOND), revokedAt: later(SECOND * 3) });
      for (const family of [older, newer, over]) await world.keep([{ kind: 'family_started', family }]);
      const asked = { clientId: parties.client.id, sid };
      const found = await world.store.findFamilyOfSignIn(asked);
      assert.equal(found?.family.id, newer.id);
      assert.deepEqual(found?.account, parties.account);
      assert.equal(await world.store.findFamilyOfSignIn({ ...asked, sid: 'other' }), null);
      assert.equal(await world.store.findFamilyOfSignIn({ ...asked, clientId: clientId('other') }), null);
    });
  });
}
