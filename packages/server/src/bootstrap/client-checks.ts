import {
  type Client,
  deviceGrant,
  type FaultValues,
  grantTypesUnder,
  holdsSecret,
  isFapi,
  isPublic,
  methodNamesUnder,
  responseModesUnder,
} from '@grantor/engine';
import { redirectTarget } from '@grantor/protocol';
import type { SettingFault } from './faults.ts';
import { type Finding, findingAt, place } from './problems.ts';

type Members = Readonly<Record<string, unknown>>;

type Contradiction = readonly [member: string, fault: SettingFault, values?: FaultValues];

/** A contradiction between members: the member to look at, and what is wrong; null when there is none. */
type Check = (client: Client, members: Members) => Contradiction | null;

const isGiven = (members: Members, name: string): boolean => members[name] !== undefined;

/** Of clients whose secret is declared with them. */
const secretChecks: readonly Check[] = [
  (client, members) =>
    holdsSecret(client) && !isGiven(members, 'client_secret')
      ? ['client_secret', 'secret_needed', { method: client.authMethod }]
      : null,
  // RFC 6749 §2.1
  (client, members) =>
    !holdsSecret(client) && isGiven(members, 'client_secret')
      ? ['client_secret', 'secret_contradicts', { method: client.authMethod }]
      : null,
];

const strong: readonly (string | null)[] = [null, 'PS256', 'ES256', 'EdDSA', 'Ed25519'];

const signatures: readonly (readonly [member: string, read: (client: Client) => string | null])[] = [
  ['token_endpoint_auth_signing_alg', ({ authSigningAlg }) => authSigningAlg],
  ['request_object_signing_alg', ({ requestObjectAlg }) => requestObjectAlg],
  ['id_token_signed_response_alg', ({ idTokenAlg }) => idTokenAlg],
  ['authorization_signed_response_alg', ({ authorizationAlg }) => authorizationAlg],
  ['introspection_signed_response_alg', ({ introspectionAlg }) => introspectionAlg],
];

/** What a client of FAPI cannot be (advanced.md SW-1 to SW-3, SW-7, SW-13 to SW-15, SW-20, SW-23). */
const fapiChecks: readonly Check[] = [
  ({ authMethod, profile }) => {
    const names = profile === null ? [] : methodNamesUnder(profile);
    return names.includes(authMethod)
      ? null
      : ['token_endpoint_auth_method', 'profile_auth_method', { allowed: names.join(' or ') }];
  },
  ({ pkceRequired }) => (pkceRequired === false ? ['require_pkce', 'profile_pkce'] : null),
  ...signatures.map(
    ([member, read]): Check =>
      (client) =>
        strong.includes(read(client)) ? null : [member, 'profile_weak'],
  ),
  ({ responseTypes }) =>
    responseTypes.every((type) => type === 'code') ? null : ['response_types', 'profile_response_types'],
  ({ profile, responseModes }) => {
    const allowed: readonly string[] = profile === null ? [] : responseModesUnder(profile);
    return responseModes === null || responseModes.every((mode) => allowed.includes(mode))
      ? null
      : ['response_modes', 'profile_response_modes', { allowed: allowed.join(', ') }];
  },
  ({ profile, grantTypes }) =>
    profile === null || grantTypesUnder(profile, grantTypes).length === grantTypes.length
      ? null
      : ['grant_types', 'profile_grant_types'],
  ({ requestUris }) => (requestUris.length === 0 ? null : ['request_uris', 'profile_request_uris']),
  ({ redirectUris }) => {
    const at = redirectUris.findIndex((uri) => redirectTarget(uri).kind === 'private_use');
    return at < 0 ? null : ['redirect_uris', 'profile_redirects'];
  },
];

const checks: readonly Check[] = [
  (client, members) =>
    isFapi(client.profile)
      ? (fapiChecks.map((check) => check(client, members)).find((found) => found !== null) ?? null)
      : null,
  // RFC 9700 §2.1.1
  (client) => (isPublic(client) && client.pkceRequired === false ? ['require_pkce', 'pkce_public'] : null),
  // RFC 9700 §2.2.2
  (client) =>
    isPublic(client) && client.refreshRotation === 'fixed' ? ['refresh_rotation', 'fixed_public'] : null,
  // protocol.md DV-1
  (client) =>
    client.deviceAuthorizationAuth === 'optional' &&
    (isPublic(client) || !client.grantTypes.includes(deviceGrant))
      ? ['device_authorization_auth', 'device_auth_misfit']
      : null,
  (client, members) =>
    isGiven(members, 'frontchannel_logout_session_required') && client.frontchannelLogoutUri === null
      ? ['frontchannel_logout_session_required', 'logout_uri_needed', { member: 'frontchannel_logout_uri' }]
      : null,
  (client, members) =>
    isGiven(members, 'backchannel_logout_session_required') && client.backchannelLogoutUri === null
      ? ['backchannel_logout_session_required', 'logout_uri_needed', { member: 'backchannel_logout_uri' }]
      : null,
];

type CheckedClient = (client: Client, members: Members, path: readonly PropertyKey[]) => readonly Finding[];

const checkedBy =
  (all: readonly Check[]): CheckedClient =>
  (client, members, path) =>
    all.flatMap((check) => {
      const found = check(client, members);
      if (found === null) return [];
      const [member, code, values = {}] = found;
      return [findingAt(place([...path, member]), code, values)];
    });

/** Every contradiction in the client, with its place; its secret apart. */
export const checkClient = checkedBy(checks);

/** What contradicts the secret that stands beside the client, or does not. */
export const checkDeclaredSecret = checkedBy(secretChecks);
