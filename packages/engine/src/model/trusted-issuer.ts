/** Issuers whose assertions count here, for what and for whom (advanced.md JWB-1). */

import type { ClientId, PublicJwk } from '@grantor/protocol';

/**
 * `assertion`: vouches for a person (RFC 7523 §2.1). `id-jag`: the same of an enterprise, for one client. `workload`: says
 * which service it is that asks.
 */
export const assertionKinds = ['assertion', 'id-jag', 'workload'] as const;

export type AssertionKind = (typeof assertionKinds)[number];

/** A claim that has to be there, as it is or by its beginning. */
export type ClaimRule =
  | { readonly claim: string; readonly equals: string }
  | { readonly claim: string; readonly prefix: string };

/** Where its keys are; `discovery`: at the address its metadata names. */
export type IssuerKeySource =
  | { readonly kind: 'inline'; readonly keys: readonly PublicJwk[] }
  | { readonly kind: 'jwks_uri'; readonly uri: string }
  | { readonly kind: 'discovery' };

export type TrustedIssuer = {
  /** Chosen by whoever made the record. */
  readonly id: string;
  /** Compared to `iss` octet by octet. */
  readonly issuer: string;
  readonly kind: AssertionKind;
  readonly keys: IssuerKeySource;
  /** Of its signatures; empty: any that the server takes. */
  readonly algorithms: readonly string[];
  /** Who may come with its assertions; null: whichever client an ID-JAG names. One, for a workload: the client it is. */
  readonly clients: readonly ClientId[] | null;
  /** null: whatever the client may have. */
  readonly scopes: readonly string[] | null;
  /** What tokens may be for; null: whatever the client may ask for. */
  readonly resources: readonly string[] | null;
  /** All of them have to be met. */
  readonly claimRules: readonly ClaimRule[];
  /** Seconds that an assertion may have left. */
  readonly maximalLifetime: number;
  readonly subjects: SubjectMapping;
};

/** Whom its subjects are here, beside those who are linked (advanced.md JWB-3). */
export type SubjectMapping = {
  /** Domains for whose addresses its word counts. */
  readonly emailDomains: readonly string[];
  /** What becomes of somebody nobody here is. */
  readonly unknown: 'refused' | 'created';
};

/** Seconds, where nobody said. */
export const usualAssertionLifetime = 3600;
