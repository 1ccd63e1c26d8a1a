/** Scopes that belong to no resource, as they are declared, here and by programs (clients.md §9). */

import {
  builtInScopes,
  type CredentialConfiguration,
  type Resource,
  type ResourceScope,
} from '@grantor/engine';
import { expandScope } from '@grantor/protocol';
import { entryReader } from './entry.ts';
import { type SettingFault, saying } from './faults.ts';
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
  const around = expandScope(scope.implies, new Map(all.map(({ name, implies }) => [name, implies])));
  return [
    ...strays.map((name) => findingAt(at('implies'), 'scope_not_free_standing', { name })),
    // protocol.md SC-4: nobody gets a restricted scope by asking for another one
    ...(grave && !scope.isRestricted ? [findingAt(at('implies'), 'scope_restricted')] : []),
    ...(scope.isRestricted && broader !== undefined
      ? [findingAt(at('restricted'), 'scope_included_openly', { name: broader.name })]
      : []),
    ...(around.includes(scope.name) ? [findingAt(at('implies'), 'scope_circle', { name: scope.name })] : []),
  ];
}

type Declared = {
  /** null: it cannot be read. */
  readonly scopes: readonly (ResourceScope | null)[];
  readonly resources: readonly Resource[];
  readonly credentials: readonly CredentialConfiguration[];
};

/** What one file says against itself; what only the database knows is found when it is applied. */
export const clashesIn = ({ scopes, resources, credentials }: Declared): readonly Finding[] =>
  scopes.flatMap((scope, index) => {
    if (scope === null) return [];
    const path = ['scopes', index];
    const resource = resources.find((each) => each.scopes?.some(({ name }) => name === scope.name));
    const credential = credentials.find((each) => each.scope === scope.name);
    const taken = (code: SettingFault, name: string) => findingAt(place([...path, 'name']), code, { name });
    return [
      ...(resource === undefined ? [] : [taken('scope_of_resource', resource.uri)]),
      ...(credential === undefined ? [] : [taken('scope_of_credential', credential.id)]),
      ...hierarchyProblems(
        scope,
        scopes.filter((each) => each !== null),
        path,
      ).filter(({ fault }) => fault?.code !== 'scope_not_free_standing'),
    ];
  });
