/** Scopes that belong to no resource, as they are declared, here and by programs (clients.md §9). */

import { builtInScopes, type ResourceScope } from '@grantor/engine';
import { findScopeCycle } from '@grantor/protocol';
import { entryReader } from './entry.ts';
import { saying } from './faults.ts';
import { type Finding, findingAt, place } from './problems.ts';
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

/** What is wrong with it among all of its kind: a hierarchy that cannot be followed, or that gives what nobody gave. */
export function hierarchyProblems(
  scope: ResourceScope,
  all: readonly ResourceScope[],
  path: readonly PropertyKey[],
): readonly Finding[] {
  const at = (member: string): string => place([...path, member]);
  const named = (name: string) => all.find((each) => each.name === name);
  const strays = scope.implies.filter((name) => named(name) === undefined);
  const grave = scope.implies.some((name) => named(name)?.isRestricted);
  const broader = all.find(({ isRestricted, implies }) => !isRestricted && implies.includes(scope.name));
  const cyclic = findScopeCycle(new Map(all.map(({ name, implies }) => [name, implies])));
  return [
    ...strays.map((name) => findingAt(at('implies'), 'scope_not_free_standing', { name })),
    // protocol.md SC-4: nobody gets a restricted scope by asking for another one
    ...(grave && !scope.isRestricted ? [findingAt(at('implies'), 'scope_restricted')] : []),
    ...(scope.isRestricted && broader !== undefined
      ? [findingAt(at('restricted'), 'scope_included_openly', { name: broader.name })]
      : []),
    ...(cyclic === null ? [] : [findingAt(at('implies'), 'scope_circle', { name: cyclic })]),
  ];
}
