/** The server's settings as the engine needs them, resolved and in seconds. */

import type { Hash, PublicJwk } from '@grantor/protocol';
import type { ProfileName } from '../model/profile.ts';

/** What callers may supply at most (protocol.md TO-6). */
export type ExtraClaimsPolicy = {
  /** Of the parameter, in UTF-8. */
  readonly maxBytes: number;
  readonly maxClaims: number;
  /** Of one value as JSON, in UTF-8. */
  readonly maxValueBytes: number;
};

export type Policy = {
  /** Byte-identical wherever it appears (protocol.md G-4). */
  readonly issuer: string;
  readonly profile: ProfileName;
  readonly lifetimes: {
    readonly code: number;
    readonly flow: number;
    readonly pushedRequest: number;
    readonly accessToken: Readonly<Record<'short' | 'standard' | 'long', number>>;
    readonly clientCredentialsToken: number;
    readonly idToken: number;
    readonly accessTokenJitter: number;
    readonly accessTokenMax: number;
    readonly refreshIdle: Readonly<Record<'short' | 'standard' | 'long', number>>;
    readonly refreshMax: number;
    readonly deviceCode: number;
    readonly backchannelRequest: number;
  };
  readonly pollingInterval: number;
  readonly refreshTokens: boolean;
  readonly rotation: boolean;
  /** 0: strict (protocol.md RF-4). */
  readonly refreshGrace: number;
  /** null: as the profile says. */
  readonly pkceRequired: boolean | null;
  /** Every authorization request has to be pushed (RFC 9126 §5). */
  readonly pushedRequests: 'required' | 'welcome';
  /** Whether request objects are fetched from where their clients registered them (advanced.md SW-13). */
  readonly requestUris: 'served' | 'refused';
  /** `served`: tokens may come through the browser to clients that registered for it (advanced.md LEG-1). */
  readonly legacyResponseTypes: 'served' | 'refused';
  /** Whether every authorization request has to say what it makes of a grant (Grant Management §7.1). */
  readonly grantManagementAction: 'required' | 'optional';
  /** `served`: clients learn in the browser that its session has changed (advanced.md LGO-4). */
  readonly sessionManagement: 'served' | 'refused';
  readonly consentRemember: boolean;
  /** `aud` of tokens without a resource; empty: the issuer. */
  readonly defaultAudience: readonly string[];
  readonly resourceAllowlist: readonly string[];
  readonly registration: RegistrationPolicy;
  /** Seconds a client that registered itself lives unused; null: for ever (clients.md §4). */
  readonly clientLifetime: number | null;
  readonly clockSkew: number;
  /** Domains of metadata documents, lower case, `*.` for all below; no allowed one: all. null: none are read. */
  readonly clientDocuments: {
    readonly allowedDomains: readonly string[];
    readonly blockedDomains: readonly string[];
  } | null;
  /** null: this server is no entity of any federation. */
  readonly federation: FederationPolicy | null;
  /** Whether clients may ask people whom they name (CIBA). */
  readonly backchannel: 'served' | 'refused';
  /** What wallets call this server. */
  readonly siteName: string;
  /** Whether credentials are issued (federation-vci-authlete.md §2). */
  readonly credentials: 'served' | 'refused';
  /** Whether what proves an attested client has to carry a challenge of ours (Client Attestation §6.3). */
  readonly attestationChallenges: 'asked_for' | 'not_asked_for';
  /** How far ahead a client assertion may expire (advanced.md §2). */
  readonly clientAssertionMaxLifetime: number;
  /** null: no client is asked for a certificate (advanced.md MTL-2). */
  readonly certificates: {
    /** Whether there are authorities that certificates of `tls_client_auth` may come from. */
    readonly authorities: 'known' | 'none';
    /** The issuer as those reach it who show certificates; null: no other way. */
    readonly alias: string | null;
  } | null;
  readonly dpop: {
    /** How old a proof may be. */
    readonly proofMaxAge: number;
    /** Whether proofs have to carry a nonce of ours; a client may be set otherwise. */
    readonly nonceRequired: boolean;
  };
  readonly privateClaimPrefix: string;
  /** null: callers supply no claims. */
  readonly extraClaims: ExtraClaimsPolicy | null;
  readonly domain: string | null;
  readonly uiLocales: readonly string[];
};

/** What this server is in its federations, and whom it believes there (federation-vci-authlete.md FED-1). */
export type FederationPolicy = {
  /** Their keys as the operator got them, by the names of the anchors. */
  readonly trustAnchors: ReadonlyMap<string, readonly PublicJwk[]>;
  /** Its own immediate superiors. */
  readonly authorityHints: readonly string[];
  /** Marks that it bears. */
  readonly trustMarks: readonly { readonly trust_mark_type: string; readonly trust_mark: string }[];
  /** Types of marks that its clients have to bear. */
  readonly requiredTrustMarks: readonly string[];
  readonly organizationName: string | null;
  readonly contacts: readonly string[];
};

/** Who may register clients (clients.md §2): anybody, whoever shows the initial access token, or nobody. */
export type RegistrationPolicy =
  | { readonly kind: 'open' }
  | { readonly kind: 'by_token'; readonly tokenHash: Hash }
  | { readonly kind: 'closed' };
