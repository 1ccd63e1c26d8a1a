/** The tables of second factors (product.md §5). */

import type { Json } from './json.ts';

/** The authenticator app of a person; one each. */
export type TotpFactorTable = {
  user_id: string;
  /** AES-256-GCM under a key the database does not hold (operations.md B-5). */
  sealed_secret: string;
  /** The newest time step that was accepted: it, and those before it, are spent. */
  last_step: number;
  created_at: number;
  last_used_at: number | null;
};

export type PasskeyTable = {
  /** The credential id, base64url. */
  id: string;
  user_id: string;
  name: string;
  /** COSE, base64url. */
  public_key: string;
  sign_count: number;
  transports: Json;
  /** 1: held by several devices of the person, else 0. */
  synced: number;
  created_at: number;
  last_used_at: number | null;
};

export type RecoveryCodeTable = {
  /** HMAC-SHA-256 under a key the database does not hold. */
  hash: string;
  user_id: string;
  used_at: number | null;
};

/** A first step that waits for the second, or the tries of a session that is to be raised. */
export type SignInAttemptTable = {
  /** SHA-256 of the attempt's id; of a session that is raised, its own. */
  hash: string;
  /** SHA-256 of the browser's cookie. */
  browser: string;
  user_id: string;
  /** SHA-256 of what the password was checked against; null: no password was asked for. */
  password_mark: string | null;
  /** 1 or 0. */
  remembered: number;
  /** Codes that were tried. */
  /** What they came through; null: here. */
  provider: string | null;
  /** RFC 8176 §2, where they showed something else than a password; null: that, or a provider's word. */
  method: string | null;
  tries: number;
  started_at_ms: number;
  expires_at: number;
};
