import { clientId, OAuthError, type Params, parseQuery } from '@grantor/protocol';
import type { Client } from '../model/client.ts';
import type { Store } from '../ports.ts';

/** Parameters of a known client that may be served. Its errors are pages: nobody's redirect URI is trusted yet. */
export type LoadedRequest = {
  readonly client: Client;
  readonly params: Params;
  /** As it was sent, form encoded. */
  readonly encoded: string;
};

/** Finds the client (RFC 6749 §4.1.2.1, protocol.md AZ-1). */
export async function load(encoded: string, store: Store): Promise<LoadedRequest> {
  const params = parseQuery(encoded);
  const id = params.get('client_id');
  const client = id === undefined ? null : await store.findClient(clientId(id));
  if (client === null) throw new OAuthError('invalid_client', 'The client is unknown.');
  if (client.status !== 'active') {
    throw new OAuthError('unauthorized_client', 'The client is not allowed to make this request.');
  }
  return { client, params, encoded };
}
