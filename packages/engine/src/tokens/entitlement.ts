import type { AuthenticatedClient } from '../client-auth/authenticate.ts';
import type { Account } from '../model/account.ts';
import type { Authentication } from '../model/authentication.ts';
import type { AuthorizationCode } from '../model/authorization-code.ts';
import type { AuthorizationDetail } from '../model/authorization-details.ts';
import type { Confirmation } from '../model/confirmation.ts';
import type { DeviceCode } from '../model/device-code.ts';
import type { Family } from '../model/family.ts';
import type { Resource } from '../model/resource.ts';
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
  | { readonly kind: 'device_redeemed'; readonly deviceCode: DeviceCode };

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
      readonly confirmation: Confirmation | null;
      readonly presented: RefreshToken;
    };

/** What a grant found the client to be entitled to: everything issuing needs, nothing signed yet. */
export type Entitlement = {
  readonly client: AuthenticatedClient;
  /** null: the client acts for itself. */
  readonly account: Account | null;
  readonly authentication: Authentication | null;
  /** What this access token is bound to; null: nothing. */
  readonly confirmation: Confirmation | null;
  /** Of this access token; the family keeps its own. */
  readonly scope: readonly string[];
  readonly resources: readonly string[];
  /** Of those the access token carries what is for its audience. */
  readonly details: readonly AuthorizationDetail[];
  /** Every registered resource, as the grant read them. */
  readonly registered: readonly Resource[];
  readonly nonce: string | null;
  readonly lineage: Lineage;
};
