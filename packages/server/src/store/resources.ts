/** Registered resources: rows ↔ model, and the writes administration makes. */

import { type Resource, type ResourceScope, unregisteredResource } from '@grantor/engine';
import { type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import type { ResourceTable, Schema } from '../database/schema.ts';
import { type Behind, countUpTo, escapedForLike, type Listed, prefixPattern, type Range } from './listing.ts';

type Settings = Omit<Resource, 'uri' | 'name' | 'scopes'>;

/** Settings and traits of a scope that did not exist yet when the resource was stored are as if nobody set them. */
export const resourceFrom = (row: ResourceTable): Resource => ({
  ...unregisteredResource(row.uri),
  ...(JSON.parse(row.settings) as Partial<Settings>),
  name: row.name,
  scopes: row.scopes === null ? null : scopesFrom(row.scopes),
});

const scopesFrom = (json: string): readonly ResourceScope[] =>
  (JSON.parse(json) as readonly ResourceScope[]).map(scopeFrom);

/** A scope as it was stored, by this or an earlier release. */
export const scopeFrom = (stored: ResourceScope): ResourceScope => ({ ...plainScope, ...stored });

const plainScope = { isRestricted: false, implies: [] } as const;

const columnsOf = ({ uri: _, name, scopes, ...settings }: Resource, now: number) => ({
  name,
  scopes: scopes === null ? null : JSON.stringify(scopes),
  settings: JSON.stringify(settings),
  updated_at: now,
});

/** Creates the resource or replaces all of it; whoever caches resources must forget them after the commit. */
export async function upsertResource(kysely: Kysely<Schema>, resource: Resource, now: number): Promise<void> {
  const columns = columnsOf(resource, now);
  await kysely
    .insertInto('resource')
    .values({ uri: resource.uri, ...columns, created_at: now })
    .onConflict((conflict) => conflict.column('uri').doUpdateSet(columns))
    .execute();
}

/** Null when there is none. */
export async function readResource(kysely: Kysely<Schema>, uri: string): Promise<Resource | null> {
  const row = await kysely.selectFrom('resource').selectAll().where('uri', '=', uri).executeTakeFirst();
  return row === undefined ? null : resourceFrom(row);
}

/** The resource as it is now, which nobody else changes until the transaction ends. Null when there is none. */
export async function holdResource(tx: Kysely<Schema>, uri: string): Promise<Resource | null> {
  const row = await tx
    .updateTable('resource')
    .set((eb) => ({ updated_at: eb.ref('updated_at') }))
    .where('uri', '=', uri)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? null : resourceFrom(row);
}

/** False: there is one of this identifier. */
export async function insertResource(tx: Kysely<Schema>, resource: Resource, now: number): Promise<boolean> {
  const inserted = await tx
    .insertInto('resource')
    .values({ uri: resource.uri, ...columnsOf(resource, now), created_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .returning('uri')
    .executeTakeFirst();
  return inserted !== undefined;
}

export async function rewriteResource(tx: Kysely<Schema>, resource: Resource, now: number): Promise<void> {
  await tx.updateTable('resource').set(columnsOf(resource, now)).where('uri', '=', resource.uri).execute();
}

export async function removeResource(tx: Kysely<Schema>, uri: string): Promise<void> {
  await tx.deleteFrom('resource').where('uri', '=', uri).execute();
}

/** One of the scopes that somebody allowed a client to have at this resource; null: nobody did. */
export async function isScopeGranted(
  tx: Kysely<Schema>,
  uri: string,
  scopes: readonly string[],
): Promise<string | null> {
  const holds = (column: 'scope' | 'resources', value: string) =>
    sql<boolean>`${sql.ref(column)} like ${`%${escapedForLike(JSON.stringify(value))}%`} escape '\\'`;
  for (const scope of scopes) {
    const held = await tx
      .selectFrom('consent')
      .select('user_id')
      .where(holds('resources', uri))
      .where(holds('scope', scope))
      .limit(1)
      .executeTakeFirst();
    if (held !== undefined) return scope;
  }
  return null;
}

/** Whose identifier or name begins so, by identifier; `byName`: as they are shown, those without a name by it. */
export async function listResourceRows(
  { kysely }: { readonly kysely: Kysely<Schema> },
  {
    search,
    limit,
    offset,
    byName,
  }: Range & { readonly search: string; readonly byName: 'asc' | 'desc' | null },
): Promise<Listed<Resource>> {
  const pattern = prefixPattern(search);
  const found = () => {
    const all = kysely.selectFrom('resource');
    return search === ''
      ? all
      : all.where(
          sql<boolean>`(uri like ${pattern} escape '\\' or lower(name) like ${pattern.toLowerCase()} escape '\\')`,
        );
  };
  const rows = found().selectAll();
  const sorted = byName === null ? rows : rows.orderBy(sql`lower(coalesce(name, uri))`, byName);
  const [listed, total] = await Promise.all([
    sorted
      .orderBy('uri', byName ?? 'asc')
      .limit(limit)
      .offset(offset)
      .execute(),
    countUpTo(kysely, found().select('uri') as SelectQueryBuilder<Schema, keyof Schema, unknown>),
  ]);
  return { rows: listed.map(resourceFrom), total };
}

/** All of them by identifier, from one on. */
export async function readResources(
  { kysely }: { readonly kysely: Kysely<Schema> },
  { limit, after }: Behind,
): Promise<readonly Resource[]> {
  const all = kysely.selectFrom('resource').selectAll().orderBy('uri').limit(limit);
  return (await (after === undefined ? all : all.where('uri', '>', after)).execute()).map(resourceFrom);
}

export async function listResourceUris({
  kysely,
}: {
  readonly kysely: Kysely<Schema>;
}): Promise<readonly string[]> {
  return (await kysely.selectFrom('resource').select('uri').execute()).map(({ uri }) => uri);
}
