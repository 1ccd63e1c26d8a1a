/** Mounts what this server is as an entity of federations (OpenID Federation §8, §9, §12.2). */

import { endpoints } from '@grantor/engine';
import type { Route } from '../http/routes.ts';
import type { Site } from '../site/site.ts';
import { replyHandler, requestHead } from './engine-request.ts';
import { documentRoute, mounted } from './protocol-routes.ts';

/** None where it is no entity of any. */
export function federationRoutes({ engine, baseUrl, aliases, federation }: Site): readonly Route[] {
  if (federation === 'refused') return [];
  const pathsOf = mounted(aliases);
  return [
    documentRoute(belowIssuer(endpoints.entityConfiguration.path, baseUrl), () =>
      engine.entityConfiguration(),
    ),
    documentRoute(pathsOf(endpoints.federationHistoricalKeys), () => engine.historicalKeys()),
    {
      paths: pathsOf(endpoints.federationRegistration),
      // It reads the body itself, after it has asked who sends it
      post: replyHandler((exchange) =>
        engine.registerEntity({ ...requestHead(exchange), body: exchange.body }),
      ),
      ...{ safe: 'acts', crossOrigin: 'client', audience: 'api' },
    },
  ];
}

/** An issuer with a path is asked below it (OpenID Federation §9). */
function belowIssuer(path: string, issuer: string): readonly string[] {
  const { pathname } = new URL(issuer);
  return pathname === '/' ? [path] : [path, `${pathname.replace(/\/$/, '')}${path}`];
}
