/** Scopes that belong to no resource: rows ↔ model, and what stands in the way of their changes (clients.md §9). */

import { isSelfRegistered, type ResourceScope } from '@grantor/engine';
import { type Kysely, sql } from 'kysely';
import type { FreeStandingScopeTable, ResourceTable, Schema } from '../database/schema.ts';
import { takeTurn } from './lease.ts';
import { type Behind, escapedForLike } from './listing.ts';
import { policyFrom } from './policies.ts';
import { resourceFrom, scopeFrom } from './resources.ts';
import { clientFrom } from './rows/client.ts';

type Settings = Omit<ResourceScope, 'name'>;

const freeScopeFrom = ({ name, settings }: FreeStandingScopeTable): ResourceScope =>
  scopeFrom({ ...(JSON.parse(settings) as Settings), name });

const columnsOf = ({ name: _, ...settings }: ResourceScope, now: number) => ({
  settings: JSON.stringify(settings),
  updated_at: now,
});

/** All of them as the one row that lists them among resources (`freeStandingScopes`); none where there are none. */
export const asResourceRow = (rows: readonly FreeStandingScopeTable[]): readonly ResourceTable[] =>
  rows.length === 0
    ? []
    : [
        {
          ...{ uri: '', name: null, settings: '{}', created_at: 0, updated_at: 0 },
          scopes: JSON.stringify(rows.map(freeScopeFrom)),
        },
      ];

/**
 * From here to its end no other transaction changes these scopes, or what scopes resources and credentials have: a name
 * has one meaning, and what includes what is true.
 */
export const takeScopeTurn = (tx: Kysely<Schema>): Promise<void> => takeTurn(tx, 'scope names');

/** Null when there is none. */
export async function readScope(kysely: Kysely<Schema>, name: string): Promise<ResourceScope | null> {
  const row = await kysely
    .selectFrom('free_standing_scope')
    .selectAll()
    .where('name', '=', name)
    .executeTakeFirst();
  return row === undefined ? null : freeScopeFrom(row);
}

/** By name; `behind`: from one on. */
export async function readScopes(kysely: Kysely<Schema>, behind?: Behind): Promise<readonly ResourceScope[]> {
  const all = kysely.selectFrom('free_standing_scope').selectAll().orderBy('name');
  const { limit, after } = behind ?? {};
  const limited = limit === undefined ? all : all.limit(limit);
  return (await (after === undefined ? limited : limited.where('name', '>', after)).execute()).map(
    freeScopeFrom,
  );
}

export async function listScopeNames({
  kysely,
}: {
  readonly kysely: Kysely<Schema>;
}): Promise<readonly string[]> {
  return (await kysely.selectFrom('free_standing_scope').select('name').execute()).map(({ name }) => name);
}

/** False: there is one of this name. */
export async function insertScope(tx: Kysely<Schema>, scope: ResourceScope, now: number): Promise<boolean> {
  const inserted = await tx
    .insertInto('free_standing_scope')
    .values({ name: scope.name, ...columnsOf(scope, now), created_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .returning('name')
    .executeTakeFirst();
  return inserted !== undefined;
}

export async function rewriteScope(tx: Kysely<Schema>, scope: ResourceScope, now: number): Promise<void> {
  await tx
    .updateTable('free_standing_scope')
    .set(columnsOf(scope, now))
    .where('name', '=', scope.name)
    .execute();
}

export async function removeScope(tx: Kysely<Schema>, name: string): Promise<void> {
  await tx.deleteFrom('free_standing_scope').where('name', '=', name).execute();
}

/** Where the column has the text: a name of a scope has nothing that JSON writes otherwise (RFC 6749 §3.3). */
const holds = (column: string, json: string) =>
  sql<boolean>`${sql.ref(column)} like ${`%${escapedForLike(json)}%`} escape '\\'`;

/** Whose the name is already: a resource's, by its identifier, or a credential's, by its id; null: nobody's. */
export async function ownerOfName(
  tx: Kysely<Schema>,
  name: string,
): Promise<{ readonly kind: 'resource' | 'credential'; readonly id: string } | null> {
  const member = JSON.stringify(name);
  const resources = await tx
    .selectFrom('resource')
    .selectAll()
    .where(holds('scopes', `"name":${member}`))
    .execute();
  const resource = resources
    .map(resourceFrom)
    .find(({ scopes }) => scopes?.some((scope) => scope.name === name));
  if (resource !== undefined) return { kind: 'resource', id: resource.uri };
  const credentials = await tx
    .selectFrom('credential_configuration')
    .selectAll()
    .where(holds('settings', `"scope":${member}`))
    .execute();
  const credential = credentials
    .map((row) => policyFrom('credential_configuration', row))
    .find(({ scope }) => scope === name);
  return credential === undefined ? null : { kind: 'credential', id: credential.id };
}

/** The first of the names that a scope of no resource has; null: none. */
export async function firstFreeStanding(
  tx: Kysely<Schema>,
  names: readonly string[],
): Promise<string | null> {
  if (names.length === 0) return null;
  const taken = new Set(await listScopeNames({ kysely: tx }));
  return names.find((name) => taken.has(name)) ?? null;
}

/** Whether somebody allowed a client to have the scope, wherever. */
export async function isScopeAllowedBySomebody(tx: Kysely<Schema>, name: string): Promise<boolean> {
  const held = await tx
    .selectFrom('consent')
    .select('user_id')
    .where(holds('scope', JSON.stringify(name)))
    .limit(1)
    .executeTakeFirst();
  return held !== undefined;
}

/** A client that was given the scope here; what clients said of themselves gives them nothing. Null: none. */
export async function clientWithScope(
  tx: Kysely<Schema>,
  name: string,
): Promise<{ readonly id: string; readonly name: string } | null> {
  const rows = await tx
    .selectFrom('client')
    .selectAll()
    .where('source', 'in', ['administrator', 'app'])
    .where(holds('settings', JSON.stringify(name)))
    .execute();
  const client = rows.map(clientFrom).find((each) => !isSelfRegistered(each) && each.scopes.includes(name));
  return client === undefined ? null : { id: client.id, name: client.name };
}
