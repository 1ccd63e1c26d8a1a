/**
 * Owns what happens when a browser reaches us under another name than BASE_URL's: cookies set there do not come
 * back here, so no form would ever be accepted. Addresses are built from BASE_URL alone (protocol.md G-4).
 */

import { isLoopbackUrl } from '@grantor/protocol';
import { type Exchange, header } from './exchange.ts';

/** The address itself, path and query included, under BASE_URL. */
export const underBaseUrl = ({ path, query }: Exchange, baseUrl: string): string =>
  `${baseUrl}${path}${query === '' ? '' : `?${query}`}`;

/**
 * Whether a page was opened under another name of this very machine, `127.0.0.1` instead of `localhost` say, on the
 * port of BASE_URL. Any other name may be a proxy's, which a redirect would send in circles.
 */
export function anotherLoopbackName(baseUrl: string): (exchange: Exchange) => boolean {
  if (!isLoopbackUrl(baseUrl)) return () => false;
  const own = new URL(baseUrl);
  return (exchange) => {
    const host = header(exchange, 'host')?.toLowerCase();
    if (host === undefined || host === own.host) return false;
    const opened = URL.parse(`http://${host}`);
    if (opened === null || opened.host !== host || !isLoopbackUrl(opened.href)) return false;
    return opened.hostname !== own.hostname && opened.port === own.port;
  };
}

/**
 * Whether a form came back to the very name its page was opened under, which is not ours: the browser calls it
 * same-origin (W3C Fetch Metadata §2.4), and its origin is another than BASE_URL's.
 */
export function isPostUnderAnotherName(exchange: Exchange, baseUrl: string): boolean {
  const origin = header(exchange, 'origin');
  if (origin === undefined || origin === new URL(baseUrl).origin) return false;
  return header(exchange, 'sec-fetch-site') === 'same-origin';
}
