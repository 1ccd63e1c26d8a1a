/** Mounts what proxies in front of guarded hosts ask, and where their browsers come back from sign-in. */

import { protectedResourcePath } from '@grantor/protocol';
import { protectedResource } from '../forward-auth/protected-resource.ts';
import { returnPath, returnToGuardedHost } from '../forward-auth/sign-in.ts';
import { verify } from '../forward-auth/verify.ts';
import type { Route } from '../http/routes.ts';
import { sendReply } from '../http/send.ts';
import type { Site } from '../site/site.ts';

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
      get: async (exchange) => sendReply(await protectedResource(exchange, site)),
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
