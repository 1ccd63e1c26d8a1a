/** Who calls: the holder of an access token of ours for this API, and nobody else (product.md M-1). */

import type { TokenCheck } from '@grantor/engine';
import { accessCredentials, OAuthError, userId } from '@grantor/protocol';
import type { Actor } from '../administration/change.ts';
import { type Exchange, header, headerValues } from '../http/exchange.ts';
import { holderProblem, tokenProblem, tooMany } from '../http/problem.ts';
import type { Site } from '../site/site.ts';
import { apiPath } from './paths.ts';

export const adminScope = 'grantor:admin';

/** Sent as RFC 6750 §2.1 or RFC 9449 §7.1 has it. */
async function checkToken(exchange: Exchange, site: Site): Promise<TokenCheck> {
  const credentials = accessCredentials(header(exchange, 'authorization'));
  if (credentials === null) throw tokenProblem('none', adminScope);
  const { scheme, token } = credentials;
  const sent = {
    scheme,
    dpop: headerValues(exchange, 'dpop'),
    certificate: exchange.certificate(),
    source: exchange.source,
  };
  try {
    return await site.engine.checkToken(token, {
      audience: site.baseUrl + apiPath,
      scopes: [adminScope],
      sent,
    });
  } catch (failure) {
    if (!(failure instanceof OAuthError)) throw failure;
    if (failure.retryAfter !== undefined) throw tooMany(failure.retryAfter);
    throw holderProblem(failure, { scope: adminScope, dpop: site.proofAlgorithms });
  }
}

/** `nonce`: of their next proof; null: none is due. */
export type Caller = { readonly actor: Actor; readonly nonce: string | null };

/**
 * The administrator, or the client, that the token stands for; asked of the database at every request. Throws 401
 * and 403 as RFC 6750 §3.1 has them, and 429 for an address whose tokens are refused too often (security.md L-1).
 */
export async function readCaller(exchange: Exchange, site: Site): Promise<Caller> {
  const charge = await site.limits.charge('default', exchange.source, null);
  if (!charge.allowed) {
    site.observer.observe({ kind: 'rate_limited', limit: 'default', source: exchange.source });
    throw tooMany(charge.retryAfter);
  }
  const check = await checkToken(exchange, site);
  if (check.kind === 'refused' && check.fault === 'bound') {
    throw holderProblem(null, { scope: adminScope, dpop: site.proofAlgorithms });
  }
  if (check.kind === 'refused') throw tokenProblem(check.fault === 'scope' ? 'scope' : 'refused', adminScope);
  const { clientId, userId: person, username } = check.token;
  exchange.note({ clientId, userId: person });
  if (person !== null && (await site.store.findAccount(userId(person)))?.role !== 'admin') {
    site.changes.audit.tally({ kind: 'denied', cause: 'role', userId: person }, exchange.source);
    throw tokenProblem('scope', adminScope);
  }
  charge.refund();
  const actor = { userId: person, username, clientId, source: exchange.source };
  return { actor, nonce: check.nonce };
}
