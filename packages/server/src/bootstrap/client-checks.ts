import { type Client, isPublic } from '@grantor/engine';
import { type ClientMembers, deviceGrant } from './client-shape.ts';
import { type Finding, place } from './problems.ts';

/** A contradiction between members: the member to look at, and what is wrong; null when there is none. */
type Check = (client: Client, members: ClientMembers) => readonly [keyof ClientMembers, string] | null;

const hasSecretMethod = ({ authMethod }: Client): boolean =>
  authMethod === 'client_secret_basic' || authMethod === 'client_secret_post';

const usesCode = (client: Client): boolean => client.grantTypes.includes('authorization_code');

const checks: readonly Check[] = [
  (client, members) =>
    hasSecretMethod(client) && members.client_secret === undefined
      ? [
          'client_secret',
          `is needed for ${client.authMethod}; a public client has token_endpoint_auth_method none`,
        ]
      : null,
  // RFC 6749 §2.1
  (client, members) =>
    !hasSecretMethod(client) && members.client_secret !== undefined
      ? ['client_secret', `contradicts token_endpoint_auth_method ${client.authMethod}`]
      : null,
  // RFC 7591 §2
  (client) =>
    client.authMethod === 'private_key_jwt' && client.jwks === null && client.jwksUri === null
      ? ['jwks', 'or jwks_uri is needed for private_key_jwt']
      : null,
  (client) =>
    client.jwks !== null && client.jwksUri !== null ? ['jwks_uri', 'and jwks exclude each other'] : null,
  (client) => (client.grantTypes.length === 0 ? ['grant_types', 'must name at least one grant type'] : null),
  // RFC 6749 §4.4
  (client) =>
    isPublic(client) && client.grantTypes.includes('client_credentials')
      ? ['grant_types', 'client_credentials needs a client that authenticates']
      : null,
  (client) =>
    usesCode(client) && client.redirectUris.length === 0
      ? ['redirect_uris', 'are needed for the authorization_code grant']
      : null,
  // RFC 7591 §2.1
  (client) =>
    usesCode(client) && !client.responseTypes.includes('code')
      ? ['response_types', 'must contain code, because grant_types contains authorization_code']
      : null,
  (client) =>
    !usesCode(client) && client.responseTypes.length > 0
      ? ['response_types', 'need the grant type authorization_code']
      : null,
  (client, members) =>
    members.grant_types?.includes('implicit') && !client.responseTypes.includes('code id_token')
      ? ['grant_types', 'implicit is accepted only with the response type code id_token']
      : null,
  // RFC 9700 §2.1.1
  (client) =>
    isPublic(client) && client.pkceRequired === false
      ? ['require_pkce', 'cannot be false for a public client']
      : null,
  // RFC 9700 §2.2.2
  (client) =>
    isPublic(client) && client.refreshRotation === 'fixed'
      ? ['refresh_rotation', 'fixed needs a client that authenticates']
      : null,
  // protocol.md DV-1
  (client) =>
    client.deviceAuthorizationAuth === 'optional' &&
    (isPublic(client) || !client.grantTypes.includes(deviceGrant))
      ? ['device_authorization_auth', 'optional needs a client that authenticates and has the device grant']
      : null,
  (client, members) =>
    members.frontchannel_logout_session_required !== undefined && client.frontchannelLogoutUri === null
      ? ['frontchannel_logout_session_required', 'needs frontchannel_logout_uri']
      : null,
  (client, members) =>
    members.backchannel_logout_session_required !== undefined && client.backchannelLogoutUri === null
      ? ['backchannel_logout_session_required', 'needs backchannel_logout_uri']
      : null,
];

/** Every contradiction in the client, with its place. */
export const checkClient = (
  client: Client,
  members: ClientMembers,
  path: readonly PropertyKey[],
): readonly Finding[] =>
  checks.flatMap((check) => {
    const found = check(client, members);
    return found === null ? [] : [{ at: place([...path, found[0]]), message: found[1] }];
  });
