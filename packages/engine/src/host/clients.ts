/** Clients in the hands of the program around the server: the rules of clients.md, without HTTP (distribution.md L-4). */

import type { ClientId } from '@grantor/protocol';
import { clientInformation } from '../registration/answer.ts';
import { describeClient } from '../registration/describe.ts';
import { newcomer } from '../registration/newcomer.ts';
import type { Context } from '../requests/context.ts';
import { inProcess } from './source.ts';

/** Client information (RFC 7591 §3.2.1): metadata by their names on the wire. */
export type ClientInformation = Readonly<Record<string, unknown>> & { readonly client_id: string };

/**
 * Registers a client as the endpoint does for whoever has the initial access token, whether strangers may register or not.
 * Throws UnacceptableMetadata, with all that is wrong.
 */
export async function registerClient(
  { ports, policy }: Context,
  metadata: object,
): Promise<ClientInformation> {
  const at = ports.clock.now();
  const source = inProcess(ports.random, 'application');
  const given = { json: metadata, beyond: 'any', at, source } as const;
  const { registration, told } = await newcomer({ ports, policy }, given);
  const facts = [{ kind: 'client_registered', registration } as const];
  await ports.store.commit({ facts, at, source });
  return clientInformation(registration, told, policy);
}

/** What is stored of a client, however it came here; no secret. null: there is none, or it is inactive. */
export async function describeStored({ ports }: Context, id: ClientId): Promise<ClientInformation | null> {
  const client = await ports.store.findClient(id);
  return client === null || client.status !== 'active'
    ? null
    : { client_id: client.id, ...describeClient(client) };
}

/**
 * Ends a registered client with all it was given (RFC 7592 §2.3). false: there is none of that id, or it did not
 * register; what is declared ends where it is declared.
 */
export async function removeClient(context: Context, id: ClientId): Promise<boolean> {
  const { ports } = context;
  const registration = await ports.store.findRegistration(id);
  if (registration === null || registration.client.status !== 'active') return false;
  const { client, tokenHash: presented } = registration;
  const facts = [{ kind: 'client_deleted', client, presented } as const];
  const result = await ports.store.commit({
    facts,
    at: ports.clock.now(),
    source: inProcess(ports.random, 'application'),
  });
  // Its token was replaced in this very moment
  return result.ok || removeClient(context, id);
}
