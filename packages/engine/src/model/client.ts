import type { ClientId, Epoch, Hash, Instant, PublicJwk } from '@grantor/protocol';
import { type Account, groupsOf } from './account.ts';
import type { ProfileName } from './profile.ts';

export type ClientSource = 'administrator' | 'app' | 'dynamic' | 'document' | 'federation';
export type ClientStatus = 'active' | 'pending' | 'inactive';
/** That of a row of `authMethods` (`client-auth/authenticate.ts`), which alone says what there is. */
export type AuthMethodName = string;
export type ConsentRule = 'ask' | 'remember' | 'skip';
export type TokenProfile = 'short' | 'standard' | 'long';
/** Push is not served (advanced.md CIB-1). */
export type BackchannelDelivery = 'poll' | 'ping';
/** Whether a confidential client proves itself when it starts the device flow, or only when it gets the tokens. */
export type DeviceAuthorizationAuth = 'required' | 'optional';

/** Up to two are valid during a rotation (protocol.md CA-6). */
export type ClientSecret = {
  readonly hash: Hash;
  readonly expiresAt: Epoch | null;
  /** The secret itself, for nobody but the server; absent: only the hash is kept (advanced.md CAU-6). */
  readonly sealed?: string;
  /** What people know it by; absent where nobody made it here (product.md C-2). */
  readonly label?: string;
  readonly lastFour?: string;
  readonly createdAt?: Epoch;
};

/** What vouches for a client that came by a federation, and until when (OpenID Federation §12.3). */
export type FederationMembership = {
  /** Whether it came with its first request, or registered before it. */
  readonly registration: 'automatic' | 'explicit';
  /** The entity at the end of its trust chain. */
  readonly trustAnchor: string;
  /** The one right above it. */
  readonly superior: string;
  readonly organizationName: string | null;
  readonly endsAt: Epoch;
};

