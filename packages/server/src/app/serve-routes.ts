/** One request from its arrival to its answer: what every answer carries, what is logged, how a failure is told. */

import { failureOf } from '@grantor/engine/surface';
import { isLoopbackUrl, OAuthError } from '@grantor/protocol';
import { anotherLoopbackName, underBaseUrl } from '../http/another-name.ts';
import { type ArrivalWorld, type Arrived, arrive } from '../http/arrival.ts';
import { withBase } from '../http/base-path.ts';
import { type CorsSettings, corsHeaders } from '../http/cors.ts';
import { type Exchange, type Handler, underPattern } from '../http/exchange.ts';
import { fromRequest, toResponse } from '../http/fetch.ts';
import { type Incoming, lengthOf, type Outgoing, type Peer, withHeaders } from '../http/message.ts';
import type { PageSettings } from '../http/page.ts';
import { denialOf, methodNotAllowed, notFound, pageMethodRefused, refuseFailure } from '../http/refuse.ts';
import { checkHost } from '../http/request-target.ts';
import { dispatch, patternOf, type Route } from '../http/routes.ts';
import { seeOther } from '../http/send.ts';
import { type Log, logRequest } from '../telemetry/log.ts';
import type { RequestMetrics } from '../telemetry/metrics/requests.ts';
import type { Tracing } from '../telemetry/tracing/tracing.ts';
import { methodRefused } from './protocol-routes.ts';

export type ServedRoutes = {
  /** The route of a path, perhaps when its code is loaded. */
  readonly find: (path: string) => Route | undefined | Promise<Route | undefined>;
  readonly baseUrl: string;
  readonly pages: PageSettings;
  readonly cors: CorsSettings;
  /** Somebody may not, or a form was not theirs. */
  readonly onDenied: (cause: 'role' | 'form', exchange: Exchange, userId: string | null) => void;
  readonly isDraining: () => boolean;
  readonly arrival: ArrivalWorld;
  readonly log: Log;
  /** null: nothing is measured. */
  readonly requests: RequestMetrics | null;
  /** null: nothing is traced. */
  readonly tracing: Pick<Tracing, 'request'> | null;
};

export type App = {
  answer(incoming: Incoming): Promise<Outgoing>;
  /** The same through the Fetch API. */
  fetch(request: Request, peer?: Peer): Promise<Response>;
};

const nobody: Peer = { address: '127.0.0.1' };

export function serveRoutes(served: ServedRoutes): App {
  const { find, baseUrl, pages, cors, arrival, log, requests, tracing } = served;
  const everyAnswer = answerHeaders(baseUrl);
  const isAnotherLoopbackName = anotherLoopbackName(baseUrl);
  return {
    answer,
    fetch: async (request, peer = nobody) => toResponse(await answer(fromRequest(request, peer))),
  };

  async function answer(incoming: Incoming): Promise<Outgoing> {
    let arrived = arrive(incoming, arrival);
    const found = find(arrived.exchange.path);
    const route = found instanceof Promise ? await found : found;
    if (route !== undefined) {
      const { exchange } = arrived;
      arrived = { ...arrived, exchange: underPattern(exchange, patternOf(route, exchange.path)) };
    }
    if (tracing === null) return serve(arrived, route, null);
    const { method, peer, header } = arrived.exchange;
    // As with X-Request-Id: whose trace it is, strangers do not say (operations.md G-1)
    const parent = peer === 'trusted_proxy' ? (header('traceparent') ?? null) : null;
    const start = { method, route: route?.paths[0] ?? 'other', parent };
    return tracing.request(start, (traceId) => serve(arrived, route, traceId));
  }

  async function serve(
    { exchange, notes }: Arrived,
    route: Route | undefined,
    traceId: string | null,
  ): Promise<Outgoing> {
    const started = performance.now();
    requests?.begun();
    const { requestId, address } = exchange.source;
    const outgoing = await respond(exchange, route, notes);
    const answered = {
      method: exchange.method,
      status: outgoing.status,
      duration: performance.now() - started,
      route: route?.paths[0] ?? 'other',
    };
    requests?.answered(answered);
    logRequest(log, {
      requestId,
      traceId,
      ...answered,
      bytes: lengthOf(outgoing),
      address,
      userId: notes.userId ?? null,
      clientId: notes.clientId ?? null,
      error: notes.error ?? null,
    });
    if (notes.detail != null) {
      const { error, clientId, redirectUri, detail } = notes;
      const about = { client_id: clientId, redirect_uri: redirectUri ?? undefined };
      log.info('request refused', { request_id: requestId, ...about, error, detail });
    }
    const headers: Record<string, string> = { ...everyAnswer };
    headers['x-request-id'] = requestId;
    if (served.isDraining()) headers['connection'] = 'close';
    return withHeaders(withBase(outgoing, arrival.basePath), headers);
  }

  async function respond(
    exchange: Exchange,
    route: Route | undefined,
    notes: Arrived['notes'],
  ): Promise<Outgoing> {
    try {
      checkHost(exchange);
      return route === undefined ? notFound(exchange, pages) : await runRoute(exchange, route);
    } catch (failure) {
      const error = failureOf(failure);
      exchange.note({ error: error.code });
      const cause = denialOf(failure);
      if (cause !== null) served.onDenied(cause, exchange, notes.userId ?? null);
      if (!(failure instanceof OAuthError))
        log.error('request failed', { requestId: exchange.source.requestId, failure });
      const { audience, crossOrigin } = route ?? ({ audience: 'page', crossOrigin: 'none' } as const);
      const refusal =
        route?.refuse?.(exchange, error) ?? refuseFailure(exchange, failure, { settings: pages, audience });
      return withHeaders(refusal, corsHeaders(exchange, crossOrigin, cors));
    }
  }

  async function runRoute(exchange: Exchange, route: Route): Promise<Outgoing> {
    const isRead = exchange.method === 'GET' || exchange.method === 'HEAD';
    if (isRead && route.audience === 'page' && isAnotherLoopbackName(exchange)) {
      return seeOther(underBaseUrl(exchange, baseUrl), []);
    }
    return dispatch(exchange, route, { cors, methodRefused: refusedBy(route) });
  }

  function refusedBy({ refuse, audience }: Route): Handler {
    if (refuse !== undefined) return (seen) => refuse(seen, methodNotAllowed());
    return audience === 'api' ? methodRefused : (seen) => pageMethodRefused(seen, pages);
  }
}

/** What every answer carries (security.md §4); a promise of https would outlive a trial on this machine. */
const answerHeaders = (baseUrl: string): Readonly<Record<string, string>> => ({
  'x-content-type-options': 'nosniff',
  ...(baseUrl.startsWith('https:') && !isLoopbackUrl(baseUrl)
    ? { 'strict-transport-security': 'max-age=31536000' }
    : {}),
});
