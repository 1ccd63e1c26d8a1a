/**
 * Who the calling client is, proved by exactly one method (RFC 6749 §2.3, protocol.md §4).
 * Never decides what the client may do.
 */

import { type ClientId, type Epoch, OAuthError } from '@grantor/protocol';
import { type ClientDirectory, DocumentRefused } from '../clients/client-directory.ts';
import { hasExpired, useOf } from '../clients/lifetime.ts';
import { type AuthMethodName, type Client, isAutomatic, isPublic } from '../model/client.ts';
import type { Family } from '../model/family.ts';
import type { Fact, Source } from '../ports/facts.ts';
import type { SentClientId } from '../ports/observer.ts';
import type { Ports } from '../ports/ports.ts';
import { profileOf } from '../profiles/security-profile.ts';
import type { Context } from '../requests/context.ts';
import type { AuthMethod } from './method.ts';
import { none } from './none.ts';
import { isAllowed, type Presented, type Reading, readCredentials } from './registry.ts';

declare const authenticated: unique symbol;

/** A client that proved who it is, or that is vouched for. Made here only. */
export type AuthenticatedClient = Client & { readonly [authenticated]: AuthMethodName };

/** With the way it proved itself, and what that spends and says of its use: to be kept by `spending`. */
export type ProvedClient = NamedClient & {
  readonly client: AuthenticatedClient;
  /** The key of the installation that proved itself, by its thumbprint; absent: none was told apart. */
  readonly instance?: string;
};

/** The same without the certainty that it is the client: enough where nothing is given away. */
export type NamedClient = {
  readonly client: Client;
  readonly method: AuthMethodName;
  readonly spends: readonly Fact[];
};

/** A claim to be a client, read but not yet proved, with the client it names. */
export type Claimant = {
  /** null: the request names no client, or one in a form that cannot be right. */
  readonly presented: Reading | null;
  /** null: unknown. */
  readonly client: Client | null;
};

/** The claim to be this client and no more, as a public client makes it. */
export const naming = (client: Client): Claimant => ({
  presented: { method: none, credentials: { clientId: client.id, value: null } },
  client,
});

/**
 * Reads the one credential of the request and looks its client up.
 * Throws `invalid_request` when two are presented (RFC 6749 §2.3).
 */
export async function findClaimant(
  { clients }: Context,
  request: Presented & { readonly source: Source },
): Promise<Claimant> {
  const readings = readCredentials(request);
  const [first] = readings;
  if (first === undefined) return { presented: null, client: null };
  const client = await findNamed(clients, first, request.source);
  // What fits what the client registered is what it meant
  const fitting = readings.find(({ method }) => client !== null && method.serves(client));
  return { presented: fitting ?? first, client };
}

/** A directory for one pushed request: it may be the first of a client, with what registers that (OpenID Federation §12.1). `sent`: null where it proves nothing. */
export function meetingDirectory(
  clients: ClientDirectory,
  sent: { readonly object: string | undefined } | null,
): { readonly clients: ClientDirectory; readonly registers: () => readonly Fact[] } {
  let registers: readonly Fact[] = [];
  const find: ClientDirectory['find'] = async (id, source) => {
    if (sent === null) return clients.find(id, source);
    const arrival = await clients.meet({ id, ...sent, source });
    registers = arrival?.facts ?? [];
    return arrival?.client ?? null;
  };
  return { clients: { ...clients, find }, registers: () => registers };
}

async function findNamed(
  clients: Context['clients'],
  { credentials: { clientId, raw } }: Reading,
  source: Source,
): Promise<Client | null> {
  try {
    const client = await clients.find(clientId, source);
    // An id that came unencoded; whoever publishes a document can encode its address
    const isOther = raw !== undefined && raw.clientId !== clientId && !raw.clientId.startsWith('https:');
    return client !== null || !isOther ? client : await clients.find(raw.clientId, source);
  } catch (error) {
    if (!(error instanceof DocumentRefused)) throw error;
    // clients.md §5: with a 401 a client would discard what it knows
    if (error.fault === 'unreachable') throw documentUnavailable(error);
    return null;
  }
}

/** Seconds until a document that could not be had is asked for again. */
const documentRetryAfter = 30;

const documentUnavailable = (cause: DocumentRefused): OAuthError =>
  new OAuthError('temporarily_unavailable', 'The metadata document of the client cannot be fetched.', {
    cause,
    retryAfter: documentRetryAfter,
  });

/** The proved client. Throws `invalid_client`, with one text for every cause (protocol.md CA-4), and reports it. */
export async function authenticate(
  context: Context,
  claimant: Claimant,
  { now, source }: { readonly now: Epoch; readonly source: Source },
): Promise<ProvedClient> {
  const { presented, client } = claimant;
  const { ports, policy } = context;
  const { clientKeys: keys, authorities, sharedSecrets, secrets } = ports;
  const world = { keys, authorities, sharedSecrets, secrets, policy, now, source };
  const refused = (detail: string): never =>
    refuseClient(ports, { client: sentBy(claimant), source, detail });
  if (presented === null) return refused('nothing that names a client and can be read');
  const { method, credentials } = presented;
  const unfit = await whyUnfit(context, { method, client }, now);
  if (client === null || unfit !== null) {
    method.pretend?.(credentials, world);
    return refused(unfit ?? 'no such client');
  }
  const proof = await method.prove(client, credentials, world);
  if (proof === null) return refused(`what came as ${method.name} is wrong`);
  const { secret, instance } = proof;
  if (secret !== undefined)
    ports.observer.observe({ kind: 'secret_used', clientId: client.id, secret, at: now });
  const shown = proved(client, method.name, [...proof.spends, ...useOf(client, policy, now)]);
  return instance === undefined ? shown : { ...shown, instance };
}