/** A registered client, every setting resolved (RFC 7591 §2). */
export type Client = {
  readonly id: ClientId;
  /** What people are shown. */
  readonly name: string;
  readonly source: ClientSource;
  readonly status: ClientStatus;
  readonly applicationType: 'web' | 'native' | null;
  readonly authMethod: AuthMethodName;
  /** Methods a metadata document lists beside `authMethod`; empty for every other client (clients.md §5). */
  readonly furtherAuthMethods: readonly AuthMethodName[];
  /** null: any algorithm the server accepts (OpenID Connect Registration §2). */
  readonly authSigningAlg: string | null;
  readonly secrets: readonly ClientSecret[];
  /** Its public keys, as registered; at most one of the two is set (RFC 7591 §2). */
  readonly jwks: { readonly keys: readonly PublicJwk[] } | null;
  readonly jwksUri: string | null;
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris: readonly string[];
  readonly grantTypes: readonly string[];
  readonly responseTypes: readonly string[];
  /** The scopes it may have; for self-registered clients its default (protocol.md SC-4). */
  readonly scopes: readonly string[];
  /** Resources it may ask for; null: any known one. */
  readonly resources: readonly string[] | null;
  /** Types of authorization details it may ask for; null: any known one (RFC 9396 §10). */
  readonly authorizationDetailsTypes: readonly string[] | null;
  /** Identifiers it answers for as a resource server (protocol.md IS-2). */
  readonly ownResources: readonly string[];
  /** A person has to belong to one of these groups to use it; null: everybody may (product.md §8). */
  readonly allowedGroups: readonly string[] | null;
  /** What it is held to, by an administrator's word; null: what the server is (advanced.md PRF-1). */
  readonly profile: ProfileName | null;
  /** null: as the server's policy says. */
  readonly pkceRequired: boolean | null;
  readonly consent: ConsentRule;
  readonly deviceAuthorizationAuth: DeviceAuthorizationAuth;
  readonly accessTokenFormat: 'jwt' | 'opaque';
  readonly tokenProfile: TokenProfile;
  readonly refreshRotation: 'rotating' | 'fixed';
  readonly idTokenAlg: string | null;
  readonly userinfoAlg: string | null;
  /** Of authorization responses in a signed mode; null: RS256 (JARM §3). */
  readonly authorizationAlg: string | null;
  /** Of introspection answers that are JWTs; null: RS256 (RFC 9701 §6). */
  readonly introspectionAlg: string | null;
  /** How answers for it are encrypted once they are signed, the key and the content; null: not at all (advanced.md JWR-4). */
  readonly idTokenEncryptionAlg: string | null;
  readonly idTokenEncryptionEnc: string | null;
  readonly userinfoEncryptionAlg: string | null;
  readonly userinfoEncryptionEnc: string | null;
  readonly authorizationEncryptionAlg: string | null;
  readonly authorizationEncryptionEnc: string | null;
  readonly introspectionEncryptionAlg: string | null;
  readonly introspectionEncryptionEnc: string | null;
  /** Modes its requests may ask for, or come to by themselves; null: any (advanced.md JRM-5). */
  readonly responseModes: readonly string[] | null;
  /** Whether it knows people by a name of theirs for its sector alone (OpenID Connect Core §8). */
  readonly subjectType: 'public' | 'pairwise';
  readonly sectorIdentifierUri: string | null;
  /** Whether the claims of its scopes stand in the ID token too, for programs that read nothing else. */
  readonly claimsInIdToken: boolean;
  /** Whether it may supply claims for its own access tokens (protocol.md TO-6). */
  readonly extraClaims: 'allowed' | 'refused';
  readonly defaultMaxAge: number | null;
  readonly defaultAcrValues: readonly string[];
  readonly backchannelLogoutUri: string | null;
  readonly backchannelLogoutSessionRequired: boolean;
  readonly frontchannelLogoutUri: string | null;
  readonly frontchannelLogoutSessionRequired: boolean;
  readonly clientUri: string | null;
  readonly logoUri: string | null;
  readonly policyUri: string | null;
  readonly tosUri: string | null;
  /** As it registered; null: `name` is the host of its redirect URI (clients.md §2). */
  readonly clientName: string | null;
  /** Names and addresses by member and language, as `client_name#de` (RFC 7591 §2.2). */
  readonly translations: Readonly<Record<string, string>>;
  /** For those who look after it; the client itself cannot say it. */
  readonly description: string | null;
  readonly contacts: readonly string[];
  readonly softwareId: string | null;
  readonly softwareVersion: string | null;
  readonly requireAuthTime: boolean;
  /** Its authorization requests have to be pushed (RFC 9126 §6). */
  readonly requirePushedRequests: boolean;
  /** Its authorization requests have to be signed (RFC 9101 §10.5). */
  readonly requireSignedRequestObject: boolean;
  /** null: any algorithm the server accepts (OpenID Connect Registration §2). */
  readonly requestObjectAlg: string | null;
  /** They have to be encrypted, too, in the one way that it registered (advanced.md JAR-6). */
  readonly requireEncryptedRequestObject: boolean;
  /** How it says it may encrypt them; every way the server offers is taken all the same (OpenID Connect Registration §2). */
  readonly requestObjectEncryptionAlg: string | null;
  readonly requestObjectEncryptionEnc: string | null;
  /** Where its request objects may be fetched; a fragment is the digest of one (OpenID Connect Registration §2). */
  readonly requestUris: readonly string[];
  /** Of the certificates it shows: of `tls_client_auth` exactly one is set (RFC 8705 §2.1.2). */
  readonly tlsSubjectDn: string | null;
  readonly tlsSanDns: string | null;
  readonly tlsSanUri: string | null;
  readonly tlsSanIp: string | null;
  readonly tlsSanEmail: string | null;
  /** Its access tokens are bound to the certificate it shows, unless a key is proved (RFC 8705 §3.4). */
  readonly certificateBoundAccessTokens: boolean;
  /** It gets no token that is not bound to a key (RFC 9449 §5.2). */
  readonly dpopBoundAccessTokens: boolean;
  /** Whether its proofs have to carry a nonce of ours; null: as the server's policy says. */
  readonly dpopNonceRequired: boolean | null;
  /** How it hears that a backchannel request is decided; null: by polling (CIBA §4). */
  readonly backchannelDelivery: BackchannelDelivery | null;
  readonly backchannelNotificationEndpoint: string | null;
  /** Its backchannel requests have to be signed by this algorithm; null: need not be signed. */
  readonly backchannelRequestAlg: string | null;
  readonly initiateLoginUri: string | null;
  readonly project: string | null;
  readonly serviceAccount: string | null;
  /** null: it did not come by a federation. */
  readonly federation: FederationMembership | null;
  /** Tokens issued before this instant are inactive (revoke-all, protocol.md TO-3). */
  readonly tokensValidFrom: Instant | null;
  /** An address of this server itself to which answers may go until then: an administrator tries the client. */
  readonly trial: { readonly redirectUri: string; readonly until: Epoch } | null;
  /** When a client of dynamic registration was last used, to the hour; null: it never expires (clients.md §4). */
  readonly lastUsedAt: Epoch | null;
};

