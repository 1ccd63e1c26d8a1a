/** What stands against a scope of no resource among others (clients.md §9). Reads nothing, so that no start needs a reader for it. */

import type { CredentialConfiguration, Resource, ResourceScope } from '@grantor/engine';
import { expandScope } from '@grantor/protocol';
import type { SettingFault } from './faults.ts';
import { type Finding, findingAt, place } from './problems.ts';

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
