/** What happened without a write, for whoever counts or records it. */

import type { ClientId, Epoch, ErrorCode, Hash } from '@grantor/protocol';
import type { Source } from './facts.ts';

/** A client id as it was sent. One that is no client's may be a secret in the wrong field (security.md O-3). */
export type SentClientId = { readonly id: string; readonly standing: 'known' | 'unknown' };

/** What is wrong with a request of which nothing may be answered to its client (RFC 6749 §4.1.2.1). */
export type RefusalCause =
  | 'unknown_client'
  | 'expired_client'
  | 'inactive_client'
  | 'document'
  | 'federation'
  | 'redirect_uri_missing'
  | 'redirect_uri_unregistered'
  | 'redirect_uri_own'
  | 'request_uri'
  | 'request_object'
  | 'malformed';

/** What happened without a write: for counters, and for the audit where it is a failure (protocol.md §22). */
export type Observation =
  | {
      readonly kind: 'client_authentication_failed';
      /** null: none was sent. */
      readonly client: SentClientId | null;
      readonly source: Source;
    }
  /** A client proved itself by this one of its secrets. */
  | {
      readonly kind: 'secret_used';
      readonly clientId: ClientId;
      readonly secret: Hash;
      readonly at: Epoch;
    }
  /** An authorization request that never reaches its client. */
  | {
      readonly kind: 'authorization_refused';
      readonly cause: RefusalCause;
      /** null: none was sent, or more than one. */
      readonly client: SentClientId | null;
      /** As it was sent; null: not, or more than once. */
      readonly redirectUri: string | null;
      readonly source: Source;
    }
  | { readonly kind: 'rate_limited'; readonly limit: string; readonly source: Source }
  | { readonly kind: 'request_answered'; readonly endpoint: string; readonly result: 'ok' | ErrorCode }
  | { readonly kind: 'refresh_replayed_in_grace' }
  /** `replayed`: what was presented had been used before, and its family ended. */
  | { readonly kind: 'grant_refused'; readonly grant: string; readonly cause: 'replayed' | 'other' }
  /** An access token was looked at, at whatever endpoint. */
  | { readonly kind: 'token_looked_up'; readonly result: 'active' | 'expired' | 'invalid' }
  /** Somebody typed a user code. */
  | { readonly kind: 'user_code_entered'; readonly result: 'found' | 'unknown' }
  | { readonly kind: 'failed'; readonly endpoint: string; readonly cause: unknown; readonly source: Source };

export interface Observer {
  observe(observation: Observation): void;
}
