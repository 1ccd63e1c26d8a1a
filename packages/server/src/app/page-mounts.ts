/** How a page becomes a route: with its site, and with what its path names. */

import { type Exchange, type Handler, header } from '../http/exchange.ts';
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
    const handler =
      (answer: PageHandler): Handler =>
      async (exchange) =>
        withBrowserState(exchange, site, await answer(exchange, site, id(exchange)));
    return {
      paths,
      ...(get === null ? {} : { get: handler(get) }),
      ...(post === null ? {} : { post: handler(post) }),
      safe: 'acts',
      crossOrigin: 'none',
      audience: 'page',
    };
  };
  return { page, shown: (paths, get, post = null) => ({ ...page(paths, get, post), safe: 'safe' }) };
}

/** Wherever a session begins or ends, what scripts know of it does as well (advanced.md LGO-4). */
function withBrowserState(exchange: Exchange, { browserStates, cookies }: Site, answer: Outgoing): Outgoing {
  if (browserStates === null) return answer;
  const presented = cookies.read(header(exchange, 'cookie') ?? null);
  return { ...answer, cookies: browserStates.follow(presented, answer.cookies) };
}
