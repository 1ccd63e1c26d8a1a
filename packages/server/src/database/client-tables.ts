/** Clients, and what is kept of them. */

import type { Json } from './json.ts';

export type ClientTable = {
  id: string;
  name: string;
  source: string;
  status: string;
  /** Every other setting of the model. */
  settings: Json;
  /** `[{hash, expiresAt}]` */
  secrets: Json;
  /** Also in `settings`: the end of a session queues its notices in SQL. */
  backchannel_logout_uri: string | null;
  tokens_valid_from_ms: number | null;
  /** Of clients that registered themselves, to the hour; null: it never expires (clients.md §4). */
  used_at: number | null;
  /** SHA-256 of the registration access token, and of the one before it. */
  registration_hash: string | null;
  earlier_registration_hash: string | null;
  earlier_registration_until: number | null;
  /** The person it belongs to, and the name of whoever made it; null: the file, or the client itself. */
  owner_id: string | null;
  created_by: string | null;
  /** What its owner wants of an approved client and nobody has decided yet (product.md O-2). */
  pending_change: Json | null;
  /** When it last got tokens, to the hour. */
  seen_at: number | null;
  /** `{redirectUri, until}` while an administrator may try it; it is over by itself. */
  trial: Json | null;
  /** When a registration by a federation ends; null: it did not come by one (OpenID Federation §12.3). */
  lapses_at: number | null;
  created_at: number;
  updated_at: number;
  /** Counts changes: an edit is conditional on the version it was made from. */
  version: number;
};

/** `secret`: its hash, as in `secrets` of the client; `used_at` to the hour. */
export type ClientSecretUseTable = { client_id: string; secret: string; used_at: number };

/** An authorization request on its way through the browser of an administrator who tries a client. */
export type ClientTrialTable = {
  /** SHA-256 of `state`. */
  hash: string;
  client_id: string;
  user_id: string;
  expires_at: number;
};

/** The last good copy of the document that a client of the source `document` came from (clients.md §5). */
export type ClientDocumentTable = {
  url: string;
  text: string;
  /** live or shipped. */
  origin: string;
  etag: string | null;
  fresh_until_ms: number;
  withdrawn_at_ms: number | null;
  /** When its source last answered with it; null: not yet, or before that was noted. */
  fetched_at_ms: number | null;
  /** When it could last not be had, and why. */
  failed_at_ms: number | null;
  failure: string | null;
};

/** Hosts whose documents are not read, beside those of the settings (product.md C-5). */
export type BlockedDomainTable = { domain: string; created_at: number; created_by: string | null };
