/** Whether a broader scope answers for a narrower one: pure (clients.md §9). */

import { expandScope } from '@grantor/protocol';
import type { AgreedClaims } from '../model/claims-request.ts';
import { credentialScopesUri } from '../model/credential-configuration.ts';
import { implicationsOf, isFreeStanding, type Resource } from '../model/resource.ts';

/**
 * Whether the held scopes include the wanted one, by name or because they imply it at every one of the
 * resources that offers it. What no resource implies has to be held by name.
 */
export function holds(held: readonly string[], wanted: string, resources: readonly Resource[]): boolean {
  if (held.includes(wanted)) return true;
  const offering = resources.filter((resource) => resource.scopes?.some(({ name }) => name === wanted));
  return (
    offering.length > 0 &&
    offering.every((resource) => expandScope(held, implicationsOf(resource)).includes(wanted))
  );
}

/**
 * The resources whose scopes count in a request: those asked for, with what is issued there, or every one where none is
 * named. Scopes of no resource count everywhere: no resource has one of their names.
 */
export const resourcesInForce = (
  uris: readonly string[],
  registered: readonly Resource[],
): readonly Resource[] =>
  uris.length === 0
    ? registered
    : registered.filter(
        (resource) =>
          uris.includes(resource.uri) ||
          uris.some((named) => credentialScopesUri(named) === resource.uri) ||
          isFreeStanding(resource),
      );

/** Whose scopes count where something stands beside this resource, or, for null, beside none. */
export const resourcesBeside = (
  resource: Resource | null,
  registered: readonly Resource[],
): readonly Resource[] => (resource === null ? registered : [resource, ...registered.filter(isFreeStanding)]);

/**
 * The held scopes, and every scope of the resources that they include: of what an approval gave, no more than they
 * included when it was given (protocol.md IN-6). null: nobody approved.
 */
export function withImplied(
  held: readonly string[],
  resources: readonly Resource[],
  agreed: Pick<AgreedClaims, 'included'> | null,
): readonly string[] {
  const included = agreed?.included;
  const reached = countOf(
    listing(held, resources).flatMap((resource) => {
      const shown = included === undefined ? resource : within(resource, included[resource.uri]);
      const names = new Set(expandScope(held, implicationsOf(shown)));
      return namesOf(resource).filter((name) => names.has(name) && !held.includes(name));
    }),
  );
  if (reached.size === 0) return [...new Set(held)];
  // As `holds` has it: by every resource that offers it; counted, as there may be thousands
  const offered = countOf(resources.flatMap(namesOf).filter((name) => reached.has(name)));
  const implied = [...reached].filter(([name, count]) => count === offered.get(name)).map(([name]) => name);
  return [...new Set([...held, ...implied])];
}

const namesOf = ({ scopes }: Resource): readonly string[] => (scopes ?? []).map(({ name }) => name);

/** Those that know one of the scopes: no other says what comes with them. */
function listing(scope: readonly string[], resources: readonly Resource[]): readonly Resource[] {
  const held = new Set(scope);
  return resources.filter(({ scopes }) => scopes?.some(({ name }) => held.has(name)));
}

function countOf(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** The resource as if its scopes included these alone. */
const within = (resource: Resource, included: readonly string[] = []): Resource => {
  const allowed = new Set(included);
  const scopes = resource.scopes?.map((scope) => ({
    ...scope,
    implies: scope.implies.filter((name) => allowed.has(name)),
  }));
  return { ...resource, scopes: scopes ?? null };
};

/** What each of the scopes includes beyond its own name, by resource, where it includes anything. */
export const inclusionsOf = (
  scope: readonly string[],
  resources: readonly Resource[],
): NonNullable<AgreedClaims['included']> =>
  Object.fromEntries(
    listing(scope, resources)
      .map((resource) => [resource.uri, includedIn(scope, resource)] as const)
      .filter(([, names]) => names.length > 0),
  );

const includedIn = (scope: readonly string[], resource: Resource): readonly string[] => {
  const implications = implicationsOf(resource);
  return [
    ...new Set(scope.flatMap((held) => expandScope([held], implications).filter((name) => name !== held))),
  ];
};
