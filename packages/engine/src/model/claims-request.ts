/** The `claims` parameter, parsed (OpenID Connect Core §5.5). */

export type ClaimRequest = {
  readonly essential: boolean;
  readonly values: readonly unknown[];
};

export type ClaimsRequest = {
  readonly userinfo: Readonly<Record<string, ClaimRequest>>;
  readonly idToken: Readonly<Record<string, ClaimRequest>>;
};

export const noClaims: ClaimsRequest = { userinfo: {}, idToken: {} };
