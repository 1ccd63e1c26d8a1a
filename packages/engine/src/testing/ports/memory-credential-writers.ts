/** What the facts of credentials write into the memory store, under their guards (credential-facts.ts). */

import { secondOf } from '@grantor/protocol';
import type { CredentialFact } from '../../ports/credential-facts.ts';
import { isEnabled, type MemoryState } from './memory-state.ts';
import type { Writers } from './memory-writer.ts';

const put = <Key, Value>(map: Map<Key, Value>, key: Key, value: Value): true => {
  map.set(key, value);
  return true;
};

export const credentialWriters: Pick<Writers, CredentialFact['kind']> = {
  credential_offered: (state, { offer, most, since }) => {
    const recent = [...state.offers.values()].filter(
      ({ userId, issuedAt }) => userId === offer.userId && issuedAt >= since,
    );
    return recent.length < most && put(state.offers, offer.hash, offer);
  },
  offer_redeemed: (state, { offer: { hash }, clientId }, at) => {
    const offer = untaken(state, hash);
    if (offer === null || !isEnabled(state, clientId, offer.userId)) return false;
    return put(state.offers, hash, { ...offer, redeemedAt: at });
  },
  offer_tried: (state, { hash }) => {
    const offer = untaken(state, hash);
    const code = offer?.transactionCode ?? null;
    if (offer === null || code === null) return false;
    return put(state.offers, hash, { ...offer, transactionCode: { ...code, triesLeft: code.triesLeft - 1 } });
  },
  credential_nonce_spent: (state, { proof: { hash, until } }, at) => {
    const seen = state.seenProofs.get(hash);
    return !(seen !== undefined && seen > secondOf(at)) && put(state.seenProofs, hash, until);
  },
  credential_issued: (state, { credential }) => {
    const { list, index } = credential.place;
    const isTaken = [...state.credentials.values()].some(
      ({ place }) => place.list === list && place.index === index,
    );
    return !isTaken && put(state.credentials, credential.id, credential);
  },
  credential_deferred: (state, { deferred, most }, at) => {
    const waiting = [...state.deferred.values()].filter(
      ({ userId, decision, expiresAt }) =>
        userId === deferred.userId && decision === 'pending' && expiresAt > secondOf(at),
    );
    return waiting.length < most && put(state.deferred, deferred.hash, deferred);
  },
  deferred_credential_collected: (state, { hash }) => {
    const deferred = state.deferred.get(hash);
    if (deferred?.decision !== 'approved') return false;
    return put(state.deferred, hash, { ...deferred, decision: 'issued' });
  },
  credential_notified: (state, { notification, userId }) =>
    [...state.credentials.values()].some(
      (credential) => credential.notification === notification && credential.userId === userId,
    ),
};

/** Neither redeemed nor tried too often. */
function untaken({ offers }: MemoryState, hash: Parameters<MemoryState['offers']['get']>[0]) {
  const offer = offers.get(hash) ?? null;
  if (offer === null || offer.redeemedAt !== null) return null;
  return offer.transactionCode === null || offer.transactionCode.triesLeft > 0 ? offer : null;
}
