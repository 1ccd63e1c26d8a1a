/** Registered types of authorization details: rows ↔ model, and the writes administration makes. */

import type { AuthorizationDetail, DetailsType, KnownDetailsType } from '@grantor/engine';
import type { Kysely, SelectQueryBuilder } from 'kysely';
import { sql } from 'kysely';
import type { DetailsTypeTable, Schema } from '../database/schema.ts';
import { type Behind, countUpTo, type Listed, prefixPattern, type Range } from './listing.ts';

/** JSON in columns was written by this program: it is parsed and not checked again. */
export const detailsTypeFrom = (row: DetailsTypeTable): DetailsType => ({
  id: row.id,
  title: JSON.parse(row.title),
  labels: JSON.parse(row.labels),
  schema: JSON.parse(row.json_schema),
  locations: row.locations === null ? null : JSON.parse(row.locations),
});

/** What the server itself looks at, where the schema does not say more of it. */
const ownMembers = ['type', 'locations'];

/** The type with its schema compiled. */
export async function compileDetailsType(type: DetailsType): Promise<KnownDetailsType> {
  const { compileSchema } = await import('./compiled-schema.ts');
  const isValid = compileSchema(type.schema);
  const described = Object.keys(type.schema['properties'] ?? {});
  const left = ownMembers.filter((name) => !described.includes(name));
  return {
    ...type,
    accepts: (detail: AuthorizationDetail) =>
      isValid(Object.fromEntries(Object.entries(detail).filter(([name]) => !left.includes(name)))),
  };
}

const columnsOf = ({ title, labels, schema, locations }: DetailsType, now: number) => ({
  title: JSON.stringify(title),
  labels: JSON.stringify(labels),
  json_schema: JSON.stringify(schema),
  locations: locations === null ? null : JSON.stringify(locations),
  updated_at: now,
});

/** Creates the type or replaces all of it; whoever caches types must forget them after the commit. */
export async function upsertDetailsType(tx: Kysely<Schema>, type: DetailsType, now: number): Promise<void> {
  const columns = columnsOf(type, now);
  await tx
    .insertInto('details_type')
    .values({ id: type.id, ...columns, created_at: now })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(columns))
    .execute();
}

/** Null when there is none. */
export async function readDetailsType(kysely: Kysely<Schema>, id: string): Promise<DetailsType | null> {
  const row = await kysely.selectFrom('details_type').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : detailsTypeFrom(row);
}

/** The type as it is now, which nobody else changes until the transaction ends. Null when there is none. */
export async function holdDetailsType(tx: Kysely<Schema>, id: string): Promise<DetailsType | null> {
  const row = await tx
    .updateTable('details_type')
    .set((eb) => ({ updated_at: eb.ref('updated_at') }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? null : detailsTypeFrom(row);
}

/** False: there is one of this id. */
export async function insertDetailsType(
  tx: Kysely<Schema>,
  type: DetailsType,
  now: number,
): Promise<boolean> {
  const inserted = await tx
    .insertInto('details_type')
    .values({ id: type.id, ...columnsOf(type, now), created_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
}

export async function rewriteDetailsType(tx: Kysely<Schema>, type: DetailsType, now: number): Promise<void> {
  await tx.updateTable('details_type').set(columnsOf(type, now)).where('id', '=', type.id).execute();
}

export async function removeDetailsType(tx: Kysely<Schema>, id: string): Promise<void> {
  await tx.deleteFrom('details_type').where('id', '=', id).execute();
}

/** Whose id begins so, by id. */
export async function listDetailsTypeRows(
  { kysely }: { readonly kysely: Kysely<Schema> },
  { search, limit, offset }: Range & { readonly search: string },
): Promise<Listed<DetailsType>> {
  const pattern = prefixPattern(search);
  const found = () => {
    const all = kysely.selectFrom('details_type');
    return search === '' ? all : all.where(sql<boolean>`id like ${pattern} escape '\\'`);
  };
  const [rows, total] = await Promise.all([
    found().selectAll().orderBy('id').limit(limit).offset(offset).execute(),
    countUpTo(kysely, found().select('id') as SelectQueryBuilder<Schema, keyof Schema, unknown>),
  ]);
  return { rows: rows.map(detailsTypeFrom), total };
}

/** All of them by id, from one on. */
export async function readDetailsTypes(
  { kysely }: { readonly kysely: Kysely<Schema> },
  { limit, after }: Behind,
): Promise<readonly DetailsType[]> {
  const all = kysely.selectFrom('details_type').selectAll().orderBy('id').limit(limit);
  return (await (after === undefined ? all : all.where('id', '>', after)).execute()).map(detailsTypeFrom);
}

export async function listDetailsTypeIds({
  kysely,
}: {
  readonly kysely: Kysely<Schema>;
}): Promise<readonly string[]> {
  return (await kysely.selectFrom('details_type').select('id').execute()).map(({ id }) => id);
}
