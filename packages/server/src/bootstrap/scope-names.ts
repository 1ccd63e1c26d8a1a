/** That a scope of no resource has a name to itself, and includes what it may (clients.md §9): looked at in a scope turn. */

import type { ResourceScope } from '@grantor/engine';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { firstFreeStanding, ownerOfName, readScopes } from '../store/scopes.ts';
import { type Finding, findingAt, place } from './problems.ts';
import { hierarchyProblems } from './scope-clashes.ts';

/** What stands against the scope in what is stored; `path`: where it is declared. */
export async function scopeConflicts(
  tx: Kysely<Schema>,
  scope: ResourceScope,
  path: readonly PropertyKey[],
): Promise<readonly Finding[]> {
  const owner = await ownerOfName(tx, scope.name);
  const stored = await readScopes(tx);
  const all = [...stored.filter(({ name }) => name !== scope.name), scope];
  const taken =
    owner === null ? [] : [findingAt(place([...path, 'name']), `scope_of_${owner.kind}`, { name: owner.id })];
  return [...taken, ...hierarchyProblems(scope, all, path)];
}

/** The first of the scopes, as a resource lists them, whose name is that of a scope of no resource. */
export async function takenScope(
  tx: Kysely<Schema>,
  scopes: readonly Pick<ResourceScope, 'name'>[] | null,
  path: readonly PropertyKey[],
): Promise<Finding | null> {
  const names = (scopes ?? []).map(({ name }) => name);
  const taken = await firstFreeStanding(tx, names);
  if (taken === null) return null;
  return findingAt(place([...path, 'scopes', names.indexOf(taken), 'name']), 'scope_free_standing');
}

/** The same of the one scope that a credential has. */
export async function takenByCredential(
  tx: Kysely<Schema>,
  scope: string | null,
  path: readonly PropertyKey[],
): Promise<Finding | null> {
  const taken = scope === null ? null : await firstFreeStanding(tx, [scope]);
  return taken === null ? null : findingAt(place([...path, 'scope']), 'scope_free_standing');
}
