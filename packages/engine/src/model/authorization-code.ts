import type { ClientId, Epoch, FamilyId, Hash, Instant, UserId } from '@grantor/protocol';
import type { Authentication } from './authentication.ts';
import type { AuthorizationDetail } from './authorization-details.ts';
import type { AgreedClaims } from './claims-request.ts';
import type { GrantUse } from './managed-grant.ts';
import type { Told } from './told.ts';

/** What is kept of a code; the code itself never is (protocol.md AZ-6). */
export type AuthorizationCode = {
  readonly hash: Hash;
  readonly clientId: ClientId;
  readonly userId: UserId;
  readonly familyId: FamilyId;
  readonly redirectUri: string;
  readonly scope: readonly string[];
  readonly resources: readonly string[];
  readonly details: readonly AuthorizationDetail[];
  readonly codeChallenge: string | null;
  /** The thumbprint of the only key it may be redeemed with (RFC 9449 §10); null: no key is named. */
  readonly dpopJkt: string | null;
  readonly nonce: string | null;
  readonly claims: AgreedClaims;
  /** null: its client manages none. */
  readonly grant: GrantUse | null;
  readonly authentication: Authentication;
  readonly sessionId: Hash;
  readonly sid: string;
  readonly issuedAt: Instant;
  readonly expiresAt: Epoch;
  readonly redeemedAt: Instant | null;
  /** Of a guest; absent: of a user. */
  readonly told?: Told;
};
