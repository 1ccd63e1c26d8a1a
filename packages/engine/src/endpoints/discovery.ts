/** The metadata document (RFC 8414, OpenID Connect Discovery §3): derived from what is mounted (protocol.md DI-1). */

import { type AuthorizationServerMetadata, publicReply, type Reply, sha256 } from '@grantor/protocol';
import { supportedAcrValues } from '../authorize/acr.ts';
import { supportedPrompts } from '../authorize/prompt.ts';
import { implicitGrant, servedResponseTypes } from '../authorize/response-type.ts';
import { assertionAlgorithms, servedMethods } from '../client-auth/registry.ts';
import { deviceGrant } from '../grants/device-code.ts';
import type { Policies } from '../grants/grant.ts';
import { jwtBearer } from '../grants/jwt-bearer.ts';
import { anonymousWallet } from '../grants/pre-authorized-code.ts';
import { advertisedGrants } from '../grants/registry.ts';
import { proofAlgorithms } from '../holder/proof.ts';
import type { DetailsType } from '../model/authorization-details.ts';
import { grantActions } from '../model/managed-grant.ts';
import type { Resource } from '../model/resource.ts';
import { supportedResponseModes } from '../model/response-mode.ts';
import { StoreUnavailable } from '../ports/failure.ts';
import type { Policy } from '../ports/policy.ts';
import type { KeyRing } from '../ports/ports.ts';
import {
  allowedBy,
  allowsGrantType,
  type SecurityProfile,
  serverProfile,
} from '../profiles/security-profile.ts';
import { subjectTypes } from '../registration/members.ts';
import type { Context } from '../requests/context.ts';
import { type Endpoint, endpoints } from '../requests/paths.ts';
import { personClaims } from '../tokens/claims.ts';
import type { Registry } from '../tokens/registry.ts';
import { builtInScopes, isRestricted } from '../tokens/scope-decision.ts';
import { encryptions, requestObjects } from './discovery-messages.ts';

const cacheSeconds = 3600;

/** Claims about the sign-in and the token itself (OpenID Connect Core §2). */
const tokenClaims = ['iss', 'sub', 'aud', 'exp', 'iat', 'auth_time', 'nonce', 'acr', 'amr', 'sid'];

/** The document as a reply; its text is written again only after a resource or an algorithm has changed. */
export function createDiscovery(context: Context): () => Promise<Reply> {
  let kept: { readonly from: string; readonly read: Administered; readonly reply: Reply } | null = null;
  return async () => {
    const { keys, store, detailsTypes } = context.ports;
    const read: Administered = {
      registered: await store.listResources(),
      detailsTypes: await unlessAway(detailsTypes.list(), kept?.read.detailsTypes ?? none),
      issuers: await unlessAway(store.listTrustedIssuers(), kept?.read.issuers ?? none),
      rules: await unlessAway(store.listExchangeRules(), kept?.read.rules ?? none),
      wallets: await unlessAway(walletsServed(context), kept?.read.wallets ?? null),
    };
    const from = JSON.stringify([
      keys.algorithms('id_token'),
      keys.algorithms('access_token'),
      keys.algorithms('userinfo'),
    ]);
    if (kept?.from === from && isSame(kept.read, read)) return kept.reply;
    const body = JSON.stringify(describeServer(context, read));
    const etag = `"${sha256(body)}"`;
    const reply = publicReply({ body, type: 'application/json', etag, seconds: cacheSeconds });
    kept = { from, read, reply };
    return reply;
  };
}

/** What administrators make that the document speaks of. */
type Administered = Policies &
  Pick<Registry, 'registered'> & {
    readonly detailsTypes: readonly DetailsType[];
    /** Whether wallets without a client id are served; null: no credentials are issued. */
    readonly wallets: 'served' | 'refused' | null;
  };

const none: readonly never[] = [];

/** While the storage is away the document goes on with what was known (operations.md §11). */
const unlessAway = <Known>(reading: Promise<Known>, known: Known): Promise<Known> =>
  reading.catch((failure: unknown) => {
    if (failure instanceof StoreUnavailable) return known;
    throw failure;
  });

const isSame = (one: Administered, other: Administered): boolean =>
  one.registered === other.registered &&
  one.detailsTypes === other.detailsTypes &&
  one.issuers === other.issuers &&
  one.rules === other.rules &&
  one.wallets === other.wallets;

