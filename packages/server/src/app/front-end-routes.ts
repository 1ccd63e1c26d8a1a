/** Mounts the API of front-ends: below `/api/`, what begins with a number (federation-vci-authlete.md ATL-1). */

import { answerCall, type FrontEndApi } from '../authlete/handle.ts';
import { notFound } from '../http/refuse.ts';
import type { Route } from '../http/routes.ts';
import type { Site } from '../site/site.ts';

/** Every path below `/api/` that no other route has; those of this API are not advertised. */
export const frontEndRoute = (api: FrontEndApi, { pages }: Pick<Site, 'pages'>): Route => ({
  paths: ['/api/{rest}'],
  any: async (exchange) => (await answerCall(exchange, api)) ?? notFound(exchange, pages),
  safe: 'acts',
  crossOrigin: 'none',
  audience: 'api',
});
