import { type Params, parseQuery, secondOf } from '@grantor/protocol';
import { hasExpired } from '../clients/lifetime.ts';
import type { Client } from '../model/client.ts';
import { RequestRefused } from '../requests/request-refused.ts';
import type { Attempt } from './attempt.ts';

/** Parameters of a known client that may be served. Its errors are pages: nobody's redirect URI is trusted yet. */
export type LoadedRequest = {
  readonly client: Client;
  readonly params: Params;
};

/** Finds the client (RFC 6749 §4.1.2.1, protocol.md AZ-1). */
export async function load(
  encoded: string,
  attempt: Pick<Attempt, 'ports' | 'policy' | 'clients' | 'source' | 'at'>,
): Promise<LoadedRequest> {
  const params = parseQuery(encoded);
  const id = params.get('client_id');
  const client = id === undefined ? null : await attempt.clients.find(id, attempt.source);
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
  return { client, params };
}
