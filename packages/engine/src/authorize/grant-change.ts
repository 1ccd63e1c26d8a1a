/** What an approval makes of a grant that is there already: pure (advanced.md GMT-4, GMT-5). */

import {
  after,
  type Hash,
  type Instant,
  isWithin,
  OAuthError,
  repetitionLimit,
  scopeValueLimit,
  secondOf,
} from '@grantor/protocol';
import { distinctDetails, includesDetail } from '../model/authorization-details.ts';
import type { AgreedClaims, PlacedScopes } from '../model/claims-request.ts';
import { longestBackchannelRequest } from '../model/device-code.ts';
import {
  claimsOfGrant,
  type GrantRequest,
  type ManagedGrant,
  resourcesOfGrant,
  scopeOfGrant,
} from '../model/managed-grant.ts';
import { type Resource, resourcesNamed } from '../model/resource.ts';
import type { Fact } from '../ports/facts.ts';
import type { Policy } from '../ports/policy.ts';
import type { GrantChange } from '../requests/outcome.ts';
import { apisAmong, defaultAudience } from '../tokens/audience.ts';
import { mostDetails } from '../tokens/authorization-details.ts';
import { describeDetail } from '../tokens/detail-rows.ts';
import { grantedScopes } from '../tokens/managed-grants.ts';
import { openIdScopes, resourcesOfScope } from '../tokens/scope-decision.ts';
import { inclusionsOf, resourcesInForce } from '../tokens/scope-hierarchy.ts';
import { agreedAt, sayingsOfDetail, sayingsOfScope } from '../tokens/token-traits.ts';
import type { ValidRequest } from './checks.ts';
import { describeScope } from './scope-request.ts';

/** What is asked for, and the grant that it changes. */
export type GrantAsking = Pick<
  ValidRequest,
  'scope' | 'resources' | 'details' | 'claims' | 'apis' | 'registered' | 'detailsTypes' | 'grant' | 'held'
>;

/** The request as a whole of what the grant will be: to a grant that is merged, what it holds is asked for again. */
export function changing<Asking extends GrantAsking>(
  request: Asking,
  held: ManagedGrant | null,
  policy: Pick<Policy, 'issuer'>,
): Asking {
  if (held === null || request.grant?.action !== 'merge') return { ...request, held };
  const resources = union(resourcesOfGrant(held), request.resources);
  const { userinfo, idToken } = held.claims;
  return {
    ...request,
    held,
    resources,
    scope: union(scopeOfGrant(held), request.scope),
    apis: resourcesNamed(apisAmong(resources, policy), request.registered),
    details: distinctDetails([...held.details, ...request.details]),
    claims: {
      userinfo: { ...userinfo, ...request.claims.userinfo },
      idToken: { ...idToken, ...request.claims.idToken },
    },
  };
}

/**
 * Whether a merged grant holds no more than one request may ask for, or than it did before, however many approvals it comes
 * of: people read all of it on one page, and each of its tokens carries it (security.md L-8).
 */
export function isReadable({ held, grant, scope, resources, details }: GrantAsking): boolean {
  if (held === null || grant?.action !== 'merge') return true;
  return (
    scope.length <= Math.max(scopeValueLimit, scopeOfGrant(held).length) &&
    resources.length <= Math.max(repetitionLimit, resourcesOfGrant(held).length) &&
    details.length <= Math.max(mostDetails, held.details.length)
  );
}

/** Throws `invalid_request` where it is more. */
export function checkReadable<Asking extends GrantAsking>(request: Asking): Asking {
  if (isReadable(request)) return request;
  throw new OAuthError('invalid_request', 'The grant would hold more than a person can be shown.');
}

/** Whether the grant asked for is there, and the person's; without one there is nothing to look for. */
export const isGrantThere = (grant: GrantRequest | null, held: ManagedGrant | null): boolean =>
  grant === null || grant.action === 'create' || held !== null;

const union = (left: readonly string[], right: readonly string[]): readonly string[] => [
  ...new Set([...left, ...right]),
];

/** Where the scope is for, as the grant lists its places. */
const placesOf = (name: string, apis: readonly Resource[]): readonly (string | null)[] => {
  const at = resourcesOfScope(name, apis).map(({ uri }) => uri);
  return at.length === 0 ? [null] : at;
};

const holdsAt = ({ scopes }: Pick<ManagedGrant, 'scopes'>, name: string, place: string | null): boolean =>
  scopes.some(
    ({ scope, resource }) =>
      scope.includes(name) && (place === null ? resource.length === 0 : resource.includes(place)),
  );

/**
 * Whether the grant holds the scope at every place where it is asked for, and the scope means no more than it did then;
 * without a grant nothing is against it.
 */
export const keepsScope = (request: GrantAsking, name: string): boolean => {
  const { held, apis, resources, registered } = request;
  if (held === null) return true;
  const { included } = held.claims;
  const includes = Object.entries(inclusionsOf([name], resourcesInForce(resources, registered)));
  return (
    placesOf(name, apis).every((place) => holdsAt(held, name, place)) &&
    // Of before this was kept it is what the resource says
    (included === undefined || includes.every(([uri, names]) => isWithin(names, included[uri] ?? []))) &&
    knowsSayings(held, sayingsOfScope(name, registered))
  );
};

/** Whether those who allowed the grant knew that credentials say this of them. */
const knowsSayings = ({ claims: { sayings = [] } }: ManagedGrant, said: readonly string[]): boolean =>
  isWithin(said, sayings);

export const keepsClaim = ({ held }: GrantAsking, name: string): boolean =>
  held === null || claimsOfGrant(held).includes(name);

