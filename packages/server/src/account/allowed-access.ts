/** All that a person allowed one client, by consent and by whatever lives of it, in the words of the consent page. */

import {
  type AgreedClaims,
  type Consent,
  describeDetail,
  describeScope,
  distinctDetails,
  type ManagedGrant,
  type Registry,
  type Resource,
  readClaimEntries,
  readDetailEntries,
  resourcesNamed,
  scopeOfClaim,
  scopesAllowedAt,
} from '@grantor/engine';
import { requestedAccess } from '../authorize/requested-access.ts';
import type { RequestedAccess, RequestedResource, RequestedScope } from '../pages/index.ts';
import type { ApprovedDevice, OwnFamily } from '../store/authorizations.ts';

export type Sources = {
  readonly consent: Consent | null;
  readonly families: readonly OwnFamily[];
  readonly devices: readonly ApprovedDevice[];
  /** Those its client manages. */
  readonly grants: readonly ManagedGrant[];
};

/** What was allowed together: these scopes at these resources, and what either is told. */
type Grant = {
  readonly scope: readonly string[];
  readonly resources: readonly string[];
  readonly names: readonly string[];
  readonly toResources: ReadonlyMap<string, readonly string[]>;
};

/**
 * Each scope at the resources where it was allowed, and at no other; a claim that a scope of the list holds anyway
 * is not said twice.
 */
export function allowedAccess(
  { consent, families, devices, grants: managed }: Sources,
  { registered, detailsTypes }: Registry,
): RequestedAccess {
  const grants = [
    ...(consent === null ? [] : consented(consent)),
    ...[...families, ...devices].map((held) => ({ ...held, ...agreed(held.claims) })),
    ...managed.flatMap(placed),
  ];
  const scopes = distinct(grants.flatMap(({ scope }) => scope));
  const details = distinctDetails([
    ...(consent === null ? [] : readDetailEntries(consent.details)),
    ...[...families, ...devices, ...managed].flatMap((held) => held.details),
  ]).map((detail) => ({ ...describeDetail(detail, detailsTypes), known: true }));
  const { details: shown } = requestedAccess({ ...nothingElse, details });
  return { ...joined(grants.map((grant) => inWords(grant, scopes, registered))), details: shown };
}

const nothingElse = { scopes: [], resources: [], claims: [] };

/** An approval place by place; what an earlier release remembered without its place stands wherever it may. */
function consented(consent: Consent): readonly Grant[] {
  const { names, toResources } = readClaimEntries(consent.claims);
  const nothing = { names: [], toResources: new Map() };
  const placed = consent.resources.map((uri) => ({
    ...nothing,
    scope: scopesAllowedAt(consent, uri),
    resources: [uri],
    toResources,
  }));
  const beside = { ...nothing, scope: scopesAllowedAt(consent, null), resources: [], names };
  const known = new Set([beside, ...placed].flatMap(({ scope }) => scope));
  const rest = consent.scope.filter((scope) => !known.has(scope));
  return [
    beside,
    ...placed,
    { ...nothing, scope: rest, resources: rest.length > 0 ? consent.resources : [] },
  ];
}

/** A grant place by place. */
const placed = ({ scopes, claims }: ManagedGrant): readonly Grant[] =>
  scopes.map(({ scope, resource }) => ({ scope, resources: resource, ...agreed(claims) }));

const agreed = ({ userinfo, idToken, toResources }: AgreedClaims) => ({
  names: [...Object.keys(userinfo), ...Object.keys(idToken)],
  toResources: new Map(Object.entries(toResources ?? {})),
});

function inWords(grant: Grant, held: readonly string[], registered: readonly Resource[]): RequestedAccess {
  return requestedAccess({
    scopes: grant.scope.map((name) => describeScope(name, { resources: [], registered }, 'known')),
    details: [],
    claims: distinct(grant.names)
      .filter((name) => isTold(name, held))
      .map((name) => ({ name, known: true })),
    resources: resourcesNamed(grant.resources, registered).map((resource) => ({
      resource,
      learns: (grant.toResources.get(resource.uri) ?? []).map((name) => ({ name, known: true })),
    })),
  });
}

/** Each scope of a grant once, in the words of a resource it is for. */
export function scopesInWords(
  { scope, resources }: Pick<Grant, 'scope' | 'resources'>,
  registered: readonly Resource[],
): readonly RequestedScope[] {
  const nothing = { names: [], toResources: new Map() };
  const { scopes, resources: at } = inWords({ scope, resources, ...nothing }, scope, registered);
  return once([...scopes, ...at.flatMap((resource) => resource.scopes)]);
}

/** Everything once. */
function joined(parts: readonly RequestedAccess[]): RequestedAccess {
  const resources = new Map<string, RequestedResource>();
  for (const resource of parts.flatMap((part) => part.resources)) {
    const known = resources.get(resource.identifier);
    resources.set(resource.identifier, {
      ...resource,
      scopes: byName(once([...(known?.scopes ?? []), ...resource.scopes])),
      learns: once([...(known?.learns ?? []), ...resource.learns]),
    });
  }
  return {
    scopes: byName(once(parts.flatMap(({ scopes }) => scopes))),
    claims: once(parts.flatMap(({ claims }) => claims)),
    resources: [...resources.values()],
    details: [],
  };
}

/** Without what they include: that is what the resource says now, not what it said when they were allowed. */
const byName = (scopes: readonly RequestedScope[]): readonly RequestedScope[] =>
  scopes.map(({ includes: _, ...scope }) => scope);

const once = <Item extends { readonly name: string }>(items: readonly Item[]): readonly Item[] => [
  ...new Map(items.map((item) => [item.name, item])).values(),
];

/** A claim that somebody can be told, and is not by a scope anyway. */
function isTold(name: string, scopes: readonly string[]): boolean {
  const scope = scopeOfClaim(name);
  return scope !== null && !scopes.includes(scope);
}

const distinct = (values: readonly string[]): readonly string[] => [...new Set(values)];
