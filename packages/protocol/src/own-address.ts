import { isLoopbackUrl } from './resource-indicator.ts';

/**
 * Whether the URL leads to the server of this issuer: to its host and port and, where the issuer has a path, below
 * that. Any spelling counts: the root's dot, escapes, another name of this machine where the issuer is on it.
 */
export function isOwnAddress(uri: string, issuer: string): boolean {
  const [url, own] = [URL.parse(uri), URL.parse(issuer)];
  if (url === null || own === null || !/^https?:$/.test(url.protocol)) return false;
  const isSameHost = hostOf(url) === hostOf(own) || (isLoopbackUrl(uri) && isLoopbackUrl(issuer));
  return isSameHost && portOf(url) === portOf(own) && isBelow(url.pathname, own.pathname);
}

const hostOf = ({ hostname }: URL): string => hostname.replace(/\.$/, '');

const portOf = ({ port, protocol }: URL): string => port || (protocol === 'https:' ? '443' : '80');

function isBelow(path: string, base: string): boolean {
  const folder = base.endsWith('/') ? base : `${base}/`;
  try {
    return `${decodeURIComponent(path)}/`.toLowerCase().startsWith(folder.toLowerCase());
  } catch {
    return true; // read differently by whoever stands in front
  }
}