/** The members of both metadata documents (protocol.md DI-3). */
function describeServer(
  { ports: { keys, clientKeys }, policy }: Context,
  { registered: resources, detailsTypes, wallets, ...policies }: Administered,
): AuthorizationServerMetadata {
  const profile = serverProfile(policy);
  const signed = (names: readonly string[]) => allowedBy(profile.clientAlgorithms, names); // advanced.md SW-7
  return {
    issuer: policy.issuer,
    ...addressesOf(policy),
    ...backchannelOf(signed(clientKeys.algorithms), policy),
    ...frontChannel,
    response_modes_supported: allowedBy(profile.responseModes, supportedResponseModes), // advanced.md SW-15
    ...logout,
    scopes_supported: supportedScopes(resources),
    authorization_details_types_supported: detailsTypes.map(({ id }) => id), // RFC 9396 §10
    ...waysToTokens(policy, policies),
    subject_types_supported: subjectTypes,
    ...answerAlgorithms(keys, signed),
    ...encryptions(clientKeys.encryption),
    ...requestObjects({ signed: signed(clientKeys.algorithms), encrypted: keys.decryption }, policy),
    ...clientAuthentication(profile, policy),
    ...signingAlgorithms(assertionAlgorithms(profile, clientKeys.algorithms)),
    ...attestations(signed(clientKeys.algorithms), policy),
    dpop_signing_alg_values_supported: proofAlgorithms(policy), // RFC 9449 §5.1
    ...certificates(policy),
    claims_supported: [...tokenClaims, ...personClaims],
    ui_locales_supported: policy.uiLocales,
    // RFC 9126 §5
    require_pushed_authorization_requests: [policy, profile].some(
      ({ pushedRequests }) => pushedRequests === 'required',
    ),
    client_id_metadata_document_supported: policy.clientDocuments !== null, // CIMD §5
    ...walletsOf(wallets),
  };
}

async function walletsServed({ ports, policy }: Context): Promise<Administered['wallets']> {
  if (policy.credentials === 'refused') return null;
  const wallet = await ports.store.findClient(anonymousWallet);
  return wallet?.status === 'active' ? 'served' : 'refused';
}

// OpenID4VCI §12.3
const walletsOf = (wallets: Administered['wallets']) =>
  wallets === null ? {} : { 'pre-authorized_grant_anonymous_access_supported': wallets === 'served' };

const answerAlgorithms = (keys: KeyRing, signed: (names: readonly string[]) => readonly string[]) => ({
  // OIDC libraries take the access token's algorithm from here, too
  id_token_signing_alg_values_supported: union(
    signed(keys.algorithms('id_token')),
    keys.algorithms('access_token'),
  ),
  userinfo_signing_alg_values_supported: keys.algorithms('userinfo'),
  authorization_signing_alg_values_supported: signed(keys.algorithms('authorization_response')), // JARM §4
  introspection_signing_alg_values_supported: signed(keys.algorithms('introspection')), // RFC 9701 §7
});

function clientAuthentication(profile: SecurityProfile, policy: Policy) {
  const methods = servedMethods(profile, policy).map(({ name }) => name);
  return {
    token_endpoint_auth_methods_supported: methods,
    introspection_endpoint_auth_methods_supported: methods.filter((name) => name !== 'none'), // protocol.md IS-1
    revocation_endpoint_auth_methods_supported: methods,
  };
}

function waysToTokens(policy: Policy, policies: Policies) {
  const profile = serverProfile(policy);
  const implicit = policy.legacyResponseTypes === 'served' ? [implicitGrant] : []; // advanced.md LEG-1
  return {
    response_types_supported: allowedBy(
      profile.responseTypes,
      servedResponseTypes(policy).map(({ name }) => name),
    ),
    grant_types_supported: [
      ...advertisedGrants(policy, policies).map((grant) => grant.name),
      ...allowedBy(profile.grantTypes, implicit), // advanced.md SW-23
    ],
    ...(allowsGrantType(profile, jwtBearer.name) ? grantProfiles(policies) : {}),
  };
}

// advanced.md JWB-6
const grantProfiles = ({ issuers }: Policies) =>
  issuers.some(({ kind }) => kind === 'id-jag')
    ? { authorization_grant_profiles_supported: ['urn:ietf:params:oauth:grant-profile:id-jag'] }
    : {};

function addressesOf(policy: Policy) {
  const { issuer, registration, sessionManagement } = policy;
  const at = ({ path }: Endpoint): string => `${issuer}${path}`;
  return {
    authorization_endpoint: at(endpoints.authorization),
    token_endpoint: at(endpoints.token),
    userinfo_endpoint: at(endpoints.userinfo),
    jwks_uri: at(endpoints.jwks),
    pushed_authorization_request_endpoint: at(endpoints.pushedAuthorization), // RFC 9126 §5
    introspection_endpoint: at(endpoints.introspection),
    revocation_endpoint: at(endpoints.revocation),
    ...deviceAuthorizationAt(issuer, policy),
    end_session_endpoint: at(endpoints.endSession),
    ...grantManagement(policy),
    // OpenID Connect Session Management §3.3
    ...(sessionManagement === 'served' ? { check_session_iframe: at(endpoints.checkSession) } : {}),
    // clients.md §2
    ...(registration.kind === 'closed' ? {} : { registration_endpoint: at(endpoints.registration) }),
  };
}

