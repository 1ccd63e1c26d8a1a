/** Grants that their clients manage: what one approval gave, changed and ended as one thing (Grant Management §2). */

import type { ClientId, Epoch, Instant, UserId } from '@grantor/protocol';
import type { AuthorizationDetail } from './authorization-details.ts';
import type { AgreedClaims } from './claims-request.ts';

export const grantActions = ['create', 'merge', 'replace'] as const;

export type GrantAction = (typeof grantActions)[number];

/** What a request says of a grant (advanced.md GMT-1). */
export type GrantRequest =
  | { readonly action: 'create' }
  | { readonly action: 'merge' | 'replace'; readonly id: string };

/** The grant that an approval is part of. `create`: it begins with the first tokens. */
export type GrantUse = { readonly id: string; readonly action: GrantAction };

/** Scopes that are held together at one resource; no resource: at none in particular. */
export type GrantedScopes = { readonly scope: readonly string[]; readonly resource: readonly string[] };

export type ManagedGrant = {
  /** 256 bits. No secret: it stands in access tokens, and opens nothing without one of its client. */
  readonly id: string;
  readonly clientId: ClientId;
  readonly userId: UserId;
  readonly scopes: readonly GrantedScopes[];
  readonly claims: AgreedClaims;
  readonly details: readonly AuthorizationDetail[];
  /** Each change is one more: what was shown of an earlier one changes nothing. */
  readonly revision: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  /** No refresh token of it lives longer. */
  readonly expiresAt: Epoch;
};

export const scopeOfGrant = ({ scopes }: Pick<ManagedGrant, 'scopes'>): readonly string[] => [
  ...new Set(scopes.flatMap(({ scope }) => scope)),
];

export const resourcesOfGrant = ({ scopes }: Pick<ManagedGrant, 'scopes'>): readonly string[] => [
  ...new Set(scopes.flatMap(({ resource }) => resource)),
];

/** The claims that were asked for by name. */
export const claimsOfGrant = ({ claims }: Pick<ManagedGrant, 'claims'>): readonly string[] => [
  ...new Set([...Object.keys(claims.userinfo), ...Object.keys(claims.idToken)]),
];
