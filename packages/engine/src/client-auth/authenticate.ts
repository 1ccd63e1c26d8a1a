/**
 * Who the calling client is, proved by exactly one method (RFC 6749 §2.3, protocol.md §4).
 * Never decides what the client may do.
 */

import {
  clientId,
  type Epoch,
  OAuthError,
  type Params,
  parseAuthorization,
  parseBasic,
} from '@grantor/protocol';
import type { Source } from '../facts.ts';
import type { AuthMethodName, Client } from '../model/client.ts';
import type { Ports } from '../ports.ts';
import type { AuthMethod, Credentials } from './method.ts';
import { none } from './none.ts';
import { secretBasic } from './secret-basic.ts';
import { secretPost } from './secret-post.ts';

declare const authenticated: unique symbol;

/** A client that proved who it is. Made here only. */
export type AuthenticatedClient = Client & { readonly [authenticated]: AuthMethodName };

export const authMethods: readonly AuthMethod[] = [none, secretBasic, secretPost];

/** A claim to be a client, read but not yet proved, with the client it names. */
export type Claimant = {
  /** null: the request names no client, or one in a form that cannot be right. */
  readonly presented: { readonly method: AuthMethod; readonly credentials: Credentials } | null;
  /** null: unknown. */
  readonly client: Client | null;
};

/**
 * Reads the one credential of the request and looks its client up.
 * Throws `invalid_request` when two are presented (RFC 6749 §2.3).
 */
export async function findClaimant(
  ports: Ports,
  request: { readonly params: Params; readonly authorization: string | undefined },
): Promise<Claimant> {
  const presented = readCredentials(request.params, request.authorization);
  if (presented === null) return { presented, client: null };
  const client = await ports.store.findClient(clientId(presented.credentials.clientId));
  return { presented, client };
}

/** The proved client. Throws `invalid_client`, with one text for every cause (protocol.md CA-4), and reports it. */
export function authenticate(
  ports: Ports,
  { presented, client }: Claimant,
  { now, source }: { readonly now: Epoch; readonly source: Source },
): AuthenticatedClient {
  if (presented !== null && client?.status === 'active' && isProved(client, presented, now)) {
    return client as AuthenticatedClient;
  }
  return refuseClient(ports, { clientId: presented?.credentials.clientId ?? null, source });
}

/** Reports and throws; also for a proof that is not enough for the endpoint. */
export function refuseClient(
  { observer }: Ports,
  refused: { readonly clientId: string | null; readonly source: Source },
): never {
  observer.observe({ kind: 'client_authentication_failed', ...refused });
  throw authenticationFailed();
}

export const authenticationFailed = (): OAuthError =>
  new OAuthError('invalid_client', 'Client authentication failed.');

const isProved = (
  client: Client,
  { method, credentials }: { method: AuthMethod; credentials: Credentials },
  now: Epoch,
): boolean => method.serves(client) && method.verify(client, credentials, now);

function readCredentials(params: Params, authorization: string | undefined): Claimant['presented'] {
  const basic = readBasic(authorization);
  if (basic === 'unreadable') return null;
  // RFC 6749 §2.3: the client MUST NOT use more than one authentication method
  if (basic !== null && params.has('client_secret')) {
    throw new OAuthError('invalid_request', 'More than one client authentication method is used.');
  }
  const named = params.get('client_id');
  // protocol.md CA-2
  if (basic !== null && named !== undefined && named !== basic.user) return null;
  for (const method of authMethods) {
    const credentials = method.read({ params, basic });
    if (credentials !== null) return { method, credentials };
  }
  return null;
}

function readBasic(
  authorization: string | undefined,
): { user: string; password: string } | 'unreadable' | null {
  if (authorization === undefined) return null;
  const parsed = parseAuthorization(authorization);
  if (parsed?.scheme !== 'basic') return 'unreadable';
  try {
    return parseBasic(parsed.value);
  } catch (error) {
    if (error instanceof OAuthError) return 'unreadable';
    throw error;
  }
}
