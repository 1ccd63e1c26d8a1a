/** What people allowed one client, read for the page that lists it. Never writes. */

import type { Epoch } from '@grantor/protocol';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { Schema } from '../database/schema.ts';
import { type Behind, countUpTo, type Listed, type Range } from './listing.ts';
import { usersBeginning } from './meant.ts';

/** What one person allowed the client. */
export type ClientAuthorization = {
  readonly userId: string;
  readonly username: string | null;
  readonly scope: readonly string[];
  readonly givenAt: number;
  readonly lastUsedAt: number | null;
  readonly live: number;
};

/** What people allowed the client, the newest first; whose name begins so, where something is searched for. */
export async function listClientAuthorizations(
  database: Database,
  { id, search, now }: { readonly id: string; readonly search: string; readonly now: Epoch },
  { limit, offset }: Range,
): Promise<Listed<ClientAuthorization>> {
  const { kysely } = database;
  const whose = search === '' ? null : await usersBeginning(database, search);
  const consents = kysely
    .selectFrom('consent')
    .where('client_id', '=', id)
    .$if(whose !== null, (query) => query.where('user_id', 'in', ['', ...(whose ?? [])]));
  const page = consents
    .select(['user_id', 'client_id', 'given_at_ms'])
    .orderBy('given_at_ms', 'desc')
    .orderBy('user_id')
    .limit(limit)
    .offset(offset);
  const [rows, total] = await Promise.all([
    kysely
      .selectFrom(page.as('page'))
      .innerJoin('consent', (join) =>
        join.onRef('consent.user_id', '=', 'page.user_id').onRef('consent.client_id', '=', 'page.client_id'),
      )
      .leftJoin('user_account', 'user_account.id', 'page.user_id')
      .select(['consent.user_id', 'user_account.username', 'consent.scope', 'consent.given_at_ms'])
      .orderBy('page.given_at_ms', 'desc')
      .orderBy('page.user_id')
      .execute(),
    countUpTo(kysely, consents.select('user_id')),
  ]);
  return { rows: await withUses(kysely, rows, { id, now }), total };
}

/** The same by the id of the person, from one on, without counting. */
export async function readClientAuthorizations(
  { kysely }: Pick<Database, 'kysely'>,
  { id, now }: { readonly id: string; readonly now: Epoch },
  { limit, after }: Behind,
): Promise<readonly ClientAuthorization[]> {
  const consents = kysely
    .selectFrom('consent')
    .leftJoin('user_account', 'user_account.id', 'consent.user_id')
    .where('consent.client_id', '=', id);
  const rest = after === undefined ? consents : consents.where('consent.user_id', '>', after);
  const rows = await rest
    .select(['consent.user_id', 'user_account.username', 'consent.scope', 'consent.given_at_ms'])
    .orderBy('consent.user_id')
    .limit(limit)
    .execute();
  return withUses(kysely, rows, { id, now });
}

type ConsentRow = {
  readonly user_id: string;
  readonly username: string | null;
  readonly scope: string;
  readonly given_at_ms: number;
};

async function withUses(
  kysely: Kysely<Schema>,
  rows: readonly ConsentRow[],
  { id, now }: { readonly id: string; readonly now: Epoch },
): Promise<readonly ClientAuthorization[]> {
  const uses = await usesOf(kysely, { id, users: rows.map(({ user_id }) => user_id), now });
  return rows.map((row) => ({
    userId: row.user_id,
    username: row.username,
    scope: JSON.parse(row.scope) as readonly string[],
    givenAt: Math.floor(row.given_at_ms / 1000),
    lastUsedAt: uses.get(row.user_id)?.lastUsedAt ?? null,
    live: uses.get(row.user_id)?.live ?? 0,
  }));
}

async function usesOf(
  kysely: Kysely<Schema>,
  { id, users, now }: { readonly id: string; readonly users: readonly string[]; readonly now: Epoch },
): Promise<ReadonlyMap<string, { readonly lastUsedAt: number; readonly live: number }>> {
  if (users.length === 0) return new Map();
  const rows = await kysely
    .selectFrom('family')
    .select(({ fn }) => [
      'user_id',
      fn.max<number>(fn.coalesce('last_used_at_ms', 'started_at_ms')).as('used_at_ms'),
      fn.count<number>(sql`case when revoked_at_ms is null and expires_at > ${now} then 1 end`).as('live'),
    ])
    .where('user_id', 'in', users)
    .where('client_id', '=', id)
    .groupBy('user_id')
    .execute();
  return new Map(
    rows.map((row) => [
      row.user_id,
      { lastUsedAt: Math.floor(Number(row.used_at_ms) / 1000), live: Number(row.live) },
    ]),
  );
}
