/**
 * The HTTP side of the server: which paths exist, what every answer carries, what is logged.
 * Holds no state and decides nothing the engine or a page decides.
 */

import { failureOf } from '@grantor/engine';
import { OAuthError } from '@grantor/protocol';
import { type ArrivalWorld, arrive, type Peer } from './http/arrival.ts';
import { assetRoutes } from './http/asset-routes.ts';
import type { Exchange } from './http/exchange.ts';
import { healthRoutes, type Readiness } from './http/health.ts';
import { pageRoutes } from './http/page-routes.ts';
import { methodRefused, protocolRoutes } from './http/protocol-routes.ts';
import { notFound, pageMethodRefused, refuseFailure } from './http/refuse.ts';
import { dispatch, type Route, routeTable } from './http/routes.ts';
import type { Services } from './services.ts';
import { type Log, logRequest } from './telemetry/log.ts';

export type AppWorld = {
  readonly services: Services;
  readonly readiness: Readiness;
  readonly arrival: ArrivalWorld;
  readonly log: Log;
};

export type App = { fetch(request: Request, peer?: Peer): Promise<Response> };

const nobody: Peer = { address: '127.0.0.1' };

export function createApp({ services, readiness, arrival, log }: AppWorld): App {
  const table = routeTable([
    ...protocolRoutes(services.engine, { issuer: services.baseUrl, aliases: services.aliases }),
    ...pageRoutes(services),
    ...healthRoutes(readiness),
    ...assetRoutes(services.pages.assets),
  ]);
  const everyAnswer = answerHeaders(services.baseUrl);

  return {
    async fetch(request, peer = nobody) {
      const started = performance.now();
      const { exchange, notes } = arrive(request, peer, arrival);
      const route = table.get(exchange.path);
      const response = await respond(exchange, route);
      for (const [name, value] of everyAnswer) response.headers.set(name, value);
      response.headers.set('x-request-id', exchange.source.requestId);
      logRequest(log, {
        requestId: exchange.source.requestId,
        traceId: null,
        method: exchange.method,
        route: route?.paths[0] ?? 'other',
        status: response.status,
        duration: performance.now() - started,
        bytes: null,
        address: exchange.source.address,
        userId: notes.userId ?? null,
        clientId: notes.clientId ?? null,
        error: notes.error ?? null,
      });
      return response;
    },
  };

  async function respond(exchange: Exchange, route: Route | undefined): Promise<Response> {
    if (route === undefined) return notFound(exchange, services.pages);
    const refused =
      route.audience === 'api' ? methodRefused : (seen: Exchange) => pageMethodRefused(seen, services.pages);
    try {
      return await dispatch(exchange, route, { cors: services.cors, methodRefused: refused });
    } catch (failure) {
      const error = failureOf(failure);
      exchange.note({ error: error.code });
      if (!(failure instanceof OAuthError))
        log.error('request failed', { requestId: exchange.source.requestId, failure });
      return refuseFailure(exchange, failure, { settings: services.pages, audience: route.audience });
    }
  }
}

/** What every answer carries (security.md §4). */
function answerHeaders(baseUrl: string): readonly (readonly [string, string])[] {
  const always = [['x-content-type-options', 'nosniff']] as const;
  return baseUrl.startsWith('https:')
    ? [...always, ['strict-transport-security', 'max-age=31536000']]
    : always;
}
