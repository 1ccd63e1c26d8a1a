/** A request that never reaches its client: what is told of it, since nobody else will (protocol.md AZ-1). */

import { type OAuthError, parseQuery } from '@grantor/protocol';
import { DocumentRefused, FederationRefused } from '../clients/client-directory.ts';
import type { Client } from '../model/client.ts';
import type { RefusalCause } from '../ports/observer.ts';
import type { AuthorizeOutcome } from '../requests/outcome.ts';
import { RequestRefused } from '../requests/request-refused.ts';
import type { Attempt } from './attempt.ts';

/** The outcome, and a word of it to the observer. `client`: the one it was found to be about, if it came so far. */
export function refuse(
  { ports, source }: Pick<Attempt, 'ports' | 'source'>,
  { encoded, client }: { readonly encoded: string; readonly client: Client | null },
  error: OAuthError,
): AuthorizeOutcome {
  const id = once(encoded, 'client_id');
  const found = error instanceof RequestRefused ? error.client : client;
  const standing = found === null ? 'unknown' : 'known';
  const asked = {
    client: id === null ? null : ({ id, standing } as const),
    redirectUri: once(encoded, 'redirect_uri'),
  };
  ports.observer.observe({ kind: 'authorization_refused', cause: causeOf(error), ...asked, source });
  return { kind: 'refuse', error, reason: 'request', asked };
}

function causeOf(error: OAuthError): RefusalCause {
  if (error instanceof RequestRefused) return error.fault;
  if (error instanceof FederationRefused) return 'federation';
  return error instanceof DocumentRefused ? 'document' : 'malformed';
}

/** For telling only: what cannot be read, or was sent twice, is nothing. */
const once = (encoded: string, name: string): string | null => {
  try {
    return parseQuery(encoded).get(name) ?? null;
  } catch {
    return null;
  }
};
