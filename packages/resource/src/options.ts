/** The settings of a guard once everything has been parsed, defaults filled in and nothing left to doubt. */

import type { KeyObject } from 'node:crypto';
import type { Epoch, Implications, Secret, SignatureAlgorithmName } from '@grantor/protocol';
import type { Access, User } from './access.ts';
import type { CompactJwt } from './compact-jwt.ts';
import type { Discovery } from './issuer/discovery.ts';
import type { Ports } from './ports.ts';
import type { ValidToken } from './valid-token.ts';

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
  /** Which tokens are asked about: those that are no JWT, or all of them. */
  readonly tokens: 'opaque' | 'always';
};

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
  /** At most one issuer of a guard has it with `opaque`, since no token is shown to a second issuer. */
  readonly introspection: IntrospectionOptions | null;
};

/** Validates tokens the operator signs; chosen before any verification (resource.md §2, §3). */
export type LocalTokens = {
  /** Whether the token is one for this validator, judged by its unverified header and `iss`. */
  isFor(jwt: CompactJwt): boolean;
  /** Throws `Denied` (`invalid_token`, `expired`); checks all of resource.md §3, the audience included. */
  validate(
    jwt: CompactJwt,
    moment: { readonly now: Epoch; readonly audiences: readonly string[] },
  ): ValidToken;
};

/** Which proofs were seen already; may be shared by several processes. */
export type ReplayStore = {
  /**
   * Whether the key is new; of any number of parallel calls with one key exactly one is told so. May be
   * forgotten after `until`. Throws when it cannot tell, which refuses the request.
   */
  remember(key: string, until: Epoch): boolean | Promise<boolean>;
};

export type DpopOptions = {
  readonly mode: 'accepted' | 'required';
  readonly algorithms: readonly SignatureAlgorithmName[];
  /** The secret of the nonces, shared by all processes of the service; null: no nonce is asked for. */
  readonly nonceSecret: Uint8Array | null;
  /** Null: the guard's own bounded memory. */
  readonly replay: ReplayStore | null;
};

export type CertificateOptions = {
  readonly mode: 'accepted' | 'required';
  /** The header of a proxy that has the client's certificate (lower case), or null: only the connection's counts. */
  readonly header: string | null;
  /** Whether the peer is a proxy whose header counts (security.md P-2). */
  isTrustedProxy(peer: string): boolean;
};

/**
 * The user behind a valid token. Called after every other check. Throws `Denied` (`user_denied`,
 * `invalid_token`, `unavailable`); anything else thrown refuses the request as `unavailable`.
 */
export type ResolveUser = (access: Access, issuer: IssuerOptions | null) => Promise<User>;

export type MetadataOptions = {
  readonly name: string | null;
  readonly documentation: string | null;
  readonly policy: string | null;
  readonly terms: string | null;
  /** The advertised address; null: the well-known path inserted into `resource` (RFC 9728 §3.1). */
  readonly url: string | null;
  /** Whether the origin's root form answers too: `absent` where several resources share the origin. */
  readonly root: 'served' | 'absent';
};

export type ResolvedOptions = {
  /** The exact public URL; null: taken from a request on loopback. */
  readonly resource: string | null;
  readonly issuers: readonly IssuerOptions[];
  readonly localTokens: LocalTokens | null;
  /** Required of every request for which nothing else is asked. */
  readonly scopes: readonly string[];
  readonly scopesSupported: readonly string[] | null;
  /** Without cycles. */
  readonly implies: Implications;
  /** Seconds, at most 300. */
  readonly clockSkew: number;
  /** Null: DPoP-bound tokens are refused. */
  readonly dpop: DpopOptions | null;
  /** Null: certificate-bound tokens are refused. */
  readonly certificate: CertificateOptions | null;
  readonly resolveUser: ResolveUser | null;
  readonly metadata: MetadataOptions;
  /** `answered`: the guard answers preflights itself and lets scripts of any origin read its answers. */
  readonly cors: 'answered' | 'off';
  /** Paths without authentication, each normal and starting with `/`. */
  readonly public: readonly string[];
  /** Shared by everything that needs an issuer's endpoints: made by `createDiscovery`. */
  readonly discovery: Discovery;
  readonly ports: Ports;
};
