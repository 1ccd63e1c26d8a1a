/** Mounts what proxies in front of guarded hosts ask, and where their browsers come back from sign-in. */

import { protectedResourcePath } from '@grantor/protocol';
import { documentHandler } from '../http/protocol-routes.ts';
import type { Route } from '../http/routes.ts';
import type { Site } from '../site.ts';
import { protectedResource } from './protected-resource.ts';
import { returnPath, returnToGuardedHost } from './sign-in.ts';
import { verify } from './verify.ts';

export function forwardAuthRoutes(site: Site): readonly Route[] {
  const { browserSignIn } = site;
  return [
    {
      paths: ['/verify'],
      any: (exchange) => verify(exchange, site),
      safe: 'safe',
      crossOrigin: 'none',
      audience: 'api',
    },
    {
      paths: [protectedResourcePath, `${protectedResourcePath}/{rest}`],
      get: documentHandler((exchange) => protectedResource(exchange, site)),
      safe: 'safe',
      crossOrigin: 'public',
      audience: 'api',
    },
    ...(browserSignIn === null ? [] : [returnRoute(returnToGuardedHost(browserSignIn), site)]),
  ];
}

const returnRoute = (returnTo: ReturnType<typeof returnToGuardedHost>, site: Site): Route => ({
  paths: [returnPath],
  get: (exchange) => returnTo(exchange, site),
  safe: 'acts',
  crossOrigin: 'none',
  audience: 'page',
});
