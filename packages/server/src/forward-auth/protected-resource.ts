/** The metadata of a resource, answered for the host it is on by the proxy in front of it (resource.md §9). */

import type { Reply } from '@grantor/protocol';
import type { Exchange } from '../http/exchange.ts';
import type { Site } from '../site/site.ts';
import { forwardedOrigin } from './original-request.ts';

/** The document for this path on the host that was asked; without a proxy, on our own. */
export const protectedResource = (exchange: Exchange, { engine, baseUrl }: Site): Promise<Reply> => {
  const { origin } = forwardedOrigin(exchange) ?? new URL(baseUrl);
  return engine.protectedResource(new URL(origin + exchange.path));
};
