/** Mounts what a server over somebody else's engine answers; every other path is not there (federation-vci-authlete.md ATL-7). */

import { endpoints } from '@grantor/engine/surface';
import { type AuthorizationWorld, authorize, decide } from '../facade/authorization.ts';
import type { ProgramEndpoints } from '../facade/endpoints.ts';
import { unservedDocuments } from '../http/refuse.ts';
import { type Route, routeTable } from '../http/routes.ts';
import { decisionPath, onePagePath } from '../pages/everywhere.ts';
import { assetRoutes } from './asset-routes.ts';
import { serviceHealthRoutes } from './health.ts';
import { programRoutes } from './protocol-routes.ts';
import { type App, type ServedRoutes, serveRoutes } from './serve-routes.ts';

export type FacadeApp = Omit<
  ServedRoutes,
  'find' | 'onDenied' | 'baseUrl' | 'pages' | 'requests' | 'tracing'
> & {
  readonly authorization: AuthorizationWorld;
  readonly endpoints: ProgramEndpoints;
};

export function createFacadeApp({ authorization, endpoints: programs, ...served }: FacadeApp): App {
  const { baseUrl, pages } = authorization;
  const table = routeTable([
    ...programRoutes(programs, { issuer: baseUrl, aliases: 'served' }),
    ...pageRoutes(authorization),
    ...serviceHealthRoutes({ isOurs: authorization.documents.isOurs, isDraining: served.isDraining }),
    ...assetRoutes(pages.assets),
    unservedDocuments,
  ]);
  return serveRoutes({
    ...{ ...served, baseUrl, pages, requests: null, tracing: null },
    find: (path) => table.get(path),
    onDenied: () => {}, // the line of the request in the log says so
  });
}

function pageRoutes(world: AuthorizationWorld): readonly Route[] {
  const { path, aliases } = endpoints.authorization;
  const page = { safe: 'acts', crossOrigin: 'none', audience: 'page' } as const;
  const ask = (exchange: Parameters<typeof authorize>[0]) => authorize(exchange, world);
  return [
    { paths: [path, ...aliases, onePagePath], get: ask, post: ask, ...page },
    { paths: [decisionPath], post: (exchange) => decide(exchange, world), ...page },
  ];
}
