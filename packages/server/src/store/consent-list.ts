/** What people allowed clients, all of it, for administrators. Never writes. */

import { type Epoch, type Instant, instant } from '@grantor/protocol';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { Schema } from '../database/schema.ts';
import { type Behind, countedTogether, countUpTo, type Listed, type Range, shareOf } from './listing.ts';
import { meantBy } from './meant.ts';
import { list } from './rows/columns.ts';

export type ListedConsent = {
  readonly userId: string;
  readonly username: string;
  readonly clientId: string;
  /** null: the client is gone. */
  readonly clientName: string | null;
  readonly scope: readonly string[];
  readonly resources: readonly string[];
  readonly givenAt: Instant;
  readonly lastUsedAt: Instant | null;
  /** Sessions that live. */
  readonly live: number;
};

export type ConsentSelection = {
  /** The beginning of a user name, or a client; empty: everything. */
  readonly search: string;
  readonly userId?: string | undefined;
  readonly clientId?: string | undefined;
  readonly now: Epoch;
};

/** A place in the list. */
export type ConsentKey = Pick<ListedConsent, 'givenAt' | 'userId' | 'clientId'>;

/** The newest first. */
export async function listEveryConsent(
  database: Database,
  selection: ConsentSelection,
  { limit, offset }: Range,
): Promise<Listed<ListedConsent>> {
  const { kysely } = database;
  const branches = await branchesOf(database, selection);
  const share = shareOf(branches.length);
  const most = Math.min(offset + limit, share);
  const [keys, counts] = await Promise.all([
    newestKeys(
      kysely,
      branches.map((branch) => branch.limit(most)),
      { limit, offset },
    ),
    Promise.all(branches.map((branch) => countUpTo(kysely, branch, share))),
  ]);
  return { rows: await readConsents(kysely, keys, selection.now), total: countedTogether(counts) };
}

/** The same, from one on, without counting. */
export async function readEveryConsent(
  database: Database,
  selection: ConsentSelection,
  { limit, after }: Behind<ConsentKey>,
): Promise<readonly ListedConsent[]> {
  const { kysely } = database;
  const branches = await branchesOf(database, selection);
  const parts = branches.map((branch) =>
    (after === undefined ? branch : branch.where(isBehind(after))).limit(limit),
  );
  return readConsents(kysely, await newestKeys(kysely, parts, { limit, offset: 0 }), selection.now);
}

const isBehind = ({ givenAt, userId, clientId }: ConsentKey): RawBuilder<boolean> =>
  sql`(given_at_ms, user_id, client_id) < (${givenAt}, ${userId}, ${clientId})`;

async function readConsents(
  kysely: Kysely<Schema>,
  keys: readonly Pair[],
  now: Epoch,
): Promise<readonly ListedConsent[]> {
  if (keys.length === 0) return [];
  const rows = await kysely
    .selectFrom('consent')
    .innerJoin('user_account', 'user_account.id', 'consent.user_id')
    .leftJoin('client', 'client.id', 'consent.client_id')
    .select(['consent.user_id', 'consent.client_id', 'consent.scope', 'consent.resources'])
    .select(['consent.given_at_ms', 'user_account.username', 'client.name as client_name'])
    .where(isOneOf('consent', keys))
    .orderBy('consent.given_at_ms', 'desc')
    .orderBy('consent.user_id', 'desc')
    .orderBy('consent.client_id', 'desc')
    .execute();
  const uses = await usesOf(kysely, rows, now);
  return rows.map((row) => ({
    userId: row.user_id,
    username: row.username,
    clientId: row.client_id,
    clientName: row.client_name,
    scope: list(row.scope),
    resources: list(row.resources),
    givenAt: instant(row.given_at_ms),
    lastUsedAt: uses.get(pairOf(row))?.lastUsedAt ?? null,
    live: uses.get(pairOf(row))?.live ?? 0,
  }));
}

/** The consents of each branch lie in one piece of an index, the newest first. */
async function branchesOf(database: Database, { search, userId, clientId }: ConsentSelection) {
  const meant = search === '' ? null : await meantBy(database, search);
  let keys = database.kysely
    .selectFrom('consent')
    .select(['user_id', 'client_id', 'given_at_ms'])
    .orderBy('given_at_ms', 'desc')
    .orderBy('user_id', 'desc')
    .orderBy('client_id', 'desc');
  if (userId !== undefined) keys = keys.where('user_id', '=', userId);
  if (clientId !== undefined) keys = keys.where('client_id', '=', clientId);
  if (meant === null) return [keys];
  if (meant.users.length > 0) return [keys.where('user_id', 'in', meant.users)];
  return meant.clients.map((client) => keys.where('client_id', '=', client));
}

type Keys = Awaited<ReturnType<typeof branchesOf>>[number];

async function newestKeys(
  kysely: Kysely<Schema>,
  branches: readonly Keys[],
  { limit, offset }: Range,
): Promise<readonly Pair[]> {
  const [first, ...others] = branches.map((branch) => kysely.selectFrom(branch.as('branch')).selectAll());
  if (first === undefined) return [];
  const all = others.reduce((union, branch) => union.unionAll(branch), first);
  return kysely
    .selectFrom(all.as('newest'))
    .selectAll()
    .orderBy('given_at_ms', 'desc')
    .orderBy('user_id', 'desc')
    .orderBy('client_id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute();
}

const isOneOf = (table: 'consent' | 'family', pairs: readonly Pair[]): RawBuilder<boolean> =>
  sql`(${sql.join(
    pairs.map(
      ({ user_id, client_id }) =>
        sql`(${sql.ref(`${table}.user_id`)} = ${user_id} and ${sql.ref(`${table}.client_id`)} = ${client_id})`,
    ),
    sql` or `,
  )})`;

type Pair = { readonly user_id: string; readonly client_id: string };

const pairOf = ({ user_id, client_id }: Pair): string => `${user_id}\n${client_id}`;

async function usesOf(
  kysely: Kysely<Schema>,
  pairs: readonly Pair[],
  now: Epoch,
): Promise<ReadonlyMap<string, { readonly lastUsedAt: Instant; readonly live: number }>> {
  if (pairs.length === 0) return new Map();
  const rows = await kysely
    .selectFrom('family')
    .select(({ fn }) => [
      'user_id',
      'client_id',
      fn.max<number>(fn.coalesce('last_used_at_ms', 'started_at_ms')).as('used_at_ms'),
      fn.count<number>(sql`case when revoked_at_ms is null and expires_at > ${now} then 1 end`).as('live'),
    ])
    .where(isOneOf('family', pairs))
    .groupBy(['user_id', 'client_id'])
    .execute();
  return new Map(
    rows.map((row) => [pairOf(row), { lastUsedAt: instant(Number(row.used_at_ms)), live: Number(row.live) }]),
  );
}
