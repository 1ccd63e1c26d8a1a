/** People whose passwords another system checks, over its HTTP API (product.md §7). */

import type { Secret } from '@grantor/protocol';

/** `auth_source` of such a person. */
export const externalSource = 'http_api';

/** Who a name and a password belong to, as the other system says. */
export type ExternalPerson = {
  /** Of one person for ever: what they are found by. */
  readonly externalId: string;
  /** null: it says none, or none that is one. */
  readonly email: string | null;
  readonly name: string | null;
};

export type ExternalVerdict =
  | { readonly kind: 'accepted'; readonly person: ExternalPerson }
  | { readonly kind: 'rejected' }
  /** Neither yes nor no. `cause`: constant text, for the audit log. */
  | { readonly kind: 'unavailable'; readonly cause: string }
  /** Too many are asked about at once; nobody was asked about this one. */
  | { readonly kind: 'busy' };

export type ExternalPasswords = {
  /** Within 30 s; `address`: on whose behalf. Never rejects for anything the other system does. */
  verify(
    typed: { readonly username: string; readonly password: Secret },
    address: string,
  ): Promise<ExternalVerdict>;
  /** Whether it said neither yes nor no when it was asked last. */
  isAway(): boolean;
  /**
   * How it would answer a wrong password now, going by its last answers: after as long since `started` (of
   * `performance.now()`) as they took, for a place like those of `verify`. Nobody is asked.
   */
  likeRejection(started: number, address: string): Promise<'rejected' | 'unavailable' | 'busy'>;
};
