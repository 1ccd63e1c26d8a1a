/** Claims asked for one by one, and what a person agreed to of them (OpenID Connect Core §5.5). */

import type { IdentityClaim } from './resource.ts';

export type ClaimRequest = {
  readonly essential: boolean;
  readonly values: readonly unknown[];
};

export type ClaimsRequest = {
  readonly userinfo: Readonly<Record<string, ClaimRequest>>;
  readonly idToken: Readonly<Record<string, ClaimRequest>>;
};

export const noClaims: ClaimsRequest = { userinfo: {}, idToken: {} };

/** What tokens of one approval may say about the person beyond its scope. */
export type AgreedClaims = ClaimsRequest & {
  /**
   * By resource, what access tokens may say to it. Absent: of an approval from before this was kept; then it is
   * what the resource asks for.
   */
  readonly toResources?: Readonly<Record<string, readonly IdentityClaim[]>>;
  /**
   * By resource, what the scopes of the approval included there when it was given, each beyond its own name. Absent: of
   * an approval from before this was kept; then it is what the resource says.
   */
  readonly included?: Readonly<Record<string, readonly string[]>>;
  /** What the credentials that were allowed may say of the person, `sayingsOf` each; absent: nothing. */
  readonly sayings?: readonly string[];
  /** Of a grant that was merged: its scopes that are for no resource in particular, where others are (advanced.md GMT-4). */
  readonly beside?: readonly string[];
  /**
   * At which of several resources each scope was shown: at no other it counts (protocol.md IN-3). Absent: there is one
   * resource at most, or the approval is from before this was kept.
   */
  readonly placed?: readonly PlacedScopes[];
};

/** Scopes that were shown at all of these resources. */
export type PlacedScopes = {
  readonly scope: readonly string[];
  readonly resource: readonly string[];
};
