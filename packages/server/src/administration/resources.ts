/** Resources and their scopes, as administrators register them (product.md §12.3 /admin/resources). */

import type { Resource } from '@grantor/engine';
import { secondOf, sha256 } from '@grantor/protocol';
import type { Kysely } from 'kysely';
import type { Finding } from '../bootstrap/problems.ts';
import { takenScope } from '../bootstrap/scope-names.ts';
import type { Schema } from '../database/schema.ts';
import {
  holdResource,
  insertResource,
  isScopeGranted,
  removeResource,
  rewriteResource,
} from '../store/resources.ts';
import { takeScopeTurn } from '../store/scopes.ts';
import type { AuditEvent } from '../telemetry/audit-row.ts';
import { type Actor, type ChangePorts, change } from './change.ts';

export type ResourcePorts = ChangePorts & { readonly forgetResources: () => Promise<void> };

export type ResourceOutcome =
  | { readonly kind: 'done' }
  /** The identifier is in use. */
  | { readonly kind: 'taken' }
  /** Somebody holds this scope of it. */
  | { readonly kind: 'granted'; readonly scope: string }
  /** A scope of it has the name of one that belongs to no resource. */
  | { readonly kind: 'refused'; readonly problems: readonly Finding[] }
  | { readonly kind: 'gone' };

const told = (
  { uri, name }: Resource,
  fields: readonly string[],
): Omit<AuditEvent<'POLICY_CHANGED'>, 'actor'> => ({
  type: 'POLICY_CHANGED',
  resource: { id: uri, name: name ?? uri },
  details: { fields },
  error: null,
});

async function changing<Outcome>(
  ports: ResourcePorts,
  actor: Actor,
  work: Parameters<typeof change<Outcome>>[2],
): Promise<Outcome> {
  const outcome = await change(ports, actor, work);
  await ports.forgetResources();
  return outcome;
}

/** Registers the resource; `taken`: its identifier is. */
export const createResource = (
  ports: ResourcePorts,
  actor: Actor,
  resource: Resource,
): Promise<ResourceOutcome> =>
  changing(ports, actor, async (tx, tell) => {
    const refusal = await refusalOf(tx, resource);
    if (refusal !== null) return refusal;
    if (!(await insertResource(tx, resource, secondOf(ports.now())))) return { kind: 'taken' };
    await tell(told(resource, Object.keys(resource)));
    return { kind: 'done' };
  });

/** A name of a scope has one meaning (clients.md §9 Free-standing scopes). */
async function refusalOf(
  tx: Kysely<Schema>,
  { scopes }: Resource,
): Promise<Extract<ResourceOutcome, { kind: 'refused' }> | null> {
  if (scopes === null || scopes.length === 0) return null;
  await takeScopeTurn(tx);
  const taken = await takenScope(tx, scopes, []);
  return taken === null ? null : { kind: 'refused', problems: [taken] };
}

/** Names what a resource is now: another one once anything of it is another. */
export const resourceVersion = (resource: Resource): string => sha256(JSON.stringify(resource)).slice(0, 22);

/**
 * All of it anew; a scope that somebody holds cannot be taken out. `seen`: what the resource has to be still
 * (`resourceVersion`).
 */
export const editResource = (
  ports: ResourcePorts,
  actor: Actor,
  { resource, seen }: { readonly resource: Resource; readonly seen?: string },
): Promise<ResourceOutcome | { readonly kind: 'stale' }> =>
  changing(ports, actor, async (tx, tell) => {
    const refusal = await refusalOf(tx, resource);
    const stored = await holdResource(tx, resource.uri);
    if (stored === null) return { kind: 'gone' };
    if (refusal !== null) return refusal;
    if (seen !== undefined && seen !== resourceVersion(stored)) return { kind: 'stale' };
    const kept = (resource.scopes ?? []).map(({ name }) => name);
    const dropped = resource.scopes === null ? [] : scopesOf(stored).filter((name) => !kept.includes(name));
    const granted = await isScopeGranted(tx, resource.uri, dropped);
    if (granted !== null) return { kind: 'granted', scope: granted };
    const fields = (Object.keys(resource) as (keyof Resource)[]).filter(
      (field) => JSON.stringify(resource[field]) !== JSON.stringify(stored[field]),
    );
    await rewriteResource(tx, resource, secondOf(ports.now()));
    if (fields.length > 0) await tell(told(resource, fields));
    return { kind: 'done' };
  });

/** Refused while anybody holds a scope of it. */
export const deleteResource = (ports: ResourcePorts, actor: Actor, uri: string): Promise<ResourceOutcome> =>
  changing(ports, actor, async (tx, tell) => {
    const stored = await holdResource(tx, uri);
    if (stored === null) return { kind: 'gone' };
    const granted = await isScopeGranted(tx, uri, scopesOf(stored));
    if (granted !== null) return { kind: 'granted', scope: granted };
    await removeResource(tx, uri);
    await tell(told(stored, ['deleted']));
    return { kind: 'done' };
  });

const scopesOf = ({ scopes }: Resource): readonly string[] => (scopes ?? []).map(({ name }) => name);
