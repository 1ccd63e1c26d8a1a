import type { ClientId, Epoch, FamilyId, Hash, Instant, UserId } from '@grantor/protocol';
import type { Authentication } from './authentication.ts';
import type { AuthorizationDetail } from './authorization-details.ts';
import type { AgreedClaims } from './claims-request.ts';
import type { AuthMethodName } from './client.ts';
import type { RefreshBinding } from './confirmation.ts';
import type { Told } from './told.ts';

/** A token of the family that another one has taken the place of. */
export type RotatedToken = {
  readonly hash: Hash;
  readonly rotatedAt: Instant;
};

/**
 * The refresh token of a family, in the family's own row: one row however often it rotates
 * (protocol.md RF-5). A token is `grt_` + family key (128 random bits) + secret (256 bits); any value that
 * opens with the family key and is neither current nor among those just rotated is an earlier token, so
 * reuse is seen however old it is.
 */
export type RefreshState = {
  /** Of the family key. */
  readonly keyHash: Hash;
  readonly currentHash: Hash;
  /** The last one, and those before it that may still be answered, newest first (protocol.md RF-3a). */
  readonly rotated: readonly RotatedToken[];
  readonly expiresAt: Epoch;
};

/** An access token of a family, as people are told of it: by its `jti`, never by its value. */
export type NamedToken = { readonly tokenId: string; readonly expiresAt: Epoch };

export type RevocationReason = 'user' | 'admin' | 'client' | 'logout' | 'security';

/** The tree of tokens born from one approval: revoking it ends them all at once. */
export type Family = {
  readonly id: FamilyId;
  /**
   * `front_channel`: its only token came through the browser (advanced.md LEG-3). `application`: the program around the
   * server had it made (distribution.md L-4). `assertion`, `token_exchange`: another issuer vouched for the person
   * (advanced.md JWB-4, TEX-7). `pre_authorized_code`: they were offered credentials (federation-vci-authlete.md VCI-4).
   */
  readonly origin:
    | 'authorization_code'
    | 'front_channel'
    | 'device_code'
    | 'backchannel'
    | 'application'
    | 'assertion'
    | 'token_exchange'
    | 'pre_authorized_code';
  readonly clientId: ClientId;
  /** The only way its client may prove itself (clients.md §5); null: whichever it registered. */
  readonly authMethod: AuthMethodName | null;
  /**
   * What its refresh tokens are bound to, as those of a public client are (advanced.md DPO-9) and of one that is attested
   * (federation-vci-authlete.md VCI-19); null: the client alone.
   */
  readonly confirmation: RefreshBinding | null;
  readonly userId: UserId;
  readonly scope: readonly string[];
  readonly resources: readonly string[];
  readonly details: readonly AuthorizationDetail[];
  readonly claims: AgreedClaims;
  /** The managed grant it is part of; null: none. */
  readonly grantId: string | null;
  readonly authentication: Authentication;
  readonly sessionId: Hash | null;
  readonly sid: string | null;
  readonly startedAt: Instant;
  /** No refresh beyond this second, however often it rotated. */
  readonly refreshEndsAt: Epoch;
  /** When its last token has expired and the row may be swept. */
  readonly expiresAt: Epoch;
  readonly refresh: RefreshState | null;
  /** The access token that was made last, which may not be stored itself (product.md T-3); null: not noted. */
  readonly newest: NamedToken | null;
  readonly revokedAt: Instant | null;
  readonly pausedAt: Instant | null;
  /** Of a guest; absent: of a user. */
  readonly told?: Told;
};