export const keepsLearning = (
  { held }: GrantAsking,
  uri: string,
  claim: Resource['identityClaims'][number],
): boolean => held === null || held.claims.toResources?.[uri]?.includes(claim) === true;

/** The same object opens more once its credential says more. */
export const keepsDetail = (
  { held, detailsTypes }: GrantAsking,
  detail: GrantAsking['details'][number],
): boolean =>
  held === null ||
  (includesDetail(held.details, detail) && knowsSayings(held, sayingsOfDetail(detail, detailsTypes)));

/** Whether the grant comes to be another one; without a grant nothing does. */
export function changesGrant(request: GrantAsking): boolean {
  const { held, scope, apis, details, claims } = request;
  if (held === null) return false;
  const isKept =
    scope.every((name) => keepsScope(request, name)) &&
    request.resources.every((uri) => resourcesOfGrant(held).includes(uri)) &&
    apis.every(({ uri, identityClaims }) =>
      identityClaims.every((claim) => keepsLearning(request, uri, claim)),
    ) &&
    details.every((detail) => keepsDetail(request, detail)) &&
    claimsOfGrant({ claims }).every((name) => keepsClaim(request, name));
  return !isKept || request.grant?.action === 'replace';
}

/** What the page says beside what is asked for; null: no grant is changed. */
export function changeOf(request: GrantAsking): GrantChange | null {
  const { held, grant, registered } = request;
  if (held === null || grant === null || grant.action === 'create') return null;
  const lost = held.scopes.map((entry) => ({ ...entry, scope: lostAt(entry, request) }));
  const gone = (uri: string): boolean => !request.resources.includes(uri);
  const touched = lost.flatMap(({ scope, resource }) =>
    resource.filter((uri) => scope.length > 0 || gone(uri)),
  );
  const names = [...new Set(lost.flatMap(({ scope }) => scope))];
  return {
    action: grant.action,
    revision: held.revision,
    removed: {
      scopes: names.map((name) => describeScope(name, { resources: touched, registered }, 'known')),
      resources: resourcesNamed(touched, registered).map((resource) => ({ resource, learns: [] })),
      claims: claimsOfGrant(held)
        .filter((name) => !claimsOfGrant(request).includes(name))
        .map((name) => ({ name, known: true })),
      details: held.details
        .filter((detail) => !includesDetail(request.details, detail))
        .map((detail) => ({ ...describeDetail(detail, request.detailsTypes), known: true })),
    },
  };
}

const lostAt = (
  { scope, resource }: ManagedGrant['scopes'][number],
  { scope: asked, apis }: GrantAsking,
): readonly string[] =>
  scope.filter((name) => {
    const places = placesOf(name, apis);
    const isAsked =
      resource.length === 0 ? places.includes(null) : resource.every((uri) => places.includes(uri));
    return !asked.includes(name) || !isAsked;
  });

/**
 * What the tokens of the approval are for, and which scope where: those that a grant holds for no resource in particular are
 * good where tokens without one are, beside the resources of the others (advanced.md GMT-4).
 */
export function meantFor(
  { held, scope, resources, apis }: GrantAsking,
  policy: Policy,
): { readonly resources: readonly string[] } & Pick<AgreedClaims, 'beside' | 'placed'> {
  const isBeside = (name: string) => !openIdScopes.includes(name) && placesOf(name, apis).includes(null);
  const beside = held === null || resources.length === 0 ? [] : scope.filter(isBeside);
  const meant = beside.length === 0 ? resources : union(resources, defaultAudience(policy));
  return {
    resources: meant,
    ...(beside.length === 0 ? {} : { beside }),
    ...(meant.length > 1 ? { placed: placedScopes(scope, apis) } : {}),
  };
}

/** Each scope that is for some of the resources, once, with those that are for the same. */
function placedScopes(scope: readonly string[], apis: readonly Resource[]): readonly PlacedScopes[] {
  const byPlaces = new Map<string, PlacedScopes>();
  for (const name of scope) {
    const resource = resourcesOfScope(name, apis).map(({ uri }) => uri);
    const key = resource.join(' ');
    const alike = byPlaces.get(key)?.scope ?? [];
    if (resource.length > 0) byPlaces.set(key, { scope: [...alike, name], resource });
  }
  return [...byPlaces.values()];
}

type Approved = {
  /** What the person may allow of the scope. */
  readonly scope: readonly string[];
  /** What the code, or the waiting request, is called that the approval is for. */
  readonly approval: Hash;
  readonly policy: Policy;
  readonly at: Instant;
};

/** The grant as it was approved, for the commit that makes the approval true; none where no grant is changed. */
export function changeFacts(
  request: GrantAsking,
  { scope, approval, policy, at }: Approved,
): readonly Extract<Fact, { kind: 'grant_changed' }>[] {
  const { held, grant, resources, details, registered } = request;
  if (held === null || grant === null || grant.action === 'create') return [];
  const { lifetimes } = policy;
  const longest =
    Math.max(lifetimes.code, lifetimes.deviceCode, longestBackchannelRequest) + lifetimes.refreshMax;
  const claims: AgreedClaims = { ...request.claims, ...agreedAt({ scope, resources, details }, request) };
  const ends = after(secondOf(at), longest);
  return [
    {
      kind: 'grant_changed',
      action: grant.action,
      approval,
      accessEndsBy: after(secondOf(at), lifetimes.accessTokenMax),
      grant: {
        ...held,
        ...{ claims, details },
        scopes: grantedScopes({ scope, resources }, registered, policy),
        revision: held.revision + 1,
        updatedAt: at,
        expiresAt: ends > held.expiresAt ? ends : held.expiresAt,
      },
    },
  ];
}