/** Where clients show certificates (RFC 8705 §3.3, §5). */
function certificates(policy: Policy) {
  const { certificates } = policy;
  if (certificates === null) return {};
  const { alias } = certificates;
  return {
    tls_client_certificate_bound_access_tokens: true,
    ...(alias === null ? {} : { mtls_endpoint_aliases: aliasesAt(alias, policy) }),
  };
}

const aliasesAt = (alias: string, policy: Policy) => ({
  token_endpoint: `${alias}${endpoints.token.path}`,
  pushed_authorization_request_endpoint: `${alias}${endpoints.pushedAuthorization.path}`,
  introspection_endpoint: `${alias}${endpoints.introspection.path}`,
  revocation_endpoint: `${alias}${endpoints.revocation.path}`,
  ...deviceAuthorizationAt(alias, policy),
  ...backchannelAt(alias, policy),
  userinfo_endpoint: `${alias}${endpoints.userinfo.path}`,
});

// advanced.md SW-23
const deviceAuthorizationAt = (origin: string, policy: Policy) =>
  allowsGrantType(serverProfile(policy), deviceGrant)
    ? { device_authorization_endpoint: `${origin}${endpoints.deviceAuthorization.path}` }
    : {};

const backchannelAt = (origin: string, { backchannel }: Policy) =>
  backchannel === 'refused'
    ? {}
    : { backchannel_authentication_endpoint: `${origin}${endpoints.backchannelAuthentication.path}` };

// CIBA §4, advanced.md CIB-8
const backchannelOf = (algorithms: readonly string[], policy: Policy) =>
  policy.backchannel === 'refused'
    ? {}
    : {
        ...backchannelAt(policy.issuer, policy),
        backchannel_token_delivery_modes_supported: ['poll', 'ping'],
        backchannel_user_code_parameter_supported: false,
        backchannel_authentication_request_signing_alg_values_supported: algorithms,
      };

// RFC 8414 §2: needed beside a method that signs
const signingAlgorithms = (algorithms: readonly string[]) => ({
  token_endpoint_auth_signing_alg_values_supported: algorithms,
  introspection_endpoint_auth_signing_alg_values_supported: algorithms,
  revocation_endpoint_auth_signing_alg_values_supported: algorithms,
});

/** Client Attestation §8 */
function attestations(algorithms: readonly string[], policy: Policy) {
  const isServed = servedMethods(serverProfile(policy), policy).some(({ by }) => by === 'attestation');
  if (!isServed) return {};
  return {
    ...(policy.attestationChallenges === 'asked_for'
      ? { challenge_endpoint: `${policy.issuer}${endpoints.attestationChallenge.path}` } // Client Attestation §6.3
      : {}),
    client_attestation_signing_alg_values_supported: algorithms,
    client_attestation_pop_signing_alg_values_supported: proofAlgorithms(policy),
  };
}

const frontChannel = {
  acr_values_supported: supportedAcrValues,
  prompt_values_supported: supportedPrompts,
  code_challenge_methods_supported: ['S256'],
  authorization_response_iss_parameter_supported: true, // RFC 9207 §3
  claims_parameter_supported: true,
} as const;

// Grant Management §7.1; the id of a grant is put behind the address
const grantManagement = ({ issuer, grantManagementAction }: Policy) => ({
  grant_management_endpoint: `${issuer}${endpoints.grants.path.replace('/{id}', '')}`,
  grant_management_actions_supported: ['query', 'revoke', ...grantActions],
  grant_management_action_required: grantManagementAction === 'required',
});

const logout = {
  backchannel_logout_supported: true,
  backchannel_logout_session_supported: true,
  frontchannel_logout_supported: true,
  frontchannel_logout_session_supported: true,
} as const;

/** Restricted scopes are known to those who may have them (protocol.md DI-3). */
const supportedScopes = (resources: readonly Resource[]): readonly string[] =>
  union(
    builtInScopes,
    resources.flatMap((resource) => (resource.scopes ?? []).map((scope) => scope.name)),
  ).filter((scope) => !isRestricted(scope, resources));

const union = (left: readonly string[], right: readonly string[]): readonly string[] => [
  ...new Set([...left, ...right]),
];
