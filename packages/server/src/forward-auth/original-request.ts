/**
 * What a proxy says about the request that waits at it: Traefik and Caddy in X-Forwarded-*, nginx in
 * X-Original-*. Only a trusted proxy is listened to (security.md P-1, P-2).
 */

import type { OriginalRequest } from '@grantor/engine';
import { type Exchange, header } from '../http/exchange.ts';
import { unusableRequest } from '../http/refuse.ts';

/**
 * The original request, or null when nobody we believe has described one. Throws when a description cannot be
 * read, or when two disagree: one of them may be the client's own, which its proxy let through.
 */
export function readOriginalRequest(exchange: Exchange): OriginalRequest | null {
  if (exchange.peer !== 'trusted_proxy') return null;
  const original = fromNginx(exchange) ?? fromOthers(exchange);
  if (original === null) return null;
  checkAgreement(exchange, original);
  const isPreflight =
    original.method === 'OPTIONS' &&
    header(exchange, 'origin') !== undefined &&
    header(exchange, 'access-control-request-method') !== undefined;
  return { ...original, isPreflight };
}

/** Whether nginx asks: it hands on no answer but 2xx, 401 and 403. */
export const isAskedByNginx = (exchange: Exchange): boolean =>
  exchange.peer === 'trusted_proxy' && header(exchange, 'x-original-url') !== undefined;

/** Scheme and host that a trusted proxy was asked for, for a request it hands on as it is; null: none is said. */
export function forwardedOrigin(exchange: Exchange): URL | null {
  if (exchange.peer !== 'trusted_proxy') return null;
  const scheme = header(exchange, 'x-forwarded-proto');
  const host = header(exchange, 'x-forwarded-host');
  return scheme === undefined || host === undefined ? null : urlOf(scheme, host, '/');
}

type Described = Omit<OriginalRequest, 'isPreflight'>;

function fromNginx(exchange: Exchange): Described | null {
  const address = header(exchange, 'x-original-url');
  if (address === undefined) return null;
  const [, scheme = '', host = '', target = ''] = /^([a-z]+):\/\/([^/]+)(\/.*)$/.exec(address) ?? [];
  return {
    method: header(exchange, 'x-original-method') ?? null,
    url: urlOf(scheme, host, target),
  };
}

function fromOthers(exchange: Exchange): Described | null {
  const scheme = header(exchange, 'x-forwarded-proto');
  const host = header(exchange, 'x-forwarded-host');
  const target = header(exchange, 'x-forwarded-uri');
  if (scheme === undefined && host === undefined && target === undefined) return null;
  return {
    method: header(exchange, 'x-forwarded-method') ?? null,
    // A part that is missing may have been dropped at the client's wish, by its Connection header
    url: urlOf(scheme ?? '', host ?? '', target ?? ''),
  };
}

/** Traefik names the scheme of a WebSocket. */
const schemes: Readonly<Record<string, string>> = { http: 'http', https: 'https', ws: 'http', wss: 'https' };

/** Put together from parts that cannot reach into one another: no host ends early, no path begins one. */
function urlOf(scheme: string, host: string, target: string): URL {
  const known = Object.hasOwn(schemes, scheme) ? schemes[scheme] : undefined;
  const isHost = /^(?:[\w.-]+|\[[\da-fA-F:.]+\])(?::\d{1,5})?$/.test(host);
  const url = isHost && isPlainTarget(target) ? URL.parse(`${known}://${host}${target}`) : null;
  if (known === undefined || url === null) {
    throw unusableRequest('The proxy does not say what was asked for in a way that can be read.');
  }
  return url;
}

/**
 * A path and query as clients send them: dot segments are resolved before, and what may not stand there is not
 * there. Anything else two programs would read differently.
 */
const isPlainTarget = (target: string): boolean =>
  /^\/[^\\#\s]*$/.test(target) && !/\/(?:\.|%2e){1,2}(?:[/?]|$)/i.test(target.split('?', 1)[0] ?? '');

/** Whatever is said twice is said alike. */
function checkAgreement(exchange: Exchange, { url, method }: Described): void {
  const said = (name: string, isRight: (value: string) => boolean): boolean => {
    const value = header(exchange, name);
    return value === undefined || isRight(value);
  };
  const agrees =
    said('x-forwarded-method', (value) => value === method) &&
    said('x-original-method', (value) => value === method) &&
    said('x-forwarded-proto', (value) => `${schemes[value]}:` === url.protocol) &&
    said('x-forwarded-host', (value) =>
      [url.host, url.hostname].includes(value.toLowerCase().replace(/:(?:80|443)$/, '')),
    ) &&
    said('x-forwarded-uri', (value) => URL.parse(url.origin + value)?.href === url.href);
  if (!agrees) throw unusableRequest('The forwarding headers contradict one another.');
}
