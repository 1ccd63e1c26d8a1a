/** The authorization endpoint and the place where suspended requests go on. */

import { randomBytes } from 'node:crypto';
import type { AuthorizeOutcome } from '@grantor/engine';
import { OAuthError, type Params, Secret, secondOf, sha256 } from '@grantor/protocol';
import { type Exchange, header, queryParameter } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import { type Caller, readCaller, type Visit } from '../site/caller.ts';
import type { Site } from '../site/site.ts';
import { lookAt } from './before-provider.ts';
import { present } from './present.ts';

/** RFC 6749 §3.1: by GET, or by POST of a form (OpenID Connect Core §3.1.2.1). */
export async function authorizationEndpoint(exchange: Exchange, site: Site): Promise<Outgoing> {
  const seen = await readCaller(exchange, site);
  await chargeRequest(exchange, site, seen);
  const isPosted = exchange.method === 'POST';
  const form = isPosted
    ? { contentType: header(exchange, 'content-type'), body: await exchange.body() }
    : null;
  const caller = isPosted ? asPoster(seen, site) : seen;
  const { query, source } = exchange;
  const outcome = await site.engine.authorize({ query, form, source }, caller.visitor);
  return present(outcome, exchange, caller);
}

/**
 * A post from another site shows no cookie of this browser: what it starts is bound to one that is set with the
 * answer, which only this browser brings back (protocol.md AZ-7).
 */
function asPoster(caller: Caller, site: Site): Caller {
  if (caller.presented.browser !== null) return caller;
  const id = Secret.of(randomBytes(32).toString('base64url'));
  return {
    ...caller,
    visitor: { ...caller.visitor, browser: sha256(id.reveal()) },
    cookies: [...caller.cookies, site.cookies.poster(id)],
  };
}

/** Each request may store a row: they are limited per person, and per address without one (security.md L-8). */
export async function chargeRequest(
  { source }: Exchange,
  { limits, observer }: Site,
  { visitor }: Caller,
): Promise<void> {
  const { session } = visitor;
  const charged = await (session === null
    ? limits.charge('default', source, null)
    : limits.person(session.userId));
  if (charged.allowed) return;
  observer.observe({ kind: 'rate_limited', limit: session === null ? 'default' : 'person', source });
  throw tooManyTries(charged.retryAfter);
}

/** `retryAfter`: seconds. */
export const tooManyTries = (retryAfter: number): OAuthError =>
  new OAuthError('rate_limit_exceeded', 'Too many requests.', { retryAfter });

/** Looks again at a suspended request: after sign-in, or when a posted request comes back by GET. */
export async function continueRequest(exchange: Exchange, site: Site): Promise<Outgoing> {
  const caller = await readCaller(exchange, site);
  const flow = queryParameter(exchange, 'flow') ?? '';
  const outcome = await lookAt({ exchange, caller, site }, flow);
  const hasArrived = caller.presented.poster !== null && outcome.kind !== 'refuse';
  const cookies = hasArrived ? [...caller.cookies, site.cookies.endPoster()] : caller.cookies;
  return present(outcome, exchange, { ...caller, cookies });
}

/**
 * The request of a form whose flow is over, begun again as its application once did: nothing of what was
 * decided before goes with it. null: the form carries no request.
 */
export async function beginAgain(
  visit: Visit,
  form: Params,
  begunIn?: 'another_session',
): Promise<AuthorizeOutcome | null> {
  const { exchange, caller, site } = visit;
  const request = form.get('request');
  if (request === undefined) return null;
  await chargeRequest(exchange, site, caller);
  const begun = { query: request, form: null, source: exchange.source };
  return site.engine.authorize(begunIn === undefined ? begun : { ...begun, begunIn }, caller.visitor);
}

/** Whether the time of the flow was over before its form was sent (protocol.md §2). */
export const isOver = (form: Params, { site }: Visit): boolean =>
  Number(form.get('until')) <= secondOf(site.now());
