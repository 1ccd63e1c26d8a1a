import { encodeForm } from './form-encoding.ts';
import { isLoopbackUrl } from './resource-indicator.ts';
import { hasPlainHost } from './web-origin.ts';

/** Where an answer goes, as people are told: a site, a program on this device, or an app. */
export type RedirectTarget =
  | { readonly kind: 'web'; readonly host: string }
  | { readonly kind: 'loopback'; readonly host: string }
  | { readonly kind: 'private_use'; readonly scheme: string };

// clients.md §6: schemes that run, read or send something instead of delivering an answer
const refusedSchemes: ReadonlySet<string> = new Set([
  ...['javascript', 'data', 'vbscript', 'file', 'filesystem', 'blob', 'about', 'view-source'],
  ...['ftp', 'ws', 'wss', 'mailto', 'urn'],
]);

const uriCharacters = /^(?:[A-Za-z0-9._~:/?#[\]@!$&'()+,;=-]|%[0-9A-Fa-f]{2})*$/; // RFC 3986 §2, without *
const schemeOf = /^([A-Za-z][A-Za-z0-9+.-]*):/;
const userInfo = /^[^:/?#]+:\/\/[^/?#]*@/;
const loopback = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(?::([1-9]\d{0,4}))?((?:[/?].*)?)$/;
const lengthLimit = 2048; // protocol.md §1

export type RedirectUriFault =
  | 'too_long'
  | 'relative'
  | 'scheme'
  | 'fragment'
  | 'wildcard'
  | 'character'
  | 'user_information'
  | 'malformed'
  | 'without_host'
  | 'odd_host'
  | 'http';

/** Why the URI may not be registered, or null when it may (clients.md §6, RFC 8252 §7–8). */
export function redirectUriFault(uri: string): RedirectUriFault | null {
  if (uri.length > lengthLimit) return 'too_long';
  const scheme = schemeOf.exec(uri)?.[1]?.toLowerCase();
  if (scheme === undefined) return 'relative'; // RFC 6749 §3.1.2
  if (refusedSchemes.has(scheme)) return 'scheme';
  if (uri.includes('#')) return 'fragment'; // RFC 6749 §3.1.2
  if (uri.includes('*')) return 'wildcard'; // RFC 9700 §2.1
  if (!uriCharacters.test(uri)) return 'character';
  if (userInfo.test(uri)) return 'user_information';
  const url = URL.parse(uri);
  if (url === null) return 'malformed';
  if (scheme === 'https' && !/^https:\/\/[^/?]/i.test(uri)) return 'without_host';
  if (scheme === 'https' && !hasPlainHost(url)) return 'odd_host';
  // RFC 8252 §7.3, OAuth 2.1 §2.3.1
  if (scheme === 'http' && !loopback.test(uri)) return 'http';
  return null;
}

/**
 * Whether the requested URI is a registered one: the same string (RFC 9700 §2.1), or, unless the client is
 * explicitly `web`, the same `http` loopback URI with any port (RFC 8252 §7.3, clients.md §6).
 */
export function matchesRedirectUri(
  requested: string,
  registered: readonly string[],
  applicationType: 'web' | 'native' | null,
): boolean {
  if (registered.includes(requested)) return true;
  if (applicationType === 'web') return false;
  const wanted = withoutPort(requested);
  return wanted !== null && registered.some((uri) => withoutPort(uri) === wanted);
}

function withoutPort(uri: string): string | null {
  const parts = loopback.exec(uri);
  if (parts === null || Number(parts[2] ?? 1) > 65_535) return null;
  return `${parts[1]}${parts[3]}`;
}

/** Names the receiver of a registered redirect URI; the port of a loopback one is left out: it changes. */
export function redirectTarget(uri: string): RedirectTarget {
  const url = URL.parse(uri);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return { kind: 'private_use', scheme: schemeOf.exec(uri)?.[1]?.toLowerCase() ?? '' };
  }
  return isLoopbackUrl(uri) ? { kind: 'loopback', host: url.hostname } : { kind: 'web', host: url.host };
}

/** The same in one word: the host, or the scheme of an application on the device. */
export function redirectReceiver(uri: string): string {
  const target = redirectTarget(uri);
  return target.kind === 'private_use' ? target.scheme : target.host;
}

/** The URI with the parameters added to its query, which is kept (RFC 6749 §4.1.2, protocol.md AZ-3). */
export function withQuery(uri: string, params: Iterable<readonly [string, string]>): string {
  const added = encodeForm(params);
  if (added === '') return uri;
  if (!uri.includes('?')) return `${uri}?${added}`;
  return /[?&]$/.test(uri) ? `${uri}${added}` : `${uri}&${added}`;
}

/** The URI with the parameters as its fragment (Multiple Response Types §2.1). */
export const withFragment = (uri: string, params: Iterable<readonly [string, string]>): string =>
  `${uri}#${encodeForm(params)}`;
