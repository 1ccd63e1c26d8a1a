import {
  type ClientId,
  encodeForm,
  type Hash,
  type Params,
  parseQuery,
  secondOf,
  sha256,
} from '@grantor/protocol';
import type { Arrival } from '../clients/client-directory.ts';
import { hasExpired } from '../clients/lifetime.ts';
import type { Client } from '../model/client.ts';
import type { RequestForm } from '../model/flow.ts';
import type { Fact } from '../ports/facts.ts';
import { RequestRefused } from '../requests/request-refused.ts';
import type { Attempt } from './attempt.ts';

/** Parameters of a known client that may be served. Its errors are pages: nobody's redirect URI is trusted yet. */
export type LoadedRequest = {
  readonly client: Client;
  readonly params: Params;
  /** null: they came by the browser. */
  readonly pushed: PushedReference | null;
  readonly form: RequestForm;
  /** What registers the client once the request has proved to be its own; absent: it is registered. */
  readonly registers?: readonly Fact[];
};

/** What was pushed, as the browser names it. */
export type PushedReference = {
  readonly hash: Hash;
  /** The two parameters that the browser brings, form encoded. */
  readonly reference: string;
};

/** Finds the client (RFC 6749 §4.1.2.1, protocol.md AZ-1). */
export async function load(
  encoded: string,
  attempt: Pick<Attempt, 'ports' | 'policy' | 'clients' | 'source' | 'at' | 'flow'>,
): Promise<LoadedRequest> {
  const params = parseQuery(encoded);
  const id = params.get('client_id');
  const arrival = id === undefined ? null : await findFor({ id, params }, attempt);
  const client = arrival?.client ?? null;
  if (client === null || (await hasExpired(attempt, client, secondOf(attempt.at)))) {
    const [fault, detail] =
      client === null
        ? (['unknown_client', 'no such client'] as const)
        : (['expired_client', 'it was not used for too long'] as const);
    const description = 'The client is unknown or has expired.';
    throw new RequestRefused({ fault, client }, 'invalid_client', { description, detail });
  }
  if (client.status !== 'active') {
    const description = 'The client is not allowed to make this request.';
    const refused = { fault: 'inactive_client', client } as const;
    throw new RequestRefused(refused, 'unauthorized_client', { description, detail: client.status });
  }
  return isReference(params.echo('request_uri'))
    ? fetchPushed(attempt, client, params)
    : { client, params, pushed: null, form: attempt.flow?.stored.form ?? 'plain', ...arrivalOf(arrival) };
}

/** Whoever is unknown may come with a request that they signed (OpenID Federation §12.1). */
async function findFor(
  { id, params }: { readonly id: string; readonly params: Params },
  { clients, source }: Pick<Attempt, 'clients' | 'source'>,
): Promise<Arrival | null> {
  const object = params.echo('request');
  if (object !== undefined) return clients.meet({ id, object, source });
  const client = await clients.find(id, source);
  return client === null ? null : { client, facts: [] };
}

const arrivalOf = (arrival: Arrival | null) =>
  arrival === null || arrival.facts.length === 0 ? {} : { registers: arrival.facts };

/** What the client pushed; nothing else that the browser brings is read (RFC 9126 §4, RFC 9101 §6.3). */
async function fetchPushed(
  { ports, at, flow }: Pick<Attempt, 'ports' | 'at' | 'flow'>,
  client: Client,
  params: Params,
): Promise<LoadedRequest> {
  params.check(['client_id', 'request_uri']);
  const reference = referenceOf(client.id, params.get('request_uri') ?? '');
  const now = secondOf(at);
  const found = await ports.store.findPushedRequest(reference.hash, now);
  // Whoever came in time has the time of their sign-in (advanced.md PAR-6)
  const isOver = found === null || (flow === null && found.expiresAt <= now);
  if (isOver || found.clientId !== client.id) throw referenceRefused(client);
  return { client, params: parseQuery(found.parameters), pushed: reference, form: found.form };
}

/** Expired, answered, another client's and invented ones look alike. */
export const referenceRefused = (client: Client): RequestRefused =>
  new RequestRefused({ fault: 'request_uri', client }, 'invalid_request_uri', {
    description: 'The request_uri is unknown, expired or was used.',
  });

const referencePrefix = 'urn:ietf:params:oauth:request_uri:';

const isReference = (uri: string | undefined): boolean => uri?.startsWith(referencePrefix) ?? false;

/** A new `request_uri` (RFC 9126 §2.2). `random`: 256 bits. */
export const newRequestUri = (random: string): string => referencePrefix + random;

export const referenceOf = (client: ClientId, uri: string): PushedReference => ({
  hash: sha256(uri),
  reference: encodeForm([
    ['client_id', client],
    ['request_uri', uri],
  ]),
});
