/**
 * Deletes what has expired (operations.md ): by one process at a time, in small batches along an
 * index, for a bounded time. Never touches what reuse detection or an open grant still needs.
 */

import { setTimeout } from 'node:timers/promises';
import { type Instant, secondOf } from '@grantor/protocol';
import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import { closeDays } from './daily-statistics.ts';
import { takeLease, yieldLease } from './lease.ts';
import { type Expired, expiredRows, type Retention } from './sweep-rules.ts';

export type SweepOptions = Retention & {
  readonly clock: () => Instant;
  /** Who holds the lease: unique to this process. */
  readonly holder: string;
};

/** Rows deleted by table. */
export type Swept = Readonly<Record<string, number>>;

const BATCH = 500;
const PAUSE = 20;
const LONGEST = 30_000;
const LEASE_SECONDS = 120;

/** One run; null when another process is at it. What a run leaves, the next one finds. */
export async function sweep(database: Database, options: SweepOptions): Promise<Swept | null> {
  const { clock, holder } = options;
  const started = clock();
  const now = secondOf(started);
  const lease = { name: 'sweep', holder, expiresAt: now + LEASE_SECONDS };
  if (!(await takeLease(database.kysely, lease, now))) return null;
  const swept: Record<string, number> = {};
  let rest = expiredRows(options, now);
  try {
    // Yesterday may still be told of by a process that has not handed over its sums
    await closeDays(database, Math.floor(now / 86_400) - 2);
    // In turns, so that one full table does not keep the others from theirs.
    while (rest.length > 0 && clock() - started < LONGEST) {
      const unfinished: Expired[] = [];
      for (const expired of rest) {
        const deleted = await deleteBatch(database, expired);
        swept[expired.table] = (swept[expired.table] ?? 0) + deleted;
        if (deleted === BATCH) unfinished.push(expired);
      }
      rest = unfinished;
      if (rest.length > 0) await setTimeout(PAUSE);
    }
  } finally {
    await yieldLease(database.kysely, lease);
  }
  return swept;
}

async function deleteBatch(database: Database, { table, key, where, dependents }: Expired): Promise<number> {
  const { skipLocked } = database.dialect;
  const batch = sql<{ key: string }>`select ${sql.ref(key)} as "key" from ${sql.table(table)}
    where ${where} limit ${sql.lit(BATCH)} ${skipLocked}`;
  if (dependents.length === 0) {
    const found = sql`select "key" from (${batch}) as expired`;
    const result = await sql`delete from ${sql.table(table)} where ${sql.ref(key)} in (${found})`.execute(
      database.kysely,
    );
    return Number(result.numAffectedRows ?? 0);
  }
  return database.transaction(async (tx) => {
    const { rows } = await batch.execute(tx);
    if (rows.length === 0) return 0;
    const keys = sql.join(rows.map((row) => row.key));
    for (const dependent of dependents) {
      await sql`delete from ${sql.table(dependent.table)} where ${sql.ref(dependent.column)} in (${keys})`.execute(
        tx,
      );
    }
    await sql`delete from ${sql.table(table)} where ${sql.ref(key)} in (${keys})`.execute(tx);
    return rows.length;
  });
}
