/**
 * The HTTP side of the server: which paths exist, what every answer carries, what is logged.
 * Holds no state and decides nothing the engine or a page decides.
 */

import { failureOf } from '@grantor/engine';
import { isLoopbackUrl, OAuthError } from '@grantor/protocol';
import type { FrontEndApi } from '../authlete/handle.ts';
import { isAnotherLoopbackName, underBaseUrl } from '../http/another-name.ts';
import { type ArrivalWorld, type Arrived, arrive } from '../http/arrival.ts';
import { withBase } from '../http/base-path.ts';
import { corsHeaders } from '../http/cors.ts';
import type { Exchange, Handler } from '../http/exchange.ts';
import { fromRequest, toResponse } from '../http/fetch.ts';
import { type Incoming, lengthOf, type Outgoing, type Peer, withHeaders } from '../http/message.ts';
import {
  denialOf,
  methodNotAllowed,
  notFound,
  pageMethodRefused,
  refuseFailure,
  unservedDocuments,
} from '../http/refuse.ts';
import { checkHost } from '../http/request-target.ts';
import { dispatch, type Route, routesOnDemand, routeTable } from '../http/routes.ts';
import { seeOther } from '../http/send.ts';
import { apiPath, descriptionPath } from '../management/paths.ts';
import { referencePath } from '../pages/index.ts';
import type { Site } from '../site/site.ts';
import { type Log, logRequest } from '../telemetry/log.ts';
import type { RequestMetrics } from '../telemetry/metrics/requests.ts';
import type { Tracing } from '../telemetry/tracing/tracing.ts';
import { assetRoutes } from './asset-routes.ts';
import { credentialRoutes } from './credential-routes.ts';
import { federationRoutes } from './federation-routes.ts';
import { forwardAuthRoutes } from './forward-auth-routes.ts';
import { frontEndRoute } from './front-end-routes.ts';
import { healthRoutes, type Readiness } from './health.ts';
import { logoRoute } from './logo-route.ts';
import { type MetricsExport, metricsRoute } from './metrics-route.ts';
import { pageRoutes } from './page-routes.ts';
import { methodRefused, protocolRoutes } from './protocol-routes.ts';

export type AppWorld = {
  readonly site: Site;
  readonly readiness: Readiness;
  readonly arrival: ArrivalWorld;
  readonly log: Log;
  /** null: nothing is measured. */
  readonly metrics: (MetricsExport & { readonly requests: RequestMetrics }) | null;
  /** null: front-ends have no API here. */
  readonly frontEnds: FrontEndApi | null;
  /** `front_ends`: nothing but their API, on a port of its own. */
  readonly part: 'everything' | 'front_ends';
  /** null: nothing is traced. */
  readonly tracing: Pick<Tracing, 'request'> | null;
};

export type App = {
  answer(incoming: Incoming): Promise<Outgoing>;
  /** The same through the Fetch API. */
  fetch(request: Request, peer?: Peer): Promise<Response>;
};

const nobody: Peer = { address: '127.0.0.1' };

export function createApp(world: AppWorld): App {
  const { site, readiness, arrival, log, metrics, tracing, frontEnds, part } = world;
  const table = routeTable(routesOf(world));
  const management = routesOnDemand({
    at: part === 'front_ends' ? [] : [apiPath, descriptionPath, referencePath],
    load: async () => (await import('./management-routes.ts')).managementRoutes(site),
  });
  // What is left below /api/
  const numbered = routeTable(frontEnds === null ? [] : [frontEndRoute(frontEnds, site)]);
  const everyAnswer = answerHeaders(site.baseUrl);
  return {
    answer,
    fetch: async (request, peer = nobody) => toResponse(await answer(fromRequest(request, peer))),
  };

  async function answer(incoming: Incoming): Promise<Outgoing> {
    const arrived = arrive(incoming, arrival);
    const { path } = arrived.exchange;
    const route = table.get(path) ?? (await management(path)) ?? numbered.get(path);
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
    metrics?.requests.begun();
    const { requestId, address } = exchange.source;
    const outgoing = await respond(exchange, route, notes);
    const answered = {
      method: exchange.method,
      status: outgoing.status,
      duration: performance.now() - started,
      route: route?.paths[0] ?? 'other',
    };
    metrics?.requests.answered(answered);
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
    const closing = readiness.isDraining() ? { connection: 'close' } : {};
    return withHeaders(withBase(outgoing, arrival.basePath), {
      ...everyAnswer,
      ...closing,
      'x-request-id': requestId,
    });
  }

  async function respond(
    exchange: Exchange,
    route: Route | undefined,
    notes: Arrived['notes'],
  ): Promise<Outgoing> {
    try {
      checkHost(exchange);
      return route === undefined ? notFound(exchange, site.pages) : await runRoute(exchange, route);
    } catch (failure) {
      const error = failureOf(failure);
      exchange.note({ error: error.code });
      const cause = denialOf(failure);
      if (cause !== null) {
        const denied = { kind: 'denied', cause, userId: notes.userId ?? null } as const;
        site.changes.audit.tally(denied, exchange.source);
      }
      if (!(failure instanceof OAuthError))
        log.error('request failed', { requestId: exchange.source.requestId, failure });
      const { audience, crossOrigin } = route ?? ({ audience: 'page', crossOrigin: 'none' } as const);
      const refusal =
        route?.refuse?.(exchange, error) ??
        refuseFailure(exchange, failure, { settings: site.pages, audience });
      return withHeaders(refusal, corsHeaders(exchange, crossOrigin, site.cors));
    }
  }

  async function runRoute(exchange: Exchange, route: Route): Promise<Outgoing> {
    const isRead = exchange.method === 'GET' || exchange.method === 'HEAD';
    if (isRead && route.audience === 'page' && isAnotherLoopbackName(exchange, site.baseUrl)) {
      return seeOther(underBaseUrl(exchange, site.baseUrl), []);
    }
    return dispatch(exchange, route, { cors: site.cors, methodRefused: refusedBy(route) });
  }

  function refusedBy({ refuse, audience }: Route): Handler {
    if (refuse !== undefined) return (seen) => refuse(seen, methodNotAllowed());
    return audience === 'api' ? methodRefused : (seen) => pageMethodRefused(seen, site.pages);
  }
}

function routesOf({ site, readiness, metrics, part }: AppWorld): readonly Route[] {
  if (part === 'front_ends') return healthRoutes(readiness);
  return [
    ...protocolRoutes(site.engine, { issuer: site.baseUrl, ...site }),
    ...credentialRoutes(site),
    ...federationRoutes(site),
    ...pageRoutes(site),
    ...forwardAuthRoutes(site),
    ...healthRoutes(readiness),
    ...assetRoutes(site.pages.assets),
    logoRoute(site),
    ...(metrics === null ? [] : [metricsRoute(metrics)]),
    unservedDocuments,
  ];
}

/** What every answer carries (security.md §4); a promise of https would outlive a trial on this machine. */
const answerHeaders = (baseUrl: string): Readonly<Record<string, string>> => ({
  'x-content-type-options': 'nosniff',
  ...(baseUrl.startsWith('https:') && !isLoopbackUrl(baseUrl)
    ? { 'strict-transport-security': 'max-age=31536000' }
    : {}),
});
