/** Who calls: the holder of an access token of ours for this API, and nobody else (product.md M-1). */

import { bearerChallenge, bearerToken, type ErrorCode, userId } from '@grantor/protocol';
import type { Actor } from '../administration/change.ts';
import { type Exchange, header } from '../http/exchange.ts';
import type { Site } from '../site/site.ts';
import { Problem } from './problem.ts';

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
  if (value === null) throw refused(401, null);
  const demand = { audience: site.baseUrl + apiPath, scopes: [adminScope] };
  const check = await site.engine.checkToken(value, demand);
  if (check.kind === 'refused')
    throw check.fault === 'scope' ? refused(403, 'insufficient_scope') : refused(401, 'invalid_token');
  const { clientId, userId: person, username } = check.token;
  exchange.note({ clientId, userId: person });
  if (person !== null && (await site.store.findAccount(userId(person)))?.role !== 'admin')
    throw refused(403, 'insufficient_scope');
  charge.refund();
  return { userId: person, username, clientId, source: exchange.source };
}

function refused(status: 401 | 403, error: ErrorCode | null): Problem {
  const detail =
    status === 403
      ? `An administrator has to allow the scope ${adminScope}.`
      : 'An access token for this API is needed.';
  const challenge = bearerChallenge({
    ...(error === null ? {} : { error, description: detail }),
    scope: adminScope,
  });
  return new Problem({
    status,
    code: error ?? 'missing_token',
    detail,
    headers: { 'www-authenticate': challenge },
  });
}

export const tooMany = (seconds: number): Problem =>
  new Problem({
    status: 429,
    code: 'rate_limit_exceeded',
    detail: 'There were too many requests.',
    headers: { 'retry-after': String(Math.max(1, Math.ceil(seconds))) },
  });
