/** Which client a sign-in uses (cli.md §2): the one named, the stored one, the seeded one, else a new one. */

import type { Invocation } from '../command-line/command.ts';
import type { Server } from '../server/discover.ts';
import { type ClientIdentity, usualAuthMethod } from '../server/protocol-client.ts';
import type { StoreDocument, StoredClient } from '../store/document.ts';
import type { JsonObject } from '../untrusted/json.ts';
import { registerClient, storedClient } from './registration.ts';
import { readClientSecret } from './secret.ts';
import { seededClientId } from './seeded-client.ts';

export type ChosenClient = {
  readonly identity: ClientIdentity;
  /** Only a client of ours may be replaced when the server has forgotten it. */
  readonly origin: 'named' | 'stored' | 'seeded' | 'registered';
  readonly redirectUris: readonly string[];
  /** To be kept after the sign-in; null when it is nothing new. */
  readonly toStore: StoredClient | null;
};

export type ClientNeeds = {
  readonly server: Server;
  readonly document: StoreDocument;
  /** Where this sign-in wants to come back to. */
  readonly redirectUri: string;
  /** Told of a new client at once: a sign-in that is given up leaves none that nobody uses. */
  readonly keepClient: (client: StoredClient) => Promise<void>;
};

/** Rejects when nobody knows a client and none can be registered. */
export async function chooseClient(invocation: Invocation, needs: ClientNeeds): Promise<ChosenClient> {
  const { given, settings } = invocation;
  const { metadata } = needs.server;
  const { issuer } = metadata;
  if (given.has('new-client')) return registerForSignIn(invocation, needs);
  const stored = needs.document.clients.filter((client) => client.issuer === issuer);
  if (settings.clientId !== undefined) {
    const known = stored.find((client) => client.clientId === settings.clientId);
    const secret = (await readClientSecret(invocation)) ?? known?.clientSecret;
    const authMethod = known?.authMethod ?? (secret === undefined ? 'none' : usualAuthMethod(metadata));
    return {
      identity: identityOf(settings.clientId, secret, authMethod),
      origin: 'named',
      redirectUris: known?.redirectUris ?? [],
      toStore:
        secret === undefined ? null : namedClient(issuer, settings.clientId, { secret, authMethod, known }),
    };
  }
  const own = stored.find(isForSignIn);
  if (own !== undefined) return fromStored(own, 'stored');
  const seeded = seededClientId(issuer, invocation);
  if (seeded !== null) {
    return {
      identity: identityOf(seeded, undefined, 'none'),
      origin: 'seeded',
      redirectUris: [],
      toStore: null,
    };
  }
  return registerForSignIn(invocation, needs);
}

/** A client of `register` serves as well when it may come back to this machine. */
const isForSignIn = (client: StoredClient): boolean =>
  client.purpose === 'sign_in' || client.redirectUris.some((uri) => uri.startsWith('http://'));

const identityOf = (clientId: string, secret: string | undefined, authMethod: string): ClientIdentity => ({
  clientId,
  authMethod,
  ...(secret === undefined ? {} : { clientSecret: secret }),
});

const fromStored = (client: StoredClient, origin: ChosenClient['origin']): ChosenClient => ({
  identity: identityOf(client.clientId, client.clientSecret, client.authMethod),
  origin,
  redirectUris: client.redirectUris,
  toStore: origin === 'registered' ? client : null,
});

type Named = {
  readonly secret: string;
  readonly authMethod: string;
  readonly known: StoredClient | undefined;
};

/** Without its secret, no later refresh could be made. */
const namedClient = (
  issuer: string,
  clientId: string,
  { secret, authMethod, known }: Named,
): StoredClient => ({
  redirectUris: [],
  purpose: 'sign_in',
  ...known,
  issuer,
  clientId,
  clientSecret: secret,
  authMethod,
});

/** A public native client of this program (RFC 8252 §8.4, RFC 7591 §2). */
export async function registerForSignIn(
  { http, output }: Pick<Invocation, 'http' | 'output'>,
  { server, redirectUri, keepClient }: ClientNeeds,
): Promise<ChosenClient> {
  const { metadata } = server;
  const answer = await registerClient(metadata, { metadata: ownMetadata(redirectUri, metadata) }, http);
  const client = storedClient(answer, { issuer: metadata.issuer, purpose: 'sign_in' });
  await keepClient(client);
  output.say(`Registered this program at ${metadata.issuer} as client ${client.clientId}.`);
  return fromStored(client, 'registered');
}

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

function ownMetadata(redirectUri: string, server: Server['metadata']): JsonObject {
  const offersDevice =
    server.device_authorization_endpoint !== undefined &&
    server.grant_types_supported?.includes(deviceGrant) !== false;
  return {
    client_name: 'grantor command line',
    application_type: 'native',
    // the one of now for servers that compare ports, the others for those that do not (RFC 8252 §7.3)
    redirect_uris: [...new Set([redirectUri, 'http://127.0.0.1/callback', 'http://localhost/callback'])],
    grant_types: ['authorization_code', 'refresh_token', ...(offersDevice ? [deviceGrant] : [])],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  };
}
