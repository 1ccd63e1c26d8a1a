import { type Epoch, type Hash, type Instant, sha256, type UserId } from '@grantor/protocol';

/** How often a wrong transaction code may be tried (federation-vci-authlete.md VCI-4). */
export const mostTries = 5;

/** Seconds for which an offer can be read (federation-vci-authlete.md VCI-3); its code is good for less. */
export const offerLifetime = 600;

/** What a person types into the wallet beside the code (OpenID4VCI §4.1.1). */
export type TransactionCode = {
  /** SHA-256 of the pre-authorized code and the transaction code: nobody can search it without the former. */
  readonly hash: Hash;
  readonly length: number;
  /** How often it may be wrong still. */
  readonly triesLeft: number;
};

/** The credentials that a person is offered, and the code for which a wallet gets them (OpenID4VCI §4.1). */
export type CredentialOffer = {
  /** SHA-256 of the pre-authorized code. */
  readonly hash: Hash;
  /** SHA-256 of its name in the address a wallet fetches it from. */
  readonly reference: Hash;
  readonly userId: UserId;
  readonly configurationIds: readonly string[];
  readonly transactionCode: TransactionCode | null;
  readonly issuedAt: Instant;
  /** Of the code. */
  readonly expiresAt: Epoch;
  readonly redeemedAt: Instant | null;
};

/** What names the offer to the authorization endpoint: it leads to neither the code nor the offer (OpenID4VCI §4.1.1). */
export const issuerStateOf = ({ reference }: Pick<CredentialOffer, 'reference'>): string => reference;

/**
 * The pre-authorized code of the offer with this name. Whoever may read the offer gets the code with it, so one random
 * value is enough for both, and neither is stored.
 */
export const preAuthorizedCodeOf = (reference: string): string => `gpc_${sha256(`offer ${reference}`)}`;

export const transactionCodeHash = (code: string, transactionCode: string): Hash =>
  sha256(`${code} ${transactionCode}`);
