/** What a front-end said of somebody whom it signed in, kept with what they allowed (federation-vci-authlete.md ATL-25). */
export type Told = {
  /** `sub` of ID tokens; null: as for everybody. */
  readonly sub: string | null;
  /** Members of ID tokens and of JWT access tokens beside our own, which they never replace. */
  readonly idToken: Readonly<Record<string, unknown>>;
  readonly accessToken: Readonly<Record<string, unknown>>;
  /** Names of the claims that the person agreed to; null: it did not say. */
  readonly consentedClaims: readonly string[] | null;
  /** Kept with the tokens, for whoever asks about one. */
  readonly properties: readonly Property[];
  /** Of the scopes that were granted, those that it left; absent: all. */
  readonly scopes?: readonly string[];
};

/** Nothing was said. */
export const untold: Told = {
  sub: null,
  idToken: {},
  accessToken: {},
  consentedClaims: null,
  properties: [],
};

/** The same in whatever hands it on. */
export const toldOf = ({ told }: { readonly told?: Told }): { readonly told?: Told } =>
  told === undefined ? {} : { told };

/** `hidden`: for the front-end alone. */
export type Property = { readonly key: string; readonly value: string; readonly hidden: boolean };
