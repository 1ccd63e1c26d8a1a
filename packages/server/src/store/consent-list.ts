/** What people allowed clients, all of it, for administrators. Never writes. */

import { type Epoch, type Instant, instant } from '@grantor/protocol';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { Schema } from '../database/schema.ts';
import { type Behind, countUpTo, type Listed, type Range } from './listing.ts';
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

/** The newest first. */
export async function listEveryConsent(
  database: Database,
  selection: ConsentSelection,
  { limit, offset }: Range,
): Promise<Listed<ListedConsent>> {
  const chosen = await selectConsents(database, selection);
  const [rows, total] = await Promise.all([
    described(chosen()).orderBy('consent.given_at_ms', 'desc').limit(limit).offset(offset).execute(),
    countUpTo(database.kysely, chosen().select('consent.user_id')),
  ]);
  return { rows: await withUses(database.kysely, rows, selection.now), total };
}

export type ConsentKey = Pick<ListedConsent, 'givenAt' | 'userId' | 'clientId'>;

/** The same, from one on, without counting. */
export async function readEveryConsent(
  database: Database,
  selection: ConsentSelection,
  { limit, after }: Behind<ConsentKey>,
): Promise<readonly ListedConsent[]> {
  const chosen = described((await selectConsents(database, selection))());
  const rest =
    after === undefined
      ? chosen
      : chosen.where(
          sql<boolean>`(consent.given_at_ms, consent.user_id, consent.client_id) < (${after.givenAt}, ${after.userId}, ${after.clientId})`,
        );
  const rows = await rest
    .orderBy('consent.given_at_ms', 'desc')
    .orderBy('consent.user_id', 'desc')
    .orderBy('consent.client_id', 'desc')
    .limit(limit)
    .execute();
  return withUses(database.kysely, rows, selection.now);
}

async function selectConsents(database: Database, { search, userId, clientId }: ConsentSelection) {
  const meant = search === '' ? null : await meantBy(database, search);
  return () => {
    let rows = database.kysely
      .selectFrom('consent')
      .innerJoin('user_account', 'user_account.id', 'consent.user_id');
    if (userId !== undefined) rows = rows.where('consent.user_id', '=', userId);
    if (clientId !== undefined) rows = rows.where('consent.client_id', '=', clientId);
    if (meant === null) return rows;
    return rows.where((eb) =>
      meant.users.length > 0
        ? eb('consent.user_id', 'in', meant.users)
        : meant.clients.length > 0
          ? eb('consent.client_id', 'in', meant.clients)
          : eb.lit(false),
    );
  };
}

type Consents = ReturnType<Awaited<ReturnType<typeof selectConsents>>>;

const described = (consents: Consents) =>
  consents
    .leftJoin('client', 'client.id', 'consent.client_id')
    .select([
      'consent.user_id',
      'consent.client_id',
      'consent.scope',
      'consent.resources',
      'consent.given_at_ms',
    ])
    .select(['user_account.username', 'client.name as client_name']);

type Row = Awaited<ReturnType<ReturnType<typeof described>['execute']>>[number];

async function withUses(
  kysely: Kysely<Schema>,
  rows: readonly Row[],
  now: Epoch,
): Promise<readonly ListedConsent[]> {
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
    .where((eb) =>
      eb.or(
        pairs.map(({ user_id, client_id }) =>
          eb.and([eb('user_id', '=', user_id), eb('client_id', '=', client_id)]),
        ),
      ),
    )
    .groupBy(['user_id', 'client_id'])
    .execute();
  return new Map(
    rows.map((row) => [pairOf(row), { lastUsedAt: instant(Number(row.used_at_ms)), live: Number(row.live) }]),
  );
}
