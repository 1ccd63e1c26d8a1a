import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { epoch, familyId, instant, secondOf } from '@grantor/protocol';
import type { CredentialOffer } from '../../model/credential-offer.ts';
import type { DeferredCredential, IssuedCredential } from '../../model/issued-credential.ts';
import type { Fact } from '../../ports/facts.ts';
import { HOUR, later, type Parties, racing, SECOND, START, type World } from './world.ts';

/** Offers of credentials, and credentials (OpenID4VCI). */
export function credentialContract(world: World): void {
  const offerTo = ({ account }: Parties, change: Partial<CredentialOffer> = {}): CredentialOffer => ({
    ...{ hash: world.hash(), reference: world.hash(), userId: account.id },
    configurationIds: ['pass', 'badge'],
    transactionCode: { hash: world.hash(), length: 6, triesLeft: 5 },
    ...{ issuedAt: START, expiresAt: secondOf(later(300 * SECOND)), redeemedAt: null },
    ...change,
  });
  const offered = async (offer: CredentialOffer): Promise<CredentialOffer> => {
    await world.keep([{ kind: 'credential_offered', offer, most: 30, since: START }]);
    return offer;
  };
  const redeemed = ({ client }: Parties, offer: CredentialOffer): Fact => ({
    ...{ kind: 'offer_redeemed', offer, clientId: client.id, issued: ['access_token'] },
  });
  const found = async ({ hash }: CredentialOffer) =>
    (await world.store.findCredentialOffer(hash))?.offer ?? assert.fail('it is known');

  describe('offers of credentials', () => {
    it('are found by code and by name until they are redeemed', async () => {
      const parties = await world.parties();
      const offer = await offered(offerTo(parties));
      assert.deepEqual(await world.store.findCredentialOffer(offer.hash), {
        offer,
        account: parties.account,
      });
      assert.deepEqual(await world.store.findOfferByReference(offer.reference), offer);
      const plain = await offered(offerTo(parties, { transactionCode: null }));
      assert.deepEqual(await found(plain), plain);
      await world.keep([redeemed(parties, offer)], later(SECOND));
      assert.equal((await found(offer)).redeemedAt, later(SECOND));
      assert.equal(await world.store.findOfferByReference(offer.reference), null);
      assert.equal(await world.store.findCredentialOffer(world.hash()), null);
    });

    it('are so many to one person in a time, and no more — security.md L-8', async () => {
      const parties = await world.parties();
      const since = instant(START - HOUR);
      const fact = (): Fact => ({ kind: 'credential_offered', offer: offerTo(parties), most: 2, since });
      await world.keep([fact()]);
      await world.keep([fact()]);
      await world.refuses('credential_offered', [fact()]);
    });

    it('are redeemed by one of fifty — federation-vci-authlete.md VCI-4', async () => {
      const parties = await world.parties();
      const offer = await offered(offerTo(parties));
      const facts = Array.from({ length: 50 }, () => [redeemed(parties, offer)]);
      await world.oneWins('offer_redeemed', facts);
    });

    it('are burned by five wrong codes, however many come at once — federation-vci-authlete.md VCI-4', async () => {
      const parties = await world.parties();
      const offer = await offered(offerTo(parties));
      const tried: Fact = { kind: 'offer_tried', hash: offer.hash };
      const results = await Promise.all(Array.from({ length: 50 }, () => world.commit([tried])));
      assert.equal(results.filter(({ ok }) => ok).length, 5);
      assert.equal((await found(offer)).transactionCode?.triesLeft, 0);
      await world.refuses('offer_redeemed', [redeemed(parties, offer)]);
    });

    it('are not redeemed for somebody who is disabled, nor by an inactive client', async () => {
      const parties = await world.parties();
      const offer = await offered(offerTo(parties));
      const inactive = await world.client({ status: 'inactive' });
      await world.refuses('offer_redeemed', [redeemed({ ...parties, client: inactive }, offer)]);
      await world.disable(parties.account);
      await world.refuses('offer_redeemed', [redeemed(parties, offer)]);
    });
  });

  const credentialOf = ({ account, client }: Parties, index: number, list = 1): IssuedCredential => ({
    ...{ id: world.name('credential'), userId: account.id, clientId: client.id },
    ...{ familyId: familyId(world.name('family')), configurationId: 'pass' },
    ...{ place: { list, index }, notification: world.hash() },
    ...{ issuedAt: START, expiresAt: secondOf(later(100 * HOUR)) },
  });

  describe('credentials', () => {
    it('have a place in a status list each — federation-vci-authlete.md VCI-17', async () => {
      const parties = await world.parties({});
      const facts = racing((): Fact[] => [
        { kind: 'credential_issued', credential: credentialOf(parties, 77) },
      ]);
      await world.oneWins('credential_issued', facts);
      assert.equal(await world.store.newestStatusList(), 1);
      await world.keep([{ kind: 'credential_issued', credential: credentialOf(parties, 77, 3) }]);
      assert.equal(await world.store.newestStatusList(), 3);
    });

    it('come for one nonce once — federation-vci-authlete.md VCI-8', async () => {
      const proof = { hash: world.hash(), until: secondOf(later(HOUR)) };
      const spent: Fact = { kind: 'credential_nonce_spent', proof };
      await world.oneWins(
        'credential_nonce_spent',
        Array.from({ length: 50 }, () => [spent]),
      );
    });

    it('are reported on by those who hold them — federation-vci-authlete.md VCI-14', async () => {
      const parties = await world.parties();
      const credential = credentialOf(parties, 78);
      await world.keep([{ kind: 'credential_issued', credential }]);
      const notified = (change: object): Fact => ({
        ...{ kind: 'credential_notified', notification: credential.notification, description: null },
        ...{ userId: parties.account.id, clientId: parties.client.id, event: 'credential_accepted' },
        ...change,
      });
      await world.keep([notified({})]);
      await world.keep([notified({ event: 'credential_deleted', description: 'Gone' })]);
      await world.refuses('credential_notified', [notified({ notification: world.hash() })]);
      const other = await world.account();
      await world.refuses('credential_notified', [notified({ userId: other.id })]);
    });

    it('wait for a decision, so many of one person at once', async () => {
      const parties = await world.parties();
      const deferred: DeferredCredential = {
        ...{ hash: world.hash(), userId: parties.account.id, clientId: parties.client.id },
        ...{ familyId: world.family(parties).id, configurationId: 'pass' },
        keys: [{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }],
        ...{ decision: 'pending', askedAt: START, expiresAt: epoch(secondOf(later(HOUR))) },
      };
      await world.keep([{ kind: 'credential_deferred', deferred, most: 1 }]);
      assert.deepEqual(await world.store.findDeferredCredential(deferred.hash), deferred);
      const next = { ...deferred, hash: world.hash(), keys: null };
      await world.refuses('credential_deferred', [{ kind: 'credential_deferred', deferred: next, most: 1 }]);
      await world.keep([{ kind: 'credential_deferred', deferred: next, most: 2 }]);
      assert.deepEqual(await world.store.findDeferredCredential(next.hash), next);
      const collected: Fact = { kind: 'deferred_credential_collected', hash: deferred.hash };
      await world.refuses('deferred_credential_collected', [collected]);
    });

    it('are collected by one of fifty — federation-vci-authlete.md VCI-13', async () => {
      const parties = await world.parties();
      const deferred: DeferredCredential = {
        ...{ hash: world.hash(), userId: parties.account.id, clientId: parties.client.id, keys: null },
        ...{ familyId: world.family(parties).id, configurationId: 'pass', decision: 'approved' },
        ...{ askedAt: START, expiresAt: secondOf(later(HOUR)) },
      };
      await world.keep([{ kind: 'credential_deferred', deferred, most: 1 }]);
      const collected: Fact = { kind: 'deferred_credential_collected', hash: deferred.hash };
      await world.oneWins(
        'deferred_credential_collected',
        Array.from({ length: 50 }, () => [collected]),
      );
    });
  });
}
