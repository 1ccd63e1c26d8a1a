/** Registered resources: rows ↔ model, and the writes administration makes. */

import { type Resource, type ResourceScope, unregisteredResource } from '@grantor/engine';
import type { Kysely } from 'kysely';
import type { ResourceTable, Schema } from '../database/schema.ts';

type Settings = Omit<Resource, 'uri' | 'name' | 'scopes'>;

/** Settings and traits of a scope that did not exist yet when the resource was stored are as if nobody set them. */
export const resourceFrom = (row: ResourceTable): Resource => ({
  ...unregisteredResource(row.uri),
  ...(JSON.parse(row.settings) as Partial<Settings>),
  name: row.name,
  scopes: row.scopes === null ? null : scopesFrom(row.scopes),
});

const scopesFrom = (json: string): readonly ResourceScope[] =>
  (JSON.parse(json) as readonly ResourceScope[]).map((scope) => ({ ...plainScope, ...scope }));

const plainScope = { isRestricted: false, implies: [] } as const;

/** Creates the resource or replaces all of it; whoever caches resources must forget them after the commit. */
export async function upsertResource(kysely: Kysely<Schema>, resource: Resource, now: number): Promise<void> {
  const { uri, name, scopes, ...settings } = resource;
  const columns = {
    name,
    scopes: scopes === null ? null : JSON.stringify(scopes),
    settings: JSON.stringify(settings),
    updated_at: now,
  };
  await kysely
    .insertInto('resource')
    .values({ uri, ...columns, created_at: now })
    .onConflict((conflict) => conflict.column('uri').doUpdateSet(columns))
    .execute();
}

/** Null when there is none. */
export async function readResource(kysely: Kysely<Schema>, uri: string): Promise<Resource | null> {
  const row = await kysely.selectFrom('resource').selectAll().where('uri', '=', uri).executeTakeFirst();
  return row === undefined ? null : resourceFrom(row);
}
