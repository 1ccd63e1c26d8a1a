/** The authorization endpoint and the place where suspended requests go on. */

import { OAuthError } from '@grantor/protocol';
import { type Exchange, header, queryParameter } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import { readCaller } from '../site/caller.ts';
import type { Site } from '../site/site.ts';
import { present } from './present.ts';

/** RFC 6749 §3.1: by GET, or by POST of a form (OpenID Connect Core §3.1.2.1). */
export async function authorizationEndpoint(exchange: Exchange, site: Site): Promise<Outgoing> {
  const caller = await readCaller(exchange, site);
  if (caller.visitor.session === null) await chargeAnonymous(exchange, site);
  const form =
    exchange.method === 'POST'
      ? { contentType: header(exchange, 'content-type'), body: await exchange.body() }
      : null;
  const outcome = await site.engine.authorize(
    { query: exchange.query, form, source: exchange.source },
    caller.visitor,
  );
  return present(outcome, exchange, caller);
}

/** Each request without a session may store a row: they are limited per address (security.md L-8). */
async function chargeAnonymous(exchange: Exchange, site: Site): Promise<void> {
  const charge = await site.limits.charge('default', exchange.source, null);
  if (charge.allowed) return;
  site.observer.observe({ kind: 'rate_limited', limit: 'default', source: exchange.source });
  throw new OAuthError('rate_limit_exceeded', 'Too many requests.', { retryAfter: charge.retryAfter });
}

/** Looks again at a suspended request: after sign-in, or when a posted request comes back by GET. */
export async function continueRequest(exchange: Exchange, site: Site): Promise<Outgoing> {
  const caller = await readCaller(exchange, site);
  const flow = queryParameter(exchange, 'flow') ?? '';
  const outcome = await site.engine.resume({ flow, decision: null, source: exchange.source }, caller.visitor);
  return present(outcome, exchange, caller);
}
