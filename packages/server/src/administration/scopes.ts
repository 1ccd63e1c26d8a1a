/** Scopes that belong to no resource, as administrators register them (product.md §12.3 /admin/resources). */

import type { ResourceScope } from '@grantor/engine';
import { secondOf, sha256 } from '@grantor/protocol';
import type { Kysely } from 'kysely';
import type { Finding } from '../bootstrap/problems.ts';
import { scopeConflicts } from '../bootstrap/scope-names.ts';
import type { Schema } from '../database/schema.ts';
import {
  clientWithScope,
  insertScope,
  isScopeAllowedBySomebody,
  readScope,
  readScopes,
  removeScope,
  rewriteScope,
  takeScopeTurn,
} from '../store/scopes.ts';
import type { AuditEvent } from '../telemetry/audit-row.ts';
import { type Actor, type ChangePorts, change } from './change.ts';
import type { ResourcePorts } from './resources.ts';

/** Why a scope cannot go. */
export type ScopeHold =
  /** Somebody allowed it. */
  | { readonly kind: 'granted' }
  /** A client of an administrator may ask for it. */
  | { readonly kind: 'listed'; readonly client: { readonly id: string; readonly name: string } }
  /** Another scope includes it; its name. */
  | { readonly kind: 'included'; readonly scope: string };

export type ScopeOutcome =
  | { readonly kind: 'done' }
  /** There is one of this name. */
  | { readonly kind: 'taken' }
  | { readonly kind: 'gone' }
  /** By what is stored beside it. */
  | { readonly kind: 'refused'; readonly problems: readonly Finding[] };

const told = (
  { name }: ResourceScope,
  fields: readonly string[],
): Omit<AuditEvent<'POLICY_CHANGED'>, 'actor'> => ({
  type: 'POLICY_CHANGED',
  resource: { id: `scope:${name}`, name },
  details: { fields },
  error: null,
});

/** In its turn, and known everywhere once it is done. */
async function changing<Outcome>(
  ports: ResourcePorts,
  actor: Actor,
  work: (
    tx: Kysely<Schema>,
    tell: (scope: ResourceScope, fields: readonly string[]) => Promise<void>,
  ) => Promise<Outcome>,
): Promise<Outcome> {
  const outcome = await change(ports satisfies ChangePorts, actor, async (tx, tell) => {
    await takeScopeTurn(tx);
    return work(tx, (scope, fields) => tell(told(scope, fields)));
  });
  await ports.forgetResources();
  return outcome;
}

/** Registers the scope. `taken`: its name is, by one of its kind. */
export const createScope = (
  ports: ResourcePorts,
  actor: Actor,
  scope: ResourceScope,
): Promise<ScopeOutcome> =>
  changing(ports, actor, async (tx, tell) => {
    if ((await readScope(tx, scope.name)) !== null) return { kind: 'taken' };
    const problems = await scopeConflicts(tx, scope, []);
    if (problems.length > 0) return { kind: 'refused', problems };
    await insertScope(tx, scope, secondOf(ports.now()));
    await tell(scope, Object.keys(scope));
    return { kind: 'done' };
  });

/** Names what a scope is now: another one once anything of it is another. */
export const scopeVersion = (scope: ResourceScope): string =>
  sha256(JSON.stringify(Object.entries(scope).sort())).slice(0, 22);

/** All of it anew; whoever allowed less than it includes now is asked again. `seen`: what it has to be still. */
export const editScope = (
  ports: ResourcePorts,
  actor: Actor,
  { scope, seen }: { readonly scope: ResourceScope; readonly seen: string },
): Promise<ScopeOutcome | { readonly kind: 'stale' }> =>
  changing(ports, actor, async (tx, tell) => {
    const stored = await readScope(tx, scope.name);
    if (stored === null) return { kind: 'gone' };
    if (seen !== scopeVersion(stored)) return { kind: 'stale' };
    const problems = await scopeConflicts(tx, scope, []);
    if (problems.length > 0) return { kind: 'refused', problems };
    const members = new Set([...Object.keys(stored), ...Object.keys(scope)]) as Set<keyof ResourceScope>;
    const fields = [...members].filter(
      (field) => JSON.stringify(scope[field]) !== JSON.stringify(stored[field]),
    );
    await rewriteScope(tx, scope, secondOf(ports.now()));
    if (fields.length > 0) await tell(scope, fields);
    return { kind: 'done' };
  });

export type ScopeDeletion =
  | { readonly kind: 'done' | 'gone' }
  | { readonly kind: 'held'; readonly by: ScopeHold };

/** Refused while somebody allowed it, may ask for it, or has it by another one. */
export const deleteScope = (ports: ResourcePorts, actor: Actor, name: string): Promise<ScopeDeletion> =>
  changing<ScopeDeletion>(ports, actor, async (tx, tell) => {
    const stored = await readScope(tx, name);
    if (stored === null) return { kind: 'gone' };
    const by = await holdOf(tx, name);
    if (by !== null) return { kind: 'held', by };
    await removeScope(tx, name);
    await tell(stored, ['deleted']);
    return { kind: 'done' };
  });

async function holdOf(tx: Kysely<Schema>, name: string): Promise<ScopeHold | null> {
  const broader = (await readScopes(tx)).find(({ implies }) => implies.includes(name));
  if (broader !== undefined) return { kind: 'included', scope: broader.name };
  const client = await clientWithScope(tx, name);
  if (client !== null) return { kind: 'listed', client };
  return (await isScopeAllowedBySomebody(tx, name)) ? { kind: 'granted' } : null;
}
