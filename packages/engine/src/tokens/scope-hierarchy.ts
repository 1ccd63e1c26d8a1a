/** Whether a broader scope answers for a narrower one: pure (clients.md §9). */

import { expandScope } from '@grantor/protocol';
import type { AgreedClaims } from '../model/claims-request.ts';
import { implicationsOf, type Resource } from '../model/resource.ts';

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

/** The resources whose hierarchy counts in a request: those asked for, or every one where none is named. */
export const resourcesInForce = (
  uris: readonly string[],
  registered: readonly Resource[],
): readonly Resource[] =>
  uris.length === 0 ? registered : registered.filter((resource) => uris.includes(resource.uri));

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
  const asShown =
    included === undefined
      ? resources
      : resources.map((resource) => within(resource, included[resource.uri]));
  // A few names, where the resources may offer thousands
  const candidates = asShown.flatMap((resource) => expandScope(held, implicationsOf(resource)));
  return [...new Set([...held, ...candidates.filter((name) => holds(held, name, asShown))])];
}

/** The resource as if its scopes included these alone. */
const within = (resource: Resource, included: readonly string[] = []): Resource => ({
  ...resource,
  scopes:
    resource.scopes?.map((scope) => ({
      ...scope,
      implies: scope.implies.filter((name) => included.includes(name)),
    })) ?? null,
});

/** What each of the scopes includes beyond its own name, by resource, where it includes anything. */
export const inclusionsOf = (
  scope: readonly string[],
  resources: readonly Resource[],
): NonNullable<AgreedClaims['included']> =>
  Object.fromEntries(
    resources
      .map((resource) => [resource.uri, includedIn(scope, resource)] as const)
      .filter(([, names]) => names.length > 0),
  );

const includedIn = (scope: readonly string[], resource: Resource): readonly string[] => {
  const implications = implicationsOf(resource);
  return [
    ...new Set(scope.flatMap((held) => expandScope([held], implications).filter((name) => name !== held))),
  ];
};
