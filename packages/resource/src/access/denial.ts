import type { Epoch } from '@grantor/protocol';

/**
 * Why a request is not served, one member for each row of resource.md §6. `reason` is for the log only and
 * holds neither a token nor a secret; what a client reads is constant text.
 */
export type Denial =
  | { readonly kind: 'no_credentials' }
  | { readonly kind: 'expired'; readonly reason: string }
  | { readonly kind: 'invalid_token'; readonly reason: string }
  | { readonly kind: 'invalid_proof'; readonly reason: string }
  | { readonly kind: 'nonce_needed'; readonly nonce: string }
  | { readonly kind: 'weak_authentication'; readonly acr: readonly string[]; readonly maxAge: number | null }
  | { readonly kind: 'missing_scope'; readonly scopes: readonly string[] }
  | { readonly kind: 'malformed'; readonly reason: string }
  | { readonly kind: 'user_denied'; readonly reason: string }
  | { readonly kind: 'unavailable'; readonly reason: string };

/** A check that found a reason to refuse; the guard makes the answer of it. */
export class Denied extends Error {
  readonly denial: Denial;

  constructor(denial: Denial, cause?: unknown) {
    super('reason' in denial ? denial.reason : denial.kind, cause === undefined ? undefined : { cause });
    this.name = 'Denied';
    this.denial = denial;
  }
}

export const invalidToken = (reason: string): Denied => new Denied({ kind: 'invalid_token', reason });

export const unavailable = (reason: string, cause?: unknown): Denied =>
  new Denied({ kind: 'unavailable', reason }, cause);

/** The moment a check is made in, read from the clock once per request. */
export type Moment = { readonly now: Epoch; readonly skew: number };
