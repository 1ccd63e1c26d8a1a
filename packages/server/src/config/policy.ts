import type { Policy } from '@grantor/engine';
import { sha256 } from '@grantor/protocol';
import type { Configuration } from './types.ts';

/** protocol.md §2: a suspended authorization request, long enough for sign-up and second factors. */
const flowLifetime = 1800;

/** advanced.md CIB-4 */
const backchannelLifetime = 120;

/** The settings as the engine takes them. `uiLocales` are those the pages are written in. */
export function policyOf(configuration: Configuration, uiLocales: readonly string[]): Policy {
  const { server, tokens, authorization, registration, clientKeys, clientDocuments, dpop } = configuration;
  return {
    issuer: server.baseUrl,
    profile: authorization.profile,
    lifetimes: lifetimesOf(configuration),
    pollingInterval: authorization.pollingInterval,
    refreshTokens: tokens.refreshTokens,
    rotation: tokens.rotation,
    refreshGrace: tokens.refreshGracePeriod,
    pkceRequired: authorization.pkceRequired,
    pushedRequests: authorization.pushedRequestsRequired === true ? 'required' : 'welcome',
    requestUris: authorization.requestUris ? 'served' : 'refused',
    legacyResponseTypes: legacyResponseTypesOf(configuration),
    grantManagementAction: authorization.grantManagementActionRequired ? 'required' : 'optional',
    sessionManagement: authorization.sessionManagement ? 'served' : 'refused',
    consentRemember: authorization.consentRemember,
    defaultAudience: tokens.audience,
    resourceAllowlist: tokens.resourceAllowlist,
    registration: registrationPolicy(registration),
    clientLifetime: registration.clientLifetime === 0 ? null : registration.clientLifetime,
    clockSkew: tokens.clockSkew,
    clientDocuments: clientDocuments.enabled
      ? { allowedDomains: clientDocuments.allowedDomains, blockedDomains: clientDocuments.blockedDomains }
      : null,
    federation: null, // read from its file at the start
    backchannel: configuration.backchannel.enabled ? 'served' : 'refused',
    siteName: server.siteName,
    credentials: credentialsOf(configuration),
    attestationChallenges: configuration.credentials.attestationChallenge ? 'asked_for' : 'not_asked_for',
    clientAssertionMaxLifetime: clientKeys.assertionMaxLifetime,
    certificates: certificatePolicy(server),
    dpop,
    privateClaimPrefix: tokens.privateClaimPrefix,
    extraClaims: extraClaimsOf(configuration),
    domain: tokens.domain,
    uiLocales,
  };
}

function extraClaimsOf({ extraClaims: { enabled, ...limits } }: Configuration): Policy['extraClaims'] {
  return enabled ? limits : null;
}

/** Whether tokens may come through the browser. */
export const credentialsOf = ({ credentials }: Pick<Configuration, 'credentials'>): Policy['credentials'] =>
  credentials.enabled ? 'served' : 'refused';

export const legacyResponseTypesOf = ({
  authorization,
}: Pick<Configuration, 'authorization'>): Policy['legacyResponseTypes'] =>
  authorization.legacyResponseTypes ? 'served' : 'refused';

/** How clients can show certificates (advanced.md MTL-1, MTL-2); null: not at all. */
export function certificatePolicy({
  baseUrl,
  mtlsPort,
  mtlsCertHeader,
  mtlsCaFile,
}: Configuration['server']): Policy['certificates'] {
  if (mtlsPort === null && mtlsCertHeader === null) return null;
  return {
    authorities: mtlsCaFile === null ? 'none' : 'known',
    alias: mtlsPort === null ? null : atPort(baseUrl, mtlsPort),
  };
}

function atPort(baseUrl: string, port: number): string {
  const url = new URL(baseUrl);
  url.port = String(port);
  return `${url.origin}${url.pathname === '/' ? '' : url.pathname}`;
}

const lifetimesOf = ({ tokens, profiles, authorization }: Configuration): Policy['lifetimes'] => ({
  code: authorization.codeExpiration,
  flow: flowLifetime,
  pushedRequest: authorization.pushedRequestExpiration,
  accessToken: {
    short: profiles.shortAccess,
    standard: profiles.standardAccess,
    long: profiles.longAccess,
  },
  clientCredentialsToken: tokens.clientCredentialsExpiration,
  idToken: tokens.accessExpiration,
  accessTokenJitter: tokens.accessExpirationJitter,
  accessTokenMax: tokens.accessExpirationMax,
  refreshIdle: {
    short: profiles.shortRefresh,
    standard: profiles.standardRefresh,
    long: profiles.longRefresh,
  },
  refreshMax: tokens.refreshExpirationMax,
  deviceCode: authorization.deviceCodeExpiration,
  backchannelRequest: backchannelLifetime,
});

// clients.md §2
function registrationPolicy({ enabled, token }: Configuration['registration']): Policy['registration'] {
  if (!enabled) return { kind: 'closed' };
  return token === null ? { kind: 'open' } : { kind: 'by_token', tokenHash: sha256(token.reveal()) };
}