/** What a client is set to, beside who it is and what is kept of it. */
export type ClientSettings = Omit<
  Client,
  'id' | 'name' | 'source' | 'status' | 'secrets' | 'tokensValidFrom' | 'trial' | 'lastUsedAt'
>;

/** Every setting as if nobody had set it. */
export const unsetClient: ClientSettings = {
  applicationType: null,
  authMethod: 'none',
  furtherAuthMethods: [],
  authSigningAlg: null,
  jwks: null,
  jwksUri: null,
  redirectUris: [],
  postLogoutRedirectUris: [],
  grantTypes: [],
  responseTypes: [],
  scopes: [],
  resources: null,
  authorizationDetailsTypes: null,
  ownResources: [],
  allowedGroups: null,
  profile: null,
  pkceRequired: null,
  consent: 'remember',
  deviceAuthorizationAuth: 'required',
  accessTokenFormat: 'jwt',
  tokenProfile: 'standard',
  refreshRotation: 'rotating',
  idTokenAlg: null,
  userinfoAlg: null,
  authorizationAlg: null,
  introspectionAlg: null,
  idTokenEncryptionAlg: null,
  idTokenEncryptionEnc: null,
  userinfoEncryptionAlg: null,
  userinfoEncryptionEnc: null,
  authorizationEncryptionAlg: null,
  authorizationEncryptionEnc: null,
  introspectionEncryptionAlg: null,
  introspectionEncryptionEnc: null,
  responseModes: null,
  subjectType: 'public',
  sectorIdentifierUri: null,
  claimsInIdToken: false,
  extraClaims: 'refused',
  defaultMaxAge: null,
  defaultAcrValues: [],
  backchannelLogoutUri: null,
  backchannelLogoutSessionRequired: false,
  frontchannelLogoutUri: null,
  frontchannelLogoutSessionRequired: false,
  clientUri: null,
  logoUri: null,
  policyUri: null,
  tosUri: null,
  clientName: null,
  translations: {},
  description: null,
  contacts: [],
  softwareId: null,
  softwareVersion: null,
  requireAuthTime: false,
  requirePushedRequests: false,
  requireSignedRequestObject: false,
  requireEncryptedRequestObject: false,
  requestObjectAlg: null,
  requestObjectEncryptionAlg: null,
  requestObjectEncryptionEnc: null,
  requestUris: [],
  tlsSubjectDn: null,
  tlsSanDns: null,
  tlsSanUri: null,
  tlsSanIp: null,
  tlsSanEmail: null,
  certificateBoundAccessTokens: false,
  dpopBoundAccessTokens: false,
  dpopNonceRequired: null,
  backchannelDelivery: null,
  backchannelNotificationEndpoint: null,
  backchannelRequestAlg: null,
  initiateLoginUri: null,
  project: null,
  serviceAccount: null,
  federation: null,
};

/** Created by dynamic registration, a metadata document or a federation: nobody here vouched for its name. */
export const isSelfRegistered = ({ source }: Pick<Client, 'source'>): boolean =>
  source === 'dynamic' || source === 'document' || source === 'federation';

/** What it is, a document or a federation says: nobody changes that here. */
export const isDescribedElsewhere = ({ source }: Pick<Client, 'source'>): boolean =>
  source === 'document' || source === 'federation';

/** Whether it came with a request, so that every request has to prove whose it is (OpenID Federation §12.1). */
export const isAutomatic = ({ federation }: Pick<Client, 'federation'>): boolean =>
  federation?.registration === 'automatic';

/** Whether the person is among those who may use it, by what is stored of both now (product.md §8). */
export const mayUse = (
  { allowedGroups }: Pick<Client, 'allowedGroups'>,
  account: Pick<Account, 'claims'>,
): boolean => allowedGroups === null || groupsOf(account).some((group) => allowedGroups.includes(group));

/** Whether it may act without credentials (RFC 6749 §2.1). */
export const isPublic = (client: Pick<Client, 'authMethod' | 'furtherAuthMethods'>): boolean =>
  client.authMethod === 'none' || client.furtherAuthMethods.includes('none');
