/** What a proof of the client spends is kept with what its request writes, once (RFC 7523 §3, security.md R-7). */

import { type Instant, OAuthError } from '@grantor/protocol';
import type { CommitResult, Fact, Source } from '../ports/facts.ts';
import type { Ports } from '../ports/ports.ts';
import { known, type NamedClient, refuseClient } from './authenticate.ts';

/** Commits facts of the request. Throws `invalid_client` when the proof was spent by another request. */
export type Keep = (facts: readonly Fact[], at: Instant) => Promise<CommitResult>;

/**
 * Does the work of a proved client. Its proof counts once whatever comes of the request: it is committed
 * with the first facts the work keeps, or alone when there are none, also before a refusal is answered.
 */
export async function spending<Result>(
  ports: Ports,
  { client, spends, source }: NamedClient & { readonly source: Source },
  work: (keep: Keep) => Promise<Result>,
): Promise<Result> {
  let unspent = spends;
  const keep: Keep = async (facts, at) => {
    const result = await ports.store.commit({ facts: [...unspent, ...facts], at, source });
    if (result.ok) unspent = [];
    else if (result.conflict === 'proof_seen') {
      unspent = [];
      return refuseClient(ports, { client: known(client), source, detail: 'the assertion was used before' });
    }
    return result;
  };
  const spend = async (): Promise<void> => {
    if (unspent.length > 0) await keep([], ports.clock.now());
  };
  try {
    const result = await work(keep);
    await spend();
    return result;
  } catch (error) {
    if (error instanceof OAuthError) {
      error.clientId ??= client.id;
      await spend();
    }
    throw error;
  }
}
