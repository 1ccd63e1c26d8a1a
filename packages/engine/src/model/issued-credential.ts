import type { ClientId, Epoch, FamilyId, Hash, Instant, PublicJwk, UserId } from '@grantor/protocol';

/** Where a credential's bit is (Token Status List §4.1). */
export type StatusPlace = { readonly list: number; readonly index: number };

/** How many places a list has: enough to hide one among (Token Status List §12.5, federation-vci-authlete.md VCI-17). */
export const statusListSize = 131_072;

/** What wallets may say became of a credential (OpenID4VCI §11.1). */
export const credentialEvents = ['credential_accepted', 'credential_failure', 'credential_deleted'] as const;
export type CredentialEvent = (typeof credentialEvents)[number];

/** A credential that was given out: never its text, nor what it says. */
export type IssuedCredential = {
  readonly id: string;
  readonly userId: UserId;
  readonly clientId: ClientId;
  readonly familyId: FamilyId;
  readonly configurationId: string;
  readonly place: StatusPlace;
  /** SHA-256 of what the wallet names it by, with all that came in the same answer. */
  readonly notification: Hash;
  readonly issuedAt: Instant;
  readonly expiresAt: Epoch;
};

/** A request for a credential that somebody looks at first (OpenID4VCI §9). */
export type DeferredCredential = {
  /** SHA-256 of the transaction id. */
  readonly hash: Hash;
  readonly userId: UserId;
  readonly clientId: ClientId;
  readonly familyId: FamilyId;
  readonly configurationId: string;
  /** The keys that were proved; null: it is bound to none. */
  readonly keys: readonly PublicJwk[] | null;
  readonly decision: 'pending' | 'approved' | 'denied' | 'issued';
  readonly askedAt: Instant;
  readonly expiresAt: Epoch;
};
