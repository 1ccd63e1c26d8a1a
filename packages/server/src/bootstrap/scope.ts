/** Scopes that belong to no resource, as they are declared, here and by programs (clients.md §9). */

import { builtInScopes, type ResourceScope } from '@grantor/engine';
import { entryReader } from './entry.ts';
import { saying } from './faults.ts';
import { describedScope, scopeName, scopeOf } from './resource.ts';

const longestName = 128;

const isOwn = (name: string): boolean => builtInScopes.includes(name) || name.startsWith('grantor:');

const readShape = entryReader(
  describedScope.extend({
    name: scopeName
      .refine((name) => !isOwn(name), saying('scope_built_in'))
      .refine((name) => name.length <= longestName, saying('too_long', { most: longestName })),
  }),
);

/** One element of `scopes`, with every problem it has by itself. */
export function readScope(value: unknown, path: readonly PropertyKey[]) {
  const { declared, problems } = readShape(value, path);
  return { scope: declared === null ? null : scopeOf(declared), problems };
}

/** The members that declare it. */
export const scopeMembers = (scope: ResourceScope) => ({
  name: scope.name,
  ...(scope.description === null ? {} : { description: scope.description }),
  ...(scope.descriptions === undefined ? {} : { descriptions: scope.descriptions }),
  ...(scope.effect === undefined ? {} : { effect: scope.effect }),
  default: scope.isDefault,
  restricted: scope.isRestricted,
  implies: [...scope.implies],
});
