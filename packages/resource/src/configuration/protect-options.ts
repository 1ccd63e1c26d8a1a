import type { KeyObject } from 'node:crypto';
import type { LocalSignatureAlgorithm, SignatureAlgorithmName } from '@grantor/protocol';
import type { ReplayStore } from '../holder/holder-options.ts';
import type { Introspect } from '../issuer/issuer-options.ts';
import type { Ports } from '../ports/ports.ts';
import type { UserStore } from '../users/store.ts';

/** One authorization server whose tokens are accepted. */
export type IssuerSettings = {
  /** Exactly as in `iss`; a slash at its end is part of it. */
  readonly issuer: string;
  /** What `aud` must name, any of several; default: `resource`. `'unchecked'` is warned about at every start. */
  readonly audience?: string | readonly string[] | undefined;
  /** Default: found by discovery. */
  readonly jwksUri?: string | undefined;
  /** Default: ES256, RS256, PS256, EdDSA. */
  readonly algorithms?: readonly SignatureAlgorithmName[] | undefined;
  /** Accept tokens of this type only; default: `JWT` and none too, as many servers send them. */
  readonly typ?: 'at+jwt' | undefined;
  /** The claim that names the subject of a user; default `sub`, any other is warned about at every start. */
  readonly userClaim?: string | undefined;
  /** Believe the e-mail of an issuer that never sends `email_verified`. */
  readonly trustEmail?: boolean | undefined;
  readonly introspection?: IntrospectionSettings | undefined;
  /**
   * Asks an issuer in this very process, without HTTP, about each token of its, JWT or opaque; nothing is kept, so a
   * revocation counts at once. In the place of `introspection`.
   */
  readonly introspect?: Introspect | undefined;
};

/** Ask the issuer about opaque tokens, by a client secret or by `private_key_jwt`. */
export type IntrospectionSettings = {
  readonly clientId: string;
  readonly clientSecret?: string | undefined;
  /** PEM or a key object. */
  readonly privateKey?: string | KeyObject | undefined;
  /** Of the private key. */
  readonly algorithm?: SignatureAlgorithmName | undefined;
  readonly keyId?: string | undefined;
  /**
   * `always`: about every token at every request, JWTs too, for services that must see a revocation at once. Default
   * `opaque`: about those that are no JWT, once in 30 s.
   */
  readonly tokens?: 'opaque' | 'always' | undefined;
};

/** Tokens the operator signs, by a secret or by a key of an issuer of their own. */
export type LocalTokenOptions = {
  /** 32 bytes or more, for HS256. */
  readonly secret?: string | undefined;
  /** PEM, JWK or a key object. */
  readonly publicKey?: string | KeyObject | Readonly<Record<string, unknown>> | undefined;
  /** Default HS256 with a secret. */
  readonly algorithm?: 'HS256' | LocalSignatureAlgorithm | undefined;
  /** Needed with a public key. */
  readonly issuer?: string | undefined;
  /** Of tokens that name no scope; default: those required by default. */
  readonly scopes?: readonly string[] | undefined;
};

/** Which scopes the tools of an MCP server need, by the name of the tool. */
export type ToolScopes = Readonly<Record<string, readonly string[]>>;

/** Whose every request is while authentication is off, and from where one may come. */
export type OpenAccess = { readonly owner: string; readonly from: 'loopback' | 'anywhere' };

/** How a service is protected; everything but an issuer or local tokens may be left out. */
export type ProtectOptions = {
  /** The exact public URL, path included. Left out on loopback only, and then taken from the request. */
  readonly resource?: string | undefined;
  readonly issuer?: string | undefined;
  readonly issuers?: readonly IssuerSettings[] | undefined;
  readonly localTokens?: LocalTokenOptions | undefined;
  /** Required of every request. */
  readonly scopes?: readonly string[] | undefined;
  /** Told in the metadata. */
  readonly scopesSupported?: readonly string[] | undefined;
  /** `{'files:write': ['files:read']}`: who holds the first holds the others. */
  readonly implies?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Seconds, at most 300; default 60. */
  readonly clockSkew?: number | undefined;
  /** Tokens bound to a key of the client; default `off`: they are refused. */
  readonly dpop?:
    | 'off'
    | 'accepted'
    | 'required'
    | {
        readonly mode: 'off' | 'accepted' | 'required';
        readonly algorithms?: readonly SignatureAlgorithmName[] | undefined;
        /** Ask for nonces; 32 bytes or more, shared by all processes of the service. */
        readonly nonceSecret?: string | undefined;
        /** Default: the memory of this process. */
        readonly replayStore?: ReplayStore | undefined;
      }
    | undefined;
  /** Tokens bound to a certificate of the client; default `off`: they are refused. */
  readonly certificate?:
    | 'off'
    | 'accepted'
    | 'required'
    | {
        readonly mode: 'off' | 'accepted' | 'required';
        /** Where a trusted proxy puts the certificate. */
        readonly header?: string | undefined;
      }
    | undefined;
  /** Finds the user behind a token: `access.user`. */
  readonly users?: UserStore | undefined;
  /** Give unknown people a row; default false. */
  readonly autoProvision?: boolean | undefined;
  /** Serve people without a row, under an id of issuer and subject; default `allow`. */
  readonly unknownUsers?: 'allow' | 'deny' | undefined;
  /** Ask the issuer for an e-mail that the token lacks; default false. */
  readonly userinfo?: boolean | undefined;
  readonly metadata?:
    | {
        readonly name?: string | undefined;
        readonly documentation?: string | undefined;
        readonly policy?: string | undefined;
        readonly terms?: string | undefined;
        /** The advertised address, where it is not the well-known one. */
        readonly url?: string | undefined;
        /** False where several resources share the origin. */
        readonly root?: boolean | undefined;
      }
    | undefined;
  /** Serve clients that look for the authorization server here; default false. Limits are per address and minute. */
  readonly relay?:
    | boolean
    | {
        readonly authorize?: number | undefined;
        readonly token?: number | undefined;
        readonly register?: number | undefined;
      }
    | undefined;
  /** Answer preflights, and let scripts of any origin read refusals; default true for MCP with authentication. */
  readonly cors?: boolean | undefined;
  /** Paths that need no token, matched exactly. */
  readonly public?: readonly string[] | undefined;
  /** Addresses or networks whose forwarding headers are believed. */
  readonly trustedProxies?: readonly string[] | undefined;
  /** Every request but those of websites is this owner's; warned about at every start. */
  readonly withoutAuthentication?: OpenAccess | undefined;
  /** Clock, chance, network and log, for tests and for a log of your own. */
  readonly ports?: Partial<Ports> | undefined;
};
