import type { CredentialOffer, DeferredCredential, Fact, IssuedCredential } from '@grantor/engine';
import { type ClientId, epoch, type FamilyId, hash, instant, type UserId } from '@grantor/protocol';

const at = instant(1_800_000_000_500);

type Parties = {
  readonly userId: UserId;
  readonly clientId: ClientId;
  readonly familyId: FamilyId;
  /** Marks what nobody may read of. */
  readonly hidden: string;
};

type Kind = Extract<
  Fact['kind'],
  `credential_${string}` | `offer_${string}` | 'deferred_credential_collected'
>;

/** One fact of each kind about credentials. */
export function credentialFacts({ hidden, ...parties }: Parties): {
  readonly [Each in Kind]: Extract<Fact, { kind: Each }>;
} {
  const offer: CredentialOffer = {
    ...{ hash: hash('offer-row'), reference: hash(`${hidden}-reference`), userId: parties.userId },
    configurationIds: ['pass'],
    transactionCode: { hash: hash(`${hidden}-tx`), length: 6, triesLeft: 5 },
    ...{ issuedAt: at, expiresAt: epoch(1_800_000_300), redeemedAt: null },
  };
  const credential: IssuedCredential = {
    ...{ ...parties, id: 'credential-row', configurationId: 'pass', place: { list: 1, index: 7 } },
    ...{ notification: hash(`${hidden}-notification`), issuedAt: at, expiresAt: epoch(1_900_000_000) },
  };
  const deferred: DeferredCredential = {
    ...{ ...parties, hash: hash('deferred-row'), configurationId: 'pass', keys: [{ kty: 'EC', x: hidden }] },
    ...{ decision: 'pending', askedAt: at, expiresAt: epoch(1_900_000_000) },
  };
  return {
    credential_offered: { kind: 'credential_offered', offer, most: 30, since: at },
    offer_redeemed: { kind: 'offer_redeemed', offer, clientId: parties.clientId, issued: ['access_token'] },
    offer_tried: { kind: 'offer_tried', hash: offer.hash },
    credential_nonce_spent: {
      kind: 'credential_nonce_spent',
      proof: { hash: hash(`${hidden}-nonce`), until: epoch(1_800_000_300) },
    },
    credential_issued: { kind: 'credential_issued', credential },
    credential_deferred: { kind: 'credential_deferred', deferred, most: 10 },
    deferred_credential_collected: { kind: 'deferred_credential_collected', hash: deferred.hash },
    credential_notified: {
      ...{ kind: 'credential_notified', notification: hash('notification-row') },
      ...{ userId: parties.userId, clientId: parties.clientId, event: 'credential_accepted' },
      description: 'Stored',
    },
  };
}
