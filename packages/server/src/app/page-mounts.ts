/** How a page becomes a route: with its site, and with what its path names. */

import type { Exchange } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import { idIn, type Route } from '../http/routes.ts';
import type { Site } from '../site/site.ts';

/** `id` is what the path names; empty where it names nothing. */
export type PageHandler = (exchange: Exchange, site: Site, id: string) => Promise<Outgoing>;

export type Mounts = {
  /** A page that only shows: what a prefetch may ask for (protocol.md G-2). */
  readonly shown: (paths: readonly string[], get: PageHandler, post?: PageHandler | null) => Route;
  /** One whose GET may act. */
  readonly page: (paths: readonly string[], get: PageHandler | null, post: PageHandler | null) => Route;
};

export function mountsFor(site: Site): Mounts {
  const page: Mounts['page'] = (paths, get, post) => {
    const id = ({ path }: Exchange): string =>
      paths.map((pattern) => idIn(path, pattern)).find((found) => found !== null) ?? '';
    return {
      paths,
      ...(get === null ? {} : { get: (exchange: Exchange) => get(exchange, site, id(exchange)) }),
      ...(post === null ? {} : { post: (exchange: Exchange) => post(exchange, site, id(exchange)) }),
      safe: 'acts',
      crossOrigin: 'none',
      audience: 'page',
    };
  };
  return { page, shown: (paths, get, post = null) => ({ ...page(paths, get, post), safe: 'safe' }) };
}
