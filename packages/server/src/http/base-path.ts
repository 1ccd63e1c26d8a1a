/**
 * Owns what a path in the issuer means: every address of ours also answers below it, and what our pages and
 * redirects name lies below it (protocol.md G-4, DI-2). Elsewhere addresses are written from the root.
 */

import type { Outgoing } from './message.ts';

/** The path of the issuer without a slash at its end; empty where it has none. */
export const basePathOf = (issuer: string): string => new URL(issuer).pathname.replace(/\/$/, '');

/** The path as our routes know it; one that does not lie below the base stays as it is. */
export function withoutBase(path: string, base: string): string {
  if (base === '' || !path.startsWith(base)) return path;
  const rest = path.slice(base.length);
  if (rest === '') return '/';
  return rest.startsWith('/') ? rest : path;
}

// Templates quote every attribute and escape every quote in text, so this meets attributes only.
const ownAddress = /( (?:href|src|action)=")\/(?!\/)/g;

/** The answer with its own addresses moved below the base. */
export function withBase(outgoing: Outgoing, base: string): Outgoing {
  if (base === '') return outgoing;
  const { headers, body } = outgoing;
  const { location } = headers;
  const isPage = headers['content-type']?.startsWith('text/html') === true && typeof body === 'string';
  return {
    ...outgoing,
    headers: location?.startsWith('/') ? { ...headers, location: `${base}${location}` } : headers,
    body: isPage ? body.replaceAll(ownAddress, (_, attribute: string) => `${attribute}${base}/`) : body,
  };
}
