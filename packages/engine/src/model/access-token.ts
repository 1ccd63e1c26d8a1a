import type { ClientId, Epoch, FamilyId, Hash, Instant, UserId } from '@grantor/protocol';
import type { Account } from './account.ts';
import type { Actor } from './actor.ts';
import type { Authentication } from './authentication.ts';
import type { AuthorizationDetail } from './authorization-details.ts';
import type { AgreedClaims } from './claims-request.ts';
import type { ClientStatus } from './client.ts';
import type { Confirmation } from './confirmation.ts';
import type { Told } from './told.ts';
import type { Voucher } from './voucher.ts';

/** A stored opaque access token. JWT access tokens are not stored (protocol.md TO-2). */
export type OpaqueToken = {
  readonly hash: Hash;
  readonly tokenId: string;
  readonly clientId: ClientId;
  readonly userId: UserId | null;
  readonly familyId: FamilyId | null;
  readonly scope: readonly string[];
  readonly audience: readonly string[];
  readonly details: readonly AuthorizationDetail[];
  readonly authentication: Authentication | null;
  /** null: whoever has it may use it. */
  readonly confirmation: Confirmation | null;
  /** Who acts with it for the person (RFC 8693 §4.1); null: nobody but its client. */
  readonly actor: Actor | null;
  readonly vouchedBy: readonly Voucher[];
  readonly issuedAt: Instant;
  readonly expiresAt: Epoch;
};

/** The live state everything about a token hangs on, in one read (operations.md E-1). */
export type TokenStanding = {
  /** null: there is none, or it was made after the token, which was another's of the same id then. */
  readonly client: { readonly status: ClientStatus; readonly tokensValidFrom: Instant | null } | null;
  /** Whose family it is, or who is named where there is no family; null: nobody, or the user is gone. */
  readonly account: Account | null;
  /** null: the token has no family, or the family is gone. */
  readonly family: FamilyStanding | null;
  readonly tokenRevoked: boolean;
};

export type FamilyStanding = {
  readonly userId: UserId;
  /** Whose family it is: a token may have come of it by exchange, to another client. */
  readonly clientId: ClientId;
  readonly startedAt: Instant;
  readonly revokedAt: Instant | null;
  readonly pausedAt: Instant | null;
  readonly claims: AgreedClaims;
  /** The resources its tokens are for; empty: none in particular. */
  readonly resources: readonly string[];
  readonly grantId: string | null;
  /** Of a guest; absent: of a user. */
  readonly told?: Told;
};
