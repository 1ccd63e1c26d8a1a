/** Which resource a request is for, and which tokens are good there (resource.md §9): pure. */

import {
  isLoopbackUrl,
  protectedResourcePath,
  protectedResourceUrl,
  unambiguousPath,
} from '@grantor/protocol';
import type { Resource } from '../model/resource.ts';
import type { Policy } from '../ports/policy.ts';
import { tokenTargets } from '../tokens/audience.ts';
import type { PresentedToken } from '../tokens/presented-token.ts';
import type { AccessDemand, OriginalRequest } from './request.ts';

export type GuardedPlace = {
  /** Where its metadata is, on its own origin; null: the original request is unknown. */
  readonly metadata: string | null;
  /** The members of `aud` that make a token good here; none: it is for somewhere else. */
  fitting(token: MeantToken): readonly string[];
};

type MeantToken = Pick<PresentedToken, 'audience' | 'resources'>;

export type PlaceQuestion = {
  readonly original: OriginalRequest | null;
  readonly demand: AccessDemand;
  readonly policy: Policy;
  /** Every registered resource. */
  readonly resources: readonly Resource[];
};

export function guardedPlace(question: PlaceQuestion): GuardedPlace {
  const { original, demand } = question;
  const found = original === null ? none : findResource(original.url, knownUris(question));
  return {
    metadata: original === null ? null : metadataOf(original.url, found),
    fitting: (token) =>
      demand.audience.length > 0
        ? token.audience.filter((member) => demand.audience.some((wanted) => isSameAudience(member, wanted)))
        : fittingHere(token, found, question),
  };
}

export const knownUris = ({
  resources,
  policy,
}: Pick<PlaceQuestion, 'resources' | 'policy'>): readonly string[] => [
  ...tokenTargets(resources, policy).map(({ uri }) => uri),
  ...policy.resourceAllowlist,
];

/** `disputed`: two programs would read the address differently, so that nobody knows whose it is. */
type Found = { readonly kind: 'none' | 'disputed' } | { readonly kind: 'resource'; readonly uri: string };
const none: Found = { kind: 'none' };
const disputed: Found = { kind: 'disputed' };

function fittingHere(
  { audience, resources }: MeantToken,
  found: Found,
  { original, policy }: PlaceQuestion,
): readonly string[] {
  switch (found.kind) {
    case 'resource':
      return audience.filter((member) => member === found.uri);
    case 'disputed':
      return [];
    case 'none':
      // A token for some other resource is of no use here (RFC 9700 §4.10.2, security.md T-5)
      if (resources.length === 0) return audience;
      return audience.filter((member) => isDevelopmentAudience(member, original, policy));
  }
}

/** clients.md §9: while we are on loopback, resources there need no registration. */
const isDevelopmentAudience = (member: string, original: OriginalRequest | null, policy: Policy): boolean =>
  original !== null &&
  isLoopbackUrl(policy.issuer) &&
  isLoopbackUrl(member) &&
  depthOf(member, original.url) !== null;

/** The registered resource whose path is the longest beginning of this one, on the same origin. */
function findResource(url: URL, known: readonly string[]): Found {
  const uri = longest(url, known);
  if (
    unambiguousPath(url.pathname) === null &&
    known.some((other) => other !== uri && isAt(other, url.origin))
  ) {
    return disputed;
  }
  if (uri !== null) return { kind: 'resource', uri };
  return isAliasOfKnownHost(url, known) ? disputed : none;
}

const isAt = (resource: string, origin: string): boolean => URL.parse(resource)?.origin === origin;

/**
 * Whether a resource is registered under this host name, but for another port or scheme, or without the dot at
 * its end: proxies find the service all the same, and the client chose the spelling. On loopback a port is a
 * service of its own.
 */
function isAliasOfKnownHost(url: URL, known: readonly string[]): boolean {
  if (isLoopbackUrl(url.href)) return false;
  const namesakes = known
    .flatMap((uri) => URL.parse(uri) ?? [])
    .filter((candidate) => hostNameOf(candidate) === hostNameOf(url));
  return namesakes.length > 0 && namesakes.every(({ origin }) => origin !== url.origin);
}

const hostNameOf = ({ hostname }: URL): string => hostname.replace(/\.$/, '');

function longest(url: URL, known: readonly string[]): string | null {
  let best: { readonly uri: string; readonly depth: number } | null = null;
  for (const uri of known) {
    const depth = depthOf(uri, url);
    if (depth !== null && (best === null || depth > best.depth)) best = { uri, depth };
  }
  return best?.uri ?? null;
}

/**
 * How many characters of the path the resource covers, whole segments only; null: it is not its beginning. A path
 * that can be read in two ways begins with nothing but the root.
 */
function depthOf(resource: string, url: URL): number | null {
  const candidate = URL.parse(resource);
  if (candidate === null || candidate.origin !== url.origin || candidate.search !== '') return null;
  const prefix = (unambiguousPath(candidate.pathname) ?? candidate.pathname).replace(/\/$/, '');
  const path = unambiguousPath(url.pathname) ?? '/';
  return path === prefix || path.startsWith(`${prefix}/`) ? prefix.length : null;
}

/** resource.md §2: as strings, but for an empty path, which equals `/`. */
const isSameAudience = (left: string, right: string): boolean => bare(left) === bare(right);
const bare = (uri: string): string => (/^https?:\/\/[^/?#]+\/$/i.test(uri) ? uri.slice(0, -1) : uri);

const metadataOf = (url: URL, found: Found): string =>
  found.kind === 'resource' ? protectedResourceUrl(found.uri) : `${url.origin}${protectedResourcePath}`;
