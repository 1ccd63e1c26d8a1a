import { parseQuery } from '@grantor/protocol';
import type { Exchange } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import { notFound } from '../http/refuse.ts';
import type { Route } from '../http/routes.ts';
import { logoPath } from '../logos/logos.ts';
import type { Site } from '../site/site.ts';

const daySeconds = 86_400;

/** The logos of clients, as files of ours that no browser takes for anything but an image. */
export const logoRoute = (site: Site): Route => ({
  paths: [logoPath],
  get: (exchange) => showLogo(exchange, site),
  safe: 'safe',
  crossOrigin: 'none',
  audience: 'page',
});

async function showLogo(exchange: Exchange, site: Site): Promise<Outgoing> {
  const logo = await site.logos.find(parseQuery(exchange.query), exchange.source);
  if (logo === null) return notFound(exchange, site.pages);
  return {
    status: 200,
    cookies: [],
    body: logo.body,
    headers: {
      'content-type': logo.type,
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': `private, max-age=${daySeconds}`,
      'cross-origin-resource-policy': 'same-origin',
      etag: logo.etag,
    },
  };
}
