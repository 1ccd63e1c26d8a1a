/** Elects, through the database, the one process that does a piece of upkeep. Losing it is safe (operations.md Z-2). */

import type { Kysely } from 'kysely';
import type { LeaseTable, Schema } from '../database/schema.ts';

export type Lease = { readonly name: string; readonly holder: string; readonly expiresAt: number };

/** Whether the holder has the lease now: it was free, expired, or the holder's already. `now` in seconds. */
export async function takeLease(kysely: Kysely<Schema>, lease: Lease, now: number): Promise<boolean> {
  const row: LeaseTable = { name: lease.name, holder: lease.holder, expires_at: lease.expiresAt };
  const { numInsertedOrUpdatedRows } = await kysely
    .insertInto('lease')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet({ holder: row.holder, expires_at: row.expires_at })
        .where((eb) => eb.or([eb('lease.expires_at', '<=', now), eb('lease.holder', '=', row.holder)])),
    )
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/**
 * Transactions that take this turn follow one another, on every machine: each sees what those before it wrote. The row
 * lock of the upsert queues them on PostgreSQL; on SQLite one writes at a time anyway.
 */
export async function takeTurn(tx: Kysely<Schema>, name: string): Promise<void> {
  await tx
    .insertInto('lease')
    .values({ name, holder: '', expires_at: 0 })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ expires_at: 0 }))
    .execute();
}

/** Lets another process have it at once. */
export async function yieldLease(kysely: Kysely<Schema>, { name, holder }: Lease): Promise<void> {
  await kysely.deleteFrom('lease').where('name', '=', name).where('holder', '=', holder).execute();
}
