import { canonicalAddress, isLoopbackUrl, protectedResourceUrl, unambiguousPath } from '@grantor/protocol';
import type { GuardRequest } from '../request/guard-request.ts';
import { parseTarget, prefixesOf } from '../request/request-target.ts';
import { unavailable } from './denial.ts';

/** The resource a request is for, in public terms. */
export type Place = {
  readonly resource: string;
  /** Absolute. */
  readonly metadataUrl: string;
  /** What `aud` may say where it has to name the resource. */
  readonly audiences: readonly string[];
  /** The URLs under which clients may know the endpoint, without query; none where they would have to be resolved. */
  urls(): readonly string[];
};

export type PlaceOptions = {
  /** The exact public URL; null: taken from a request on loopback. */
  readonly resource: string | null;
  /** `url`: the advertised address; null: the well-known path inserted into `resource` (RFC 9728 §3.1). */
  readonly metadata: { readonly url: string | null };
};

/**
 * The resource of a request. It is what the options say, whatever the request does; without such an option it
 * is taken from the request, on loopback only, else `Denied` (`unavailable`) is thrown (resource.md §5).
 */
export function createPlaces({ resource, metadata }: PlaceOptions): (request: GuardRequest) => Place {
  if (resource === null) return (request) => loopbackPlace(request, metadata.url);
  const { origin, pathname } = new URL(resource);
  // A proxy may have taken away any of the leading parts of the public path
  const bases = prefixesOf(pathname).map((prefix) => origin + prefix);
  const fixed = {
    resource,
    metadataUrl: metadata.url ?? protectedResourceUrl(resource),
    audiences: [resource],
  };
  return ({ url }) => ({
    ...fixed,
    urls: () => bases.map((base) => base + parseTarget(url).path).filter(isResolved),
  });
}

/** Whether the URL means what it says; another one would be proved with the proof for what it resolves to. */
const isResolved = (url: string): boolean => URL.parse(url)?.href === url;

function loopbackPlace(request: GuardRequest, metadataUrl: string | null): Place {
  const { path: written } = parseTarget(request.url);
  const origin = loopbackOrigin(request);
  // Where two programs may read the path differently, it is part of nothing but the whole
  const path = unambiguousPath(written) === null ? '/' : written;
  const resource = origin + path;
  return {
    resource,
    metadataUrl: metadataUrl ?? protectedResourceUrl(resource),
    audiences: prefixesOf(path).map((prefix) => origin + prefix),
    urls: () => [origin + written].filter(isResolved),
  };
}

/** Scheme and host of a request to this machine; throws `Denied` for any other. */
export function loopbackOrigin(request: GuardRequest): string {
  const { origin } = parseTarget(request.url);
  const [host = '', ...more] = request.header('host');
  const url = URL.parse(origin ?? `http://${host}`);
  const isHere =
    more.length === 0 &&
    url !== null &&
    isLoopbackUrl(url.href) &&
    (request.peer === null || isLoopbackPeer(request.peer));
  if (!isHere) throw unavailable('no resource is configured, and the request is not on loopback');
  return url.origin;
}

/** Whether the address of the other end is one of this machine. */
export function isLoopbackPeer(peer: string): boolean {
  const address = canonicalAddress(peer) ?? peer;
  return isLoopbackUrl(address.includes(':') ? `http://[${address}]` : `http://${address}`);
}