/** Why it could not be this client, whatever the proof, for the log; null: it could. */
async function whyUnfit(
  context: Context,
  { method, client }: { readonly method: AuthMethod; readonly client: Client | null },
  now: Epoch,
): Promise<string | null> {
  if (client === null) return 'no such client';
  if (client.status !== 'active') return `the client is ${client.status}`;
  if (await hasExpired(context, client, now)) return 'the client was not used for too long';
  const profile = profileOf(client, context.policy);
  if (!isAllowed(profile, method)) return `the profile ${profile.name} does not allow ${method.name}`;
  return method.serves(client) ? null : `${method.name} came, ${client.authMethod} is registered`;
}

/**
 * The client for which the program around the server vouches, as if it had proved itself: that program is trusted as the
 * server itself (distribution.md L-4). Likewise a trusted issuer for a workload (advanced.md JWB-5). null: there is none that is active.
 */
export async function vouchedFor(context: Context, id: ClientId, now: Epoch): Promise<ProvedClient | null> {
  const client = await context.ports.store.findClient(id);
  if (client?.status !== 'active' || (await hasExpired(context, client, now))) return null;
  return proved(client, client.authMethod, useOf(client, context.policy, now));
}

const sentBy = ({ presented, client }: Claimant): SentClientId | null =>
  presented === null
    ? null
    : client === null
      ? { id: presented.credentials.clientId, standing: 'unknown' }
      : known(client);

const proved = (client: Client, method: AuthMethodName, spends: readonly Fact[]): ProvedClient => ({
  client: client as AuthenticatedClient,
  method,
  spends,
});

/**
 * The client that proved itself, or that named itself where that is set to be enough for the device flow
 * (protocol.md DV-1): it proves itself when it comes for the tokens. Throws as `authenticate`.
 */
export async function authenticateDevice(
  context: Context,
  claimant: Claimant,
  { now, source }: { readonly now: Epoch; readonly source: Source },
): Promise<NamedClient> {
  const { presented, client } = claimant;
  const isOnlyNamed =
    presented?.method === none &&
    client?.status === 'active' &&
    !isPublic(client) &&
    profileOf(client, context.policy).clientProof === 'any'; // advanced.md SW-3
  if (!isOnlyNamed) return authenticate(context, claimant, { now, source });
  if (client.deviceAuthorizationAuth === 'optional' && !(await hasExpired(context, client, now))) {
    return { client, method: none.name, spends: useOf(client, context.policy, now) };
  }
  const detail = 'a confidential client named itself only; device_authorization_auth optional allows that';
  return refuseClient(context.ports, { client: sentBy(claimant), source, detail });
}

/**
 * The client that proved itself, or that came by a federation and signed what it pushes: whether its own key did is
 * told where that is opened (OpenID Federation §12.1.1.2). Throws as `authenticate`.
 */
export async function authenticatePushed(
  context: Context,
  claimant: Claimant,
  {
    object,
    now,
    source,
  }: { readonly object: string | undefined; readonly now: Epoch; readonly source: Source },
): Promise<NamedClient> {
  const { presented, client } = claimant;
  const isBySignature =
    object !== undefined &&
    presented?.method === none &&
    client?.status === 'active' &&
    isAutomatic(client) &&
    profileOf(client, context.policy).clientProof === 'any' && // advanced.md SW-3
    !(await hasExpired(context, client, now));
  if (!isBySignature) return authenticate(context, claimant, { now, source });
  return { client, method: none.name, spends: useOf(client, context.policy, now) };
}

/** Reports and throws; also for a proof that is not enough for the endpoint. */
export function refuseClient({ observer }: Ports, { client, source, detail }: RefusedClient): never {
  observer.observe({ kind: 'client_authentication_failed', client, source });
  const failure = authenticationFailed(detail);
  if (client?.standing === 'known') failure.clientId = client.id;
  throw failure;
}

/** `detail`: why, for the log. */
export type RefusedClient = {
  readonly client: SentClientId | null;
  readonly source: Source;
  readonly detail?: string;
};

/** One that is stored. */
export const known = ({ id }: Client): SentClientId => ({ id, standing: 'known' });

/** A family may be bound to the way its client first proved itself (clients.md §5). */
export function checkFamilyMethod({ authMethod }: Pick<Family, 'authMethod'>, method: AuthMethodName): void {
  if (authMethod !== null && authMethod !== method) throw authenticationFailed();
}

export const authenticationFailed = (detail?: string): OAuthError =>
  new OAuthError('invalid_client', 'Client authentication failed.', { detail });
