import type { ClientId, Epoch } from '@grantor/protocol';
import type { AuthenticatedClient } from '../client-auth/authenticate.ts';
import type { Account } from '../model/account.ts';
import type { Actor } from '../model/actor.ts';
import type { Authentication } from '../model/authentication.ts';
import type { AuthorizationCode } from '../model/authorization-code.ts';
import type { AuthorizationDetail } from '../model/authorization-details.ts';
import type { Confirmation, RefreshBinding } from '../model/confirmation.ts';
import type { CredentialOffer } from '../model/credential-offer.ts';
import type { DeviceCode } from '../model/device-code.ts';
import type { Family } from '../model/family.ts';
import type { SeenProof } from '../model/proof.ts';
import type { Resource } from '../model/resource.ts';
import type { Voucher } from '../model/voucher.ts';
import type { ExtraClaims } from './extra-claims.ts';
import type { RefreshToken } from './refresh-token.ts';

/** A family before its first tokens are known. */
export type FamilyDraft = Omit<
  Family,
  | 'authMethod'
  | 'confirmation'
  | 'refresh'
  | 'newest'
  | 'refreshEndsAt'
  | 'expiresAt'
  | 'revokedAt'
  | 'pausedAt'
>;

/** What gave the right to the tokens, and is spent by issuing them. */
export type Proof =
  | { readonly kind: 'code_redeemed'; readonly code: AuthorizationCode }
  | { readonly kind: 'device_redeemed'; readonly deviceCode: DeviceCode }
  | { readonly kind: 'offer_redeemed'; readonly offer: CredentialOffer; readonly clientId: ClientId };

/** How the tokens stand to a family: outside of any, the first of one, or the next. */
export type Lineage =
  | { readonly kind: 'none'; readonly family: null }
  | {
      readonly kind: 'born';
      readonly family: FamilyDraft & Pick<Family, 'authMethod' | 'confirmation'>;
      readonly proof: Proof;
      readonly wantsRefresh: boolean;
    }
  | {
      readonly kind: 'continued';
      readonly family: Family;
      /** What the family is bound to from now on. */
      readonly confirmation: RefreshBinding | null;
      readonly presented: RefreshToken;
    }
  /** The only token of one, by another issuer's word (advanced.md JWB-4). */
  | {
      readonly kind: 'asserted';
      readonly family: FamilyDraft & Pick<Family, 'authMethod'>;
      readonly seen: readonly SeenProof[];
      readonly issuer: string;
      readonly subject: string;
    }
  /** One more token of the family that another token is of, or the only one of a new one (advanced.md TEX-7). */
  | {
      readonly kind: 'exchanged';
      readonly family: Pick<Family, 'id' | 'claims' | 'told'>;
      /** null: the family is there. */
      readonly started: (FamilyDraft & Pick<Family, 'authMethod'>) | null;
      readonly seen: readonly SeenProof[];
      readonly subject: { readonly sub: string; readonly iss: string };
    };

/** What a grant found the client to be entitled to: everything issuing needs, nothing signed yet. */
export type Entitlement = {
  readonly client: AuthenticatedClient;
  /** null: the client acts for itself. */
  readonly account: Account | null;
  readonly authentication: Authentication | null;
  /** What this access token is bound to; null: nothing. */
  readonly confirmation: Confirmation | null;
  /** What the client wants to stand in this access token beside our own claims. */
  readonly extraClaims?: ExtraClaims | null;
  /** Of this access token; the family keeps its own. */
  readonly scope: readonly string[];
  readonly resources: readonly string[];
  /** Of those the access token carries what is for its audience. */
  readonly details: readonly AuthorizationDetail[];
  /** Every registered resource, as the grant read them. */
  readonly registered: readonly Resource[];
  readonly nonce: string | null;
  readonly lineage: Lineage;
  /** Who acts with it for the person (RFC 8693 §4.1). */
  readonly actor?: Actor | null;
  /** What administrators allowed that the token hangs on. */
  readonly vouchedBy?: readonly Voucher[];
  /** No token of it lives longer. */
  readonly notAfter?: Epoch;
  /** Seconds, at most. */
  readonly lifetime?: number | null;
  /** Whatever client and resources are set to. */
  readonly format?: 'jwt';
  /** What came out of an exchange (RFC 8693 §2.2.1). */
  readonly issuedTokenType?: string;
  /** Who says which client it is, where the client itself did not. */
  readonly vouchedFor?: 'workload';
};
