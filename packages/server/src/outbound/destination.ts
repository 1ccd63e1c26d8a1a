import type { LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import { isGlobalAddress } from './global-address.ts';
import type { Chooser } from './resolve.ts';

export type OutboundPolicy = {
  /** Exact `host` or `host:port` that may be private and spoken to over http (`OUTBOUND_ALLOWED_HOSTS`). */
  readonly allowedHosts: readonly string[];
  /** `OUTBOUND_ALLOW_PRIVATE`: any address, and http; never in production. */
  readonly privateAddresses: 'refuse' | 'allow';
  /** Our own host and port as in `BASE_URL`, which nothing fetches unless it is allowed. */
  readonly ownHost: string;
};

export type OutboundRefusal =
  | 'malformed_url'
  | 'not_https'
  | 'credentials_in_url'
  | 'fragment_in_url'
  | 'own_host'
  | 'unresolved'
  | 'private_address';

export type Destination =
  | { readonly kind: 'open'; readonly url: URL; readonly addresses: readonly LookupAddress[] }
  | { readonly kind: 'refused'; readonly reason: OutboundRefusal };

export type Resolve = (host: string, chosenBy: Chooser) => Promise<readonly LookupAddress[]>;

/**
 * Where a URL leads: its name resolved once and every address checked (security.md S-1). The connection
 * must go to one of `addresses` and never resolve again.
 */
export async function resolveDestination(
  text: string,
  policy: OutboundPolicy,
  resolve: Resolve,
): Promise<Destination> {
  const url = URL.parse(text);
  if (url === null) return refused('malformed_url');
  const refusal = checkForm(url, policy);
  if (refusal !== null) return refused(refusal);
  const exempt = isExempt(url, policy);
  const chosenBy = exempt ? 'operator' : 'stranger';
  const addresses = await resolved(hostOf(url), (host) => resolve(host, chosenBy));
  if (addresses.length === 0) return refused('unresolved');
  const reachable = exempt || addresses.every(({ address }) => isGlobalAddress(address));
  return reachable ? { kind: 'open', url, addresses } : refused('private_address');
}

/** Why nothing will ever be fetched from the URL, as far as it shows by itself; looks up nothing. */
export function refusalOf(text: string, policy: OutboundPolicy): OutboundRefusal | null {
  const url = URL.parse(text);
  if (url === null) return 'malformed_url';
  const isInner = isInnerHost(hostOf(url)) && !isExempt(url, policy);
  return checkForm(url, policy) ?? (isInner ? 'private_address' : null);
}

/** An address that is not global, or a name of this machine (RFC 6761 §6.3). */
function isInnerHost(host: string): boolean {
  if (isIP(host) !== 0) return !isGlobalAddress(host);
  return /(?:^|\.)localhost\.?$/.test(host);
}

function checkForm(url: URL, policy: OutboundPolicy): OutboundRefusal | null {
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isExempt(url, policy))) return 'not_https';
  if (url.username !== '' || url.password !== '') return 'credentials_in_url';
  if (url.href.includes('#')) return 'fragment_in_url';
  // The root's dot names the same host
  if (url.host.replace(/\.(?=:|$)/, '') === policy.ownHost && !isAllowed(url, policy.allowedHosts))
    return 'own_host';
  return null;
}

/** Whether it may be private and spoken to over http. */
const isExempt = (url: URL, policy: OutboundPolicy): boolean =>
  policy.privateAddresses === 'allow' || isAllowed(url, policy.allowedHosts);

function isAllowed(url: URL, allowedHosts: readonly string[]): boolean {
  return allowedHosts.some((entry) => {
    const host = entry.toLowerCase();
    return host === url.hostname || host === url.host || host === `${url.hostname}:${portOf(url)}`;
  });
}

async function resolved(
  host: string,
  resolve: (host: string) => Promise<readonly LookupAddress[]>,
): Promise<readonly LookupAddress[]> {
  const family = isIP(host);
  if (family !== 0) return [{ address: host, family }];
  try {
    return await resolve(host);
  } catch {
    return [];
  }
}

/** The host without the brackets of an IPv6 literal. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, '$1');

const portOf = (url: URL): string => url.port || (url.protocol === 'https:' ? '443' : '80');

const refused = (reason: OutboundRefusal): Destination => ({ kind: 'refused', reason });
