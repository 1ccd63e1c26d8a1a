/** What a proof of the client spends is kept with what its request writes, once (RFC 7523 §3, security.md R-7). */

import { type Instant, OAuthError } from '@grantor/protocol';
import { isSelfRegistered } from '../model/client.ts';
import type { CommitResult, Fact, Source } from '../ports/facts.ts';
import type { Ports } from '../ports/ports.ts';
import { charge, RateLimited } from '../requests/charge.ts';
import { known, type NamedClient, refuseClient } from './authenticate.ts';

/** Commits facts of the request. Throws `invalid_client` when the assertion was spent by another request. */
export type Keep = (facts: readonly Fact[], at: Instant) => Promise<CommitResult>;

/**
 * Does the work of a proved client. Its proof counts once whatever comes of the request: it is committed
 * with the first facts the work keeps, or alone when there are none, also before a refusal is answered. Alone it is a
 * row that anybody can have stored who registers a client: then it is charged, or the request is none, and throws
 * `rate_limit_exceeded` (security.md L-8).
 */
export async function spending<Result>(
  ports: Ports,
  { client, spends, source }: NamedClient & { readonly source: Source },
  work: (keep: Keep) => Promise<Result>,
): Promise<Result> {
  let unspent = spends;
  const keep: Keep = async (facts, at) => {
    if (unspent.length + facts.length === 0) return { ok: true };
    const result = await ports.store.commit({ facts: [...unspent, ...facts], at, source });
    if (result.ok) unspent = [];
    else if (result.conflict === 'proof_seen') {
      unspent = [];
      return refuseClient(ports, { client: known(client), source, detail: 'the assertion was used before' });
    }
    return result;
  };
  const leavesRow = isSelfRegistered(client) && spends.some(({ kind }) => kind === 'proof_seen');
  const spend = async (error?: OAuthError): Promise<void> => {
    if (unspent.length === 0) return;
    if (leavesRow) await payForRow(ports, source, error);
    await keep([], ports.clock.now());
  };
  try {
    const result = await work(keep);
    await spend();
    return result;
  } catch (error) {
    if (error instanceof OAuthError) {
      error.clientId ??= client.id;
      await spend(error);
    }
    throw error;
  }
}

/** A well-paced poll is refused by no limit, only slowed (security.md L-5, RFC 8628 §3.5). */
async function payForRow(ports: Ports, source: Source, error: OAuthError | undefined): Promise<void> {
  if (error?.code !== 'authorization_pending') {
    await charge(ports, { limit: 'default', source }, null);
    return;
  }
  try {
    await charge(ports, { limit: 'proof', source }, null);
  } catch (refusal) {
    throw refusal instanceof RateLimited ? pollsTooOften() : refusal;
  }
}

/** RFC 8628 §3.5 */
export const pollsTooOften = (): OAuthError => new OAuthError('slow_down', 'The client polls too often.');
