/** Whether a broader scope answers for a narrower one: pure (clients.md §9). */

import { expandScope } from '@grantor/protocol';
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

/** The held scopes, and every scope of the resources that they include. */
export const withImplied = (held: readonly string[], resources: readonly Resource[]): readonly string[] => {
  const offered = resources.flatMap(({ scopes }) => (scopes ?? []).map(({ name }) => name));
  return [...new Set([...held, ...offered.filter((name) => holds(held, name, resources))])];
};
