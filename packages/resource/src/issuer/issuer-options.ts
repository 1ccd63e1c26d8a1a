/** The settings of one authorization server once everything has been parsed and nothing is left to doubt. */

import type { KeyObject } from 'node:crypto';
import type { Secret, SignatureAlgorithmName } from '@grantor/protocol';

/** Which `aud` a token must have: the resource itself, one of these, or (warned about at start) any or none. */
export type AudienceRule =
  | { readonly kind: 'resource' }
  | { readonly kind: 'listed'; readonly audiences: readonly string[] }
  | { readonly kind: 'unchecked' };

/** How the toolkit proves to the introspection endpoint who is asking (RFC 7662 §2.1). */
export type IntrospectionCredential =
  | { readonly kind: 'client_secret'; readonly secret: Secret }
  | {
      readonly kind: 'private_key_jwt';
      readonly key: KeyObject;
      readonly alg: SignatureAlgorithmName;
      readonly kid: string | null;
    };

export type IntrospectionOptions = {
  readonly clientId: string;
  readonly credential: IntrospectionCredential;
  /** Which tokens are asked about: those that are no JWT, once in 30 s, or all of them at every request. */
  readonly tokens: 'opaque' | 'always';
};

/**
 * What the issuer says of a token by its live state: the members of an introspection answer (RFC 7662 §2.2),
 * `{ active: false }` for a token that does not hold.
 */
export type Introspect = (token: string) => Promise<Readonly<Record<string, unknown>>>;

/** One authorization server whose tokens are accepted. */
export type IssuerOptions = {
  /** Exactly as it stands in `iss`; a trailing slash is part of it. */
  readonly issuer: string;
  readonly audience: AudienceRule;
  /** Null: found by discovery. */
  readonly jwksUri: string | null;
  readonly algorithms: readonly SignatureAlgorithmName[];
  /** `at+jwt`: the header must say so; `any`: also `JWT` or nothing, as many servers send it. */
  readonly tokenType: 'at+jwt' | 'any';
  /** The claim that names the subject in user resolution. */
  readonly userClaim: string;
  readonly trustEmail: 'always' | 'if_verified';
  /** Asks within this process, about every token of this issuer, in the place of keys and of `introspection`. */
  readonly introspect: Introspect | null;
  /** At most one issuer of a guard has it with `opaque`, since no token is shown to a second issuer. */
  readonly introspection: IntrospectionOptions | null;
};
