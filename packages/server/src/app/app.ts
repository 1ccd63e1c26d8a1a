/**
 * The HTTP side of the server: which paths exist. Holds no state and decides nothing the engine or a page decides.
 */

import type { FrontEndApi } from '../authlete/handle.ts';
import type { ArrivalWorld } from '../http/arrival.ts';
import { unservedDocuments } from '../http/refuse.ts';
import { type Route, routesOnDemand, routeTable } from '../http/routes.ts';
import { apiPath, descriptionPath } from '../management/paths.ts';
import { referencePath } from '../pages/index.ts';
import type { Site } from '../site/site.ts';
import type { Log } from '../telemetry/log.ts';
import type { RequestMetrics } from '../telemetry/metrics/requests.ts';
import type { Tracing } from '../telemetry/tracing/tracing.ts';
import { assetRoutes } from './asset-routes.ts';
import { credentialRoutes } from './credential-routes.ts';
import { federationRoutes } from './federation-routes.ts';
import { forwardAuthRoutes } from './forward-auth-routes.ts';
import { healthRoutes, lifecycleRoute, type Readiness } from './health.ts';
import { logoRoute } from './logo-route.ts';
import { type MetricsExport, metricsRoute } from './metrics-route.ts';
import { pageRoutes } from './page-routes.ts';
import { protocolRoutes } from './protocol-routes.ts';
import { type App, serveRoutes } from './serve-routes.ts';

export type { App } from './serve-routes.ts';

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

export function createApp(world: AppWorld): App {
  const { site, readiness, arrival, log, metrics, tracing, frontEnds, part } = world;
  const table = routeTable(routesOf(world));
  const management = routesOnDemand({
    at: part === 'front_ends' ? [] : [apiPath, descriptionPath, referencePath],
    load: async () => (await import('./management-routes.ts')).managementRoutes(site),
  });
  const consolePages = routesOnDemand({
    at: part === 'front_ends' ? [] : ['/admin', '/apps', '/docs'],
    load: async () => (await import('./console-routes.ts')).consoleRoutes(site),
  });
  // What is left below /api/
  const numbered = routesOnDemand({
    at: frontEnds === null ? [] : ['/api'],
    load: async () => {
      const { frontEndRoute } = await import('./front-end-routes.ts');
      return frontEnds === null ? [] : [lifecycleRoute(readiness), frontEndRoute(frontEnds, site)];
    },
  });
  return serveRoutes({
    // Most paths are found at once, and no request waits then
    find: (path) =>
      table.get(path) ??
      consolePages(path) ??
      management(path)?.then((found) => found ?? numbered(path)) ??
      numbered(path),
    ...{ baseUrl: site.baseUrl, pages: site.pages, cors: site.cors },
    onDenied(cause, exchange, userId) {
      site.changes.audit.tally({ kind: 'denied', cause, userId }, exchange.source);
    },
    ...{ isDraining: readiness.isDraining, arrival, log, tracing },
    requests: metrics?.requests ?? null,
  });
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
