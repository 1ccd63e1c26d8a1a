/** Trusted issuers and exchange rules, as administrators make them (product.md §12.3 /admin/policies). */

import { secondOf, sha256 } from '@grantor/protocol';
import type { Kysely } from 'kysely';
import { takenByCredential } from '../bootstrap/scope-names.ts';
import type { Schema } from '../database/schema.ts';
import {
  holdPolicy,
  insertPolicy,
  type Policies,
  type PolicyKind,
  removePolicy,
  rewritePolicy,
} from '../store/policies.ts';
import { takeScopeTurn } from '../store/scopes.ts';
import type { AuditEvent } from '../telemetry/audit-row.ts';
import { type Actor, type ChangePorts, change } from './change.ts';

export type PolicyPorts = ChangePorts & { readonly forgetPolicies: () => Promise<void> };

/**
 * `taken`: the id is in use; `stale`: the record is another one by now; `scope_taken`: the scope of a credential is one
 * that belongs to no resource.
 */
export type PolicyOutcome = 'done' | 'taken' | 'gone' | 'stale' | 'scope_taken';

/** A record with its kind. */
export type Policy<Kind extends PolicyKind = PolicyKind> = {
  readonly kind: Kind;
  readonly policy: Policies[Kind];
};

const told = (
  { kind, policy }: Policy,
  fields: readonly string[],
): Omit<AuditEvent<'POLICY_CHANGED'>, 'actor'> => ({
  type: 'POLICY_CHANGED',
  resource: { id: `${kind}:${policy.id}`, name: policy.id },
  details: { fields },
  error: null,
});

async function changing(
  ports: PolicyPorts,
  actor: Actor,
  work: Parameters<typeof change<PolicyOutcome>>[2],
): Promise<PolicyOutcome> {
  const outcome = await change(ports, actor, work);
  await ports.forgetPolicies();
  return outcome;
}

/** Keeps the record; from then on it counts. */
export const createPolicy = <Kind extends PolicyKind>(
  ports: PolicyPorts,
  actor: Actor,
  { kind, policy }: Policy<Kind>,
): Promise<PolicyOutcome> =>
  changing(ports, actor, async (tx, tell) => {
    if (await isScopeTaken(tx, policy)) return 'scope_taken';
    if (!(await insertPolicy(tx, kind, { policy, now: secondOf(ports.now()) }))) return 'taken';
    await tell(told({ kind, policy }, Object.keys(policy)));
    return 'done';
  });

/** A name of a scope has one meaning (clients.md §9 Free-standing scopes). */
async function isScopeTaken(tx: Kysely<Schema>, policy: Policies[PolicyKind]): Promise<boolean> {
  if (!('scope' in policy) || policy.scope === null) return false;
  await takeScopeTurn(tx);
  return (await takenByCredential(tx, policy.scope, [])) !== null;
}

/** Names what a record is now: another one once anything of it is another. */
export const policyVersion = (policy: Policies[PolicyKind]): string =>
  sha256(JSON.stringify(Object.entries(policy).sort())).slice(0, 22);

/** All of it anew. `seen`: what the record has to be still (`policyVersion`). */
export const editPolicy = <Kind extends PolicyKind>(
  ports: PolicyPorts,
  actor: Actor,
  { kind, policy, seen }: Policy<Kind> & { readonly seen?: string },
): Promise<PolicyOutcome> =>
  changing(ports, actor, async (tx, tell) => {
    const isTaken = await isScopeTaken(tx, policy);
    const stored = await holdPolicy(tx, kind, policy.id);
    if (stored === null) return 'gone';
    if (isTaken) return 'scope_taken';
    if (seen !== undefined && seen !== policyVersion(stored)) return 'stale';
    const fields = (Object.keys(policy) as (keyof Policies[Kind] & string)[]).filter(
      (field) => JSON.stringify(policy[field]) !== JSON.stringify(stored[field]),
    );
    await rewritePolicy(tx, kind, { policy, now: secondOf(ports.now()) });
    if (fields.length > 0) await tell(told({ kind, policy }, fields));
    return 'done';
  });

/** Nothing comes of it from then on; tokens that came of it live on until they end, or their person ends them. */
export const deletePolicy = (
  ports: PolicyPorts,
  actor: Actor,
  { kind, id }: { readonly kind: PolicyKind; readonly id: string },
): Promise<PolicyOutcome> =>
  changing(ports, actor, async (tx, tell) => {
    const policy = await holdPolicy(tx, kind, id);
    if (policy === null) return 'gone';
    await removePolicy(tx, kind, id);
    await tell(told({ kind, policy }, ['deleted']));
    return 'done';
  });
