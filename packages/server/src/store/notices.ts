/** What happens to notices that wait for others' servers, whichever table they wait in. */

import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';

export type NoticeTableName = 'backchannel_notice' | 'logout_notice';

/** The two are alike in all that is looked at here. */
const update = (kysely: Kysely<Schema>, table: NoticeTableName) =>
  kysely.updateTable(table as 'logout_notice');

export async function markDelivered(
  kysely: Kysely<Schema>,
  table: NoticeTableName,
  { id, now }: { readonly id: string; readonly now: number },
): Promise<void> {
  await update(kysely, table).set({ delivered_at: now }).where('id', '=', id).execute();
}

/** Whether this call was the one that gave the notice up. */
export async function markFailed(
  kysely: Kysely<Schema>,
  table: NoticeTableName,
  { id, now }: { readonly id: string; readonly now: number },
): Promise<boolean> {
  const changed = await update(kysely, table)
    .set({ failed_at: now })
    .where('id', '=', id)
    .where('failed_at', 'is', null)
    .where('delivered_at', 'is', null)
    .executeTakeFirst();
  return changed.numUpdatedRows === 1n;
}
