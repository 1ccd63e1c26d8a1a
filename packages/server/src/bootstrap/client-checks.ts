import { type Client, deviceGrant, holdsSecret, isPublic } from '@grantor/engine';
import { type Finding, place } from './problems.ts';

type Members = Readonly<Record<string, unknown>>;

/** A contradiction between members: the member to look at, and what is wrong; null when there is none. */
type Check = (client: Client, members: Members) => readonly [member: string, message: string] | null;

const isGiven = (members: Members, name: string): boolean => members[name] !== undefined;

/** Of clients whose secret is declared with them. */
const secretChecks: readonly Check[] = [
  (client, members) =>
    holdsSecret(client) && !isGiven(members, 'client_secret')
      ? [
          'client_secret',
          `is needed for ${client.authMethod} (openssl rand -hex 32); a public client has token_endpoint_auth_method none`,
        ]
      : null,
  // RFC 6749 §2.1
  (client, members) =>
    !holdsSecret(client) && isGiven(members, 'client_secret')
      ? ['client_secret', `contradicts token_endpoint_auth_method ${client.authMethod}`]
      : null,
];

const checks: readonly Check[] = [
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
    isGiven(members, 'frontchannel_logout_session_required') && client.frontchannelLogoutUri === null
      ? ['frontchannel_logout_session_required', 'needs frontchannel_logout_uri']
      : null,
  (client, members) =>
    isGiven(members, 'backchannel_logout_session_required') && client.backchannelLogoutUri === null
      ? ['backchannel_logout_session_required', 'needs backchannel_logout_uri']
      : null,
];

type CheckedClient = (client: Client, members: Members, path: readonly PropertyKey[]) => readonly Finding[];

const checkedBy =
  (all: readonly Check[]): CheckedClient =>
  (client, members, path) =>
    all.flatMap((check) => {
      const found = check(client, members);
      return found === null ? [] : [{ at: place([...path, found[0]]), message: found[1] }];
    });

/** Every contradiction in the client, with its place; its secret apart. */
export const checkClient = checkedBy(checks);

/** What contradicts the secret that stands beside the client, or does not. */
export const checkDeclaredSecret = checkedBy(secretChecks);
