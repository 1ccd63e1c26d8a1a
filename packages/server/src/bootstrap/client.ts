import { type Client, undescribed } from '@grantor/engine';
import { clientId, redirectTarget, sha256 } from '@grantor/protocol';
import { checkClient } from './client-checks.ts';
import { type ClientMembers, clientShape, deviceGrant } from './client-shape.ts';
import { type Environment, entryReader } from './entry.ts';

/** Reads elements of `clients`, with every default resolved and every problem they have. */
export function clientReader(environment: Environment) {
  const read = entryReader(clientShape(environment));
  return (value: unknown, path: readonly PropertyKey[]) => {
    const { declared, problems } = read(value, path);
    if (declared === null) return { client: null, problems };
    const client = resolveClient(declared);
    return { client, problems: [...problems, ...checkClient(client, declared, path)] };
  };
}

function resolveClient(members: ClientMembers): Client {
  const redirectUris = [...new Set(members.redirect_uris ?? [])];
  const grantTypes = grantsOf(members);
  return {
    id: clientId(members.client_id),
    name: members.client_name ?? members.client_id,
    source: 'administrator',
    status: 'active',
    applicationType: members.application_type ?? (redirectUris.some(isLocal) ? 'native' : 'web'), // clients.md §2
    authMethod: members.token_endpoint_auth_method ?? 'client_secret_basic', // RFC 7591 §2
    secrets:
      members.client_secret === undefined ? [] : [{ hash: sha256(members.client_secret), expiresAt: null }],
    ...keySettings(members),
    redirectUris,
    grantTypes,
    responseTypes: [
      ...new Set(members.response_types ?? (grantTypes.includes('authorization_code') ? ['code'] : [])),
    ],
    scopes: scopesOf(members, grantTypes),
    resources: members.resources ?? null,
    ownResources: members.own_resources ?? [],
    pkceRequired: members.require_pkce ?? null,
    consent: members.skip_consent === true ? 'skip' : 'remember',
    ...tokenSettings(members),
    defaultMaxAge: members.default_max_age ?? null,
    defaultAcrValues: members.default_acr_values ?? [],
    ...logoutSettings(members),
    clientUri: members.client_uri ?? null,
    logoUri: members.logo_uri ?? null,
    policyUri: members.policy_uri ?? null,
    tosUri: members.tos_uri ?? null,
    ...undescribed,
    project: members.project ?? null,
    serviceAccount: members.service_account ?? null,
    tokensValidFrom: null,
    lastUsedAt: null,
  };
}

const keySettings = (members: ClientMembers) => ({
  furtherAuthMethods: [],
  authSigningAlg: members.token_endpoint_auth_signing_alg ?? null,
  jwks: members.jwks ?? null,
  jwksUri: members.jwks_uri ?? null,
});

const tokenSettings = (members: ClientMembers) => ({
  deviceAuthorizationAuth: members.device_authorization_auth ?? 'required',
  accessTokenFormat: members.access_token_format ?? 'jwt',
  tokenProfile: members.token_profile ?? 'standard',
  refreshRotation: members.refresh_rotation ?? 'rotating',
  idTokenAlg: members.id_token_signed_response_alg ?? null,
  userinfoAlg: members.userinfo_signed_response_alg ?? null,
  claimsInIdToken: members.claims_in_id_token ?? false,
});

const logoutSettings = (members: ClientMembers) => ({
  postLogoutRedirectUris: [...new Set(members.post_logout_redirect_uris ?? [])],
  backchannelLogoutUri: members.backchannel_logout_uri ?? null,
  frontchannelLogoutUri: members.frontchannel_logout_uri ?? null,
  frontchannelLogoutSessionRequired: members.frontchannel_logout_session_required ?? false,
});

// clients.md §2: without refresh people would be signed out every hour
const grantsOf = ({ grant_types: declared }: ClientMembers): readonly string[] =>
  [...new Set(declared ?? ['authorization_code', 'refresh_token'])].filter((grant) => grant !== 'implicit');

/** Without a scope: what the form for new clients offers, and for machines what is not about a person. */
function scopesOf(members: ClientMembers, grantTypes: readonly string[]): readonly string[] {
  if (members.scope !== undefined && members.scope.length > 0) return [...new Set(members.scope)];
  const actsForPeople = grantTypes.includes('authorization_code') || grantTypes.includes(deviceGrant);
  return actsForPeople // protocol.md SC-5
    ? ['openid', 'profile', 'email', 'offline_access', 'read', 'write']
    : ['read', 'write'];
}

const isLocal = (uri: string): boolean => redirectTarget(uri).kind !== 'web';
