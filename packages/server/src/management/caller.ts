/** Who calls: the holder of an access token of ours for this API, and nobody else (product.md M-1). */

import { bearerToken, userId } from '@grantor/protocol';
import type { Actor } from '../administration/change.ts';
import { type Exchange, header } from '../http/exchange.ts';
import { tokenProblem, tooMany } from '../http/problem.ts';
import type { Site } from '../site/site.ts';

export const apiPath = '/api/v1';
export const adminScope = 'grantor:admin';

/**
 * The administrator, or the client, that the token stands for; asked of the database at every request. Throws 401
 * and 403 as RFC 6750 §3.1 has them, and 429 for an address whose tokens are refused too often (security.md L-1).
 */
export async function readActor(exchange: Exchange, site: Site): Promise<Actor> {
  const charge = await site.limits.charge('default', exchange.source, null);
  if (!charge.allowed) {
    site.observer.observe({ kind: 'rate_limited', limit: 'default', source: exchange.source });
    throw tooMany(charge.retryAfter);
  }
  const value = bearerToken(header(exchange, 'authorization'));
  if (value === null) throw tokenProblem('none', adminScope);
  const demand = { audience: site.baseUrl + apiPath, scopes: [adminScope] };
  const check = await site.engine.checkToken(value, demand);
  if (check.kind === 'refused') throw tokenProblem(check.fault === 'scope' ? 'scope' : 'refused', adminScope);
  const { clientId, userId: person, username } = check.token;
  exchange.note({ clientId, userId: person });
  if (person !== null && (await site.store.findAccount(userId(person)))?.role !== 'admin') {
    site.changes.audit.tally({ kind: 'denied', cause: 'role', userId: person }, exchange.source);
    throw tokenProblem('scope', adminScope);
  }
  charge.refund();
  return { userId: person, username, clientId, source: exchange.source };
}
