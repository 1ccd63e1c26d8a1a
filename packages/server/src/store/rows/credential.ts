/** Offers of credentials, and credentials: rows ↔ model. */

import type { CredentialOffer, DeferredCredential, IssuedCredential } from '@grantor/engine';
import { clientId, epoch, familyId, hash, instant, userId } from '@grantor/protocol';
import type {
  CredentialOfferTable,
  DeferredCredentialTable,
  IssuedCredentialTable,
} from '../../database/credential-tables.ts';
import { list, nullable } from './columns.ts';

export const offerRow = (offer: CredentialOffer): CredentialOfferTable => ({
  hash: offer.hash,
  reference: offer.reference,
  user_id: offer.userId,
  configuration_ids: JSON.stringify(offer.configurationIds),
  tx_code_hash: offer.transactionCode?.hash ?? null,
  tx_code_length: offer.transactionCode?.length ?? null,
  tries_left: offer.transactionCode?.triesLeft ?? null,
  issued_at_ms: offer.issuedAt,
  expires_at: offer.expiresAt,
  redeemed_at_ms: offer.redeemedAt,
});

export const offerFrom = (row: CredentialOfferTable): CredentialOffer => ({
  hash: hash(row.hash),
  reference: hash(row.reference),
  userId: userId(row.user_id),
  configurationIds: list(row.configuration_ids),
  transactionCode: transactionCodeFrom(row),
  issuedAt: instant(row.issued_at_ms),
  expiresAt: epoch(row.expires_at),
  redeemedAt: nullable(row.redeemed_at_ms, instant),
});

function transactionCodeFrom(row: CredentialOfferTable): CredentialOffer['transactionCode'] {
  const { tx_code_hash, tx_code_length, tries_left } = row;
  if (tx_code_hash === null || tx_code_length === null || tries_left === null) return null;
  return { hash: hash(tx_code_hash), length: tx_code_length, triesLeft: tries_left };
}

export const credentialRow = (credential: IssuedCredential): IssuedCredentialTable => ({
  id: credential.id,
  user_id: credential.userId,
  client_id: credential.clientId,
  family_id: credential.familyId,
  configuration_id: credential.configurationId,
  status_list: credential.place.list,
  status_index: credential.place.index,
  notification: credential.notification,
  issued_at_ms: credential.issuedAt,
  expires_at: credential.expiresAt,
  revoked_at_ms: null,
  last_event: null,
  last_event_at_ms: null,
});

export const deferredRow = (deferred: DeferredCredential): DeferredCredentialTable => ({
  hash: deferred.hash,
  user_id: deferred.userId,
  client_id: deferred.clientId,
  family_id: deferred.familyId,
  configuration_id: deferred.configurationId,
  holder_keys: deferred.keys === null ? null : JSON.stringify(deferred.keys),
  state: deferred.decision,
  asked_at_ms: deferred.askedAt,
  expires_at: deferred.expiresAt,
  decided_at_ms: null,
});

export const deferredFrom = (row: DeferredCredentialTable): DeferredCredential => ({
  hash: hash(row.hash),
  userId: userId(row.user_id),
  clientId: clientId(row.client_id),
  familyId: familyId(row.family_id),
  configurationId: row.configuration_id,
  keys: row.holder_keys === null ? null : JSON.parse(row.holder_keys),
  decision: row.state as DeferredCredential['decision'],
  askedAt: instant(row.asked_at_ms),
  expiresAt: epoch(row.expires_at),
});
