/**
 * Stands in for the guard while a service knows no callers: every request is the owner's (resource.md §8). A website
 * in somebody's browser can send requests as well, to this machine and to others that are reached from there; no
 * token keeps them apart, so everything else that tells of them is looked at.
 */

import {
  after,
  canonicalAddress,
  errorReply,
  expandScope,
  isLoopbackUrl,
  OAuthError,
  Secret,
} from '@grantor/protocol';
import type { Access } from '../access/access.ts';
import { isLoopbackPeer } from '../access/place.ts';
import type { OpenAccess } from '../configuration/protect-options.ts';
import type { Guard } from '../guard/guard.ts';
import type { ResolvedOptions } from '../guard/options.ts';
import type { GuardRequest } from '../request/guard-request.ts';
import { parseTarget } from '../request/request-target.ts';

/** Never asks for a token, and refuses with 403 what may be a website's doing. */
export function openGuard({ owner, from }: OpenAccess, options: ResolvedOptions): Pick<Guard, 'check'> {
  const { ports, resource } = options;
  return {
    async check(request) {
      const reason = reasonToRefuse(request, { from, resource });
      if (reason === null) return { kind: 'allowed', access: ownerAccess(owner, options), headers: {} };
      ports.log({ level: 'info', message: 'request denied', kind: 'without_authentication', reason });
      return { kind: 'denied', reply: errorReply(new OAuthError('forbidden', reason)) };
    },
  };
}

type Setting = Pick<OpenAccess, 'from'> & Pick<ResolvedOptions, 'resource'>;

function reasonToRefuse(request: GuardRequest, { from, resource }: Setting): string | null {
  if (from === 'loopback') {
    if (request.peer === null) return 'Without authentication the server must tell who asks: hand it on.';
    const isHere = isLoopbackPeer(request.peer) && !isForwarded(request);
    if (!isHere) return 'Without authentication only this machine is served.';
  }
  const own = resource === null ? null : new URL(resource);
  const hosts = hostsOf(request);
  const isOwn = from === 'loopback' ? isLoopback : (host: URL) => isOwnName(host, own);
  if (hosts === null || !hosts.every(isOwn)) return 'Without authentication this name is not served.';
  return isOfWebsite(request, own === null ? hosts : [own, ...hosts])
    ? 'Without authentication no website may send requests.'
    : null;
}

/** The address of a proxy says nothing of who is behind it. */
const isForwarded = (request: GuardRequest): boolean =>
  ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'].some(
    (name) => request.header(name).length > 0,
  );

/** The hosts that a request names, in its Host header and in an absolute URL; null: none, or none to be sure of. */
function hostsOf(request: GuardRequest): readonly URL[] | null {
  const { origin } = parseTarget(request.url);
  const lines = request.header('host');
  const named = [...lines.map((line) => `http://${line}`), ...(origin === null ? [] : [origin])];
  const hosts = named.flatMap((text) => URL.parse(text) ?? []).filter(isBare);
  return lines.length > 1 || hosts.length < named.length || hosts.length === 0 ? null : hosts;
}

const isBare = ({ href, protocol, host }: URL): boolean => href === `${protocol}//${host}/`;

const isLoopback = ({ href }: URL): boolean => isLoopbackUrl(href);

/**
 * Whether the name is the resource's, or one that no stranger can register and point at this service: an address, a
 * name of one word, or one of those that exist on no public server (RFC 6761 §6.3, RFC 6762 §3).
 */
const isOwnName = ({ hostname }: URL, own: URL | null): boolean =>
  hostname === own?.hostname ||
  canonicalAddress(hostname.replace(/^\[|\]$/g, '')) !== null ||
  !hostname.includes('.') ||
  ['.localhost', '.local', '.internal'].some((end) => hostname.endsWith(end));

/** Whether a browser says that the request is another site's (RFC 6454 §7). */
function isOfWebsite(request: GuardRequest, own: readonly URL[]): boolean {
  const isOwnOrigin = (line: string): boolean =>
    own.some(({ host }) => line === `http://${host}` || line === `https://${host}`);
  const isOwnSite = (line: string): boolean => line === 'same-origin' || line === 'none';
  return !request.header('origin').every(isOwnOrigin) || !request.header('sec-fetch-site').every(isOwnSite);
}

/** What everybody may do: everything, as one owner. */
function ownerAccess(owner: string, options: ResolvedOptions): Access {
  const { ports, scopes, scopesSupported, implies } = options;
  const now = ports.clock();
  return {
    issuer: null,
    subject: owner,
    clientId: null,
    scopes: expandScope([...new Set([...scopes, ...(scopesSupported ?? []), ...implies.keys()])], implies),
    audience: [],
    expiresAt: after(now, 3600),
    issuedAt: now,
    tokenId: null,
    acr: null,
    authTime: null,
    claims: {},
    scheme: 'Bearer',
    user: { id: owner, email: null, name: null },
    token: Secret.of(''),
    require: () => undefined,
    requireAuthentication: () => undefined,
  };
}
