/** The tables of verifiable credentials. Conventions as in schema.ts. */

import type { Json } from './json.ts';

export type CredentialOfferTable = {
  /** SHA-256 of the pre-authorized code. */
  hash: string;
  /** SHA-256 of its name in an address. */
  reference: string;
  user_id: string;
  configuration_ids: Json;
  /** null: no transaction code is asked for, as in both columns below. */
  tx_code_hash: string | null;
  tx_code_length: number | null;
  tries_left: number | null;
  issued_at_ms: number;
  expires_at: number;
  redeemed_at_ms: number | null;
};

/** A credential that was given out: its place in a status list, and neither its text nor what it says. */
export type IssuedCredentialTable = {
  id: string;
  user_id: string;
  client_id: string;
  family_id: string;
  configuration_id: string;
  status_list: number;
  status_index: number;
  /** SHA-256 of what its wallet names it by. */
  notification: string;
  issued_at_ms: number;
  expires_at: number;
  revoked_at_ms: number | null;
  /** What its wallet said last. */
  last_event: string | null;
  last_event_at_ms: number | null;
};

export type DeferredCredentialTable = {
  /** SHA-256 of the transaction id. */
  hash: string;
  user_id: string;
  client_id: string;
  family_id: string;
  configuration_id: string;
  /** null: it is bound to no key. */
  holder_keys: Json | null;
  /** pending, approved, denied or issued. */
  state: string;
  asked_at_ms: number;
  expires_at: number;
  decided_at_ms: number | null;
};
