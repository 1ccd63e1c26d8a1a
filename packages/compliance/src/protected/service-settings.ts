// The services a target runs, each with one issuer; a target that is one running URL has `plain` only.

export interface ServiceSettings {
  readonly name: string;
  /** Of the public URL; the resource is this below the origin. */
  readonly path: string;
  /** Exactly as in `iss`. */
  readonly issuer: string;
  /** Required of every request. */
  readonly scopes: readonly string[];
  readonly dpop: 'off' | 'accepted';
  /** The credentials of the service at the introspection endpoint of its issuer. */
  readonly introspection?: { readonly clientId: string; readonly clientSecret: string };
  /** Everybody on this computer is its owner, without any token. */
  readonly authentication?: 'off';
  /** Below the path: what may be asked for without a token. */
  readonly public?: string;
  /** Headers that the service itself puts into its answers. */
  readonly says?: Readonly<Record<string, string>>;
  /** What the service itself asks of the sign-in behind a token; `maxAge` in seconds. */
  readonly signIn?: { readonly acr: readonly string[]; readonly maxAge: number };
  /** The part of the path that something before the service takes away. */
  readonly mount?: string;
  /** Whether its answers tell that the request went through. */
  readonly isMarked: boolean;
}
