/**
 * The tables of what people allow and what comes of it: requests, consents, codes, families, tokens, devices.
 * Conventions as in schema.ts.
 */

import type { Json } from './json.ts';

export type FlowTable = {
  hash: string;
  browser: string | null;
  client_id: string;
  parameters: string;
  /** `signed`: its client signed all of it (RFC 9101). */
  form: string;
  started_at: number;
  expires_at: number;
  session_hash: string | null;
  chosen_account: string | null;
  /** What a front-end keeps beside its ticket; null: nothing. */
  note: string | null;
};

/** How a flow was answered, kept a moment for a decision that is posted twice (protocol.md IN-6). */
export type FlowAnswerTable = {
  /** SHA-256 of the flow id. */
  flow: string;
  browser: string;
  user_id: string | null;
  decision: string | null;
  /** Under a key derived from the flow id. */
  sealed: string;
  answered_at_ms: number;
  expires_at: number;
};

export type PushedRequestTable = {
  /** SHA-256 of the request_uri. */
  hash: string;
  client_id: string;
  parameters: string;
  form: string;
  expires_at: number;
  kept_until: number;
};

export type ConsentTable = {
  user_id: string;
  client_id: string;
  scope: Json;
  resources: Json;
  claims: Json;
  /** Each with the terms it was allowed under; null: of none. */
  authorization_details: Json | null;
  redirect_host: string | null;
  terms: Json;
  given_at_ms: number;
};

/** Grants that their clients manage (Grant Management §2). */
export type ManagedGrantTable = {
  id: string;
  client_id: string;
  user_id: string;
  /** `[{ scope, resource }]` */
  scopes: Json;
  claims: Json;
  authorization_details: Json | null;
  revision: number;
  created_at_ms: number;
  updated_at_ms: number;
  expires_at: number;
};

export type AuthorizationCodeTable = {
  hash: string;
  client_id: string;
  user_id: string;
  family_id: string;
  redirect_uri: string;
  scope: Json;
  resources: Json;
  /** null: none. */
  authorization_details: Json | null;
  code_challenge: string | null;
  nonce: string | null;
  claims: Json;
  auth_time: number;
  acr: string;
  amr: Json;
  provider: string | null;
  session_hash: string;
  sid: string;
  /** The session whose logout ends it, as for families. */
  ends_with_session: string | null;
  issued_at_ms: number;
  expires_at: number;
  redeemed_at_ms: number | null;
  /** The key it may be redeemed with. */
  dpop_jkt: string | null;
  /** The managed grant it is part of, and what is made of that; null: none. */
  grant_id: string | null;
  grant_action: string | null;
  /** What a front-end said of its guest; null: of a user. */
  told: Json | null;
};

/**
 * What was answered when each of `rotated` was, sealed, in the column of its place there. They are most of a row and asked
 * for seldom: whoever reads a family leaves them out, and a rotation writes one.
 */
export type FamilyAnswers = {
  answer_0: string | null;
  answer_1: string | null;
  answer_2: string | null;
  answer_3: string | null;
  answer_4: string | null;
  answer_5: string | null;
  answer_6: string | null;
  answer_7: string | null;
};

export type FamilyTable = {
  id: string;
  origin: string;
  client_id: string;
  user_id: string;
  scope: Json;
  resources: Json;
  authorization_details: Json | null;
  claims: Json;
  auth_time: number;
  acr: string;
  amr: Json;
  provider: string | null;
  session_hash: string | null;
  sid: string | null;
  /** The session whose logout ends this family (protocol.md LO-5); null: it outlives logout. */
  ends_with_session: string | null;
  started_at_ms: number;
  refresh_ends_at: number;
  expires_at: number;
  /** `expires_at` in days, rounded up: what the sweep's index holds, so that rotation seldom moves it. */
  expires_day: number;
  refresh_key_hash: string | null;
  refresh_hash: string | null;
  /** The tokens that were current before and may still be answered: `[[hash, rotated at ms] | null]`. */
  rotated: Json;
  refresh_expires_at: number | null;
  /** `jti` and expiry of the access token made last (product.md T-3). */
  newest_token_id: string | null;
  newest_expires_at: number | null;
  last_used_at_ms: number | null;
  revoked_at_ms: number | null;
  revocation_reason: string | null;
  paused_at_ms: number | null;
  paused_by: PausedBy | null;
  /** The way of proof it is bound to (clients.md §5). */
  auth_method: string | null;
  /** What its refresh tokens are bound to (RFC 7800 §3). */
  confirmation: Json | null;
  /** The managed grant it is part of; null: none. */
  grant_id: string | null;
  /** What a front-end said of its guest; null: of a user. */
  told: Json | null;
};

/** What its owner paused, its owner resumes (product.md T-4); null: an administrator, before this was noted. */
export type PausedBy = 'owner' | 'admin';

export type OpaqueTokenTable = {
  hash: string;
  token_id: string;
  client_id: string;
  user_id: string | null;
  family_id: string | null;
  scope: Json;
  audience: Json;
  authorization_details: Json | null;
  auth_time: number | null;
  acr: string | null;
  amr: Json | null;
  issued_at_ms: number;
  expires_at: number;
  /** Paused by itself (product.md T-4). */
  paused_at_ms: number | null;
  paused_by: PausedBy | null;
  confirmation: Json | null;
  /** Who acts with it for the person (RFC 8693 §4.1). */
  actor: Json | null;
  vouched_by: Json | null;
};

export type RevokedTokenTable = { token_id: string; expires_at: number };

/** What counts once and was seen (security.md R-7). */
export type SeenProofTable = { hash: string; until: number };

export type DeviceCodeTable = {
  hash: string;
  user_code_hash: string;
  client_id: string;
  scope: Json;
  resources: Json;
  authorization_details: Json | null;
  issued_at_ms: number;
  expires_at: number;
  last_polled_at_ms: number | null;
  bound_session: string | null;
  /** pending, denied, approved or redeemed; the columns below are the approval. */
  state: string;
  decided_at_ms: number | null;
  user_id: string | null;
  family_id: string | null;
  auth_time: number | null;
  acr: string | null;
  amr: Json | null;
  provider: string | null;
  session_hash: string | null;
  sid: string | null;
  /** Those of the request that the person did not drop. */
  approved_details: Json | null;
  /** What the approval lets tokens say about the person. */
  claims: Json | null;
  /** What it makes of a managed grant, and of which: of a new one from the approval on; null: of none. */
  grant_action: string | null;
  grant_id: string | null;
  /** What a front-end said of a guest, with the approval. */
  told: Json | null;
  /** Whom a backchannel request is asked of; null: a device asks, or nobody has been named yet. */
  asked_user_id: string | null;
  /** null: a device asks, as in the columns below. */
  acr_values: Json | null;
  binding_message: string | null;
  /** Sealed: what the client is told with. */
  notification: string | null;
};

/** What waits to be told of a backchannel request: to its client, or to the operator's own program. */
export type BackchannelNoticeTable = {
  id: string;
  client_id: string;
  uri: string;
  /** Sealed. */
  message: string;
  attempts: number;
  created_at: number;
  next_attempt_at: number;
  delivered_at: number | null;
  failed_at: number | null;
};
