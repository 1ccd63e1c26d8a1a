import type { Kysely } from 'kysely';
import type { BackchannelNoticeTable, Schema } from '../database/schema.ts';
import { atOnce, retryAfter } from '../outbound/deliveries.ts';
import { fairlyShared, isNotLeftOut } from '../outbound/receiver-shares.ts';

export type NoticeRow = Readonly<BackchannelNoticeTable>;

/** One server alone gets a quarter of the attempts at once: an address that stays silent holds up its own alone. */
const ratio = 1 / 3;

/**
 * Takes due notices for one attempt each, those that were never tried first. Taking one counts the attempt and schedules
 * the next, so one replica sends it, and if that one dies the next attempt comes by itself.
 */
export async function claimNotices(
  kysely: Kysely<Schema>,
  now: number,
  underWay: readonly NoticeRow[],
): Promise<readonly NoticeRow[]> {
  const ids = await dueNotices(kysely, now, underWay);
  if (ids.length === 0) return [];
  return kysely
    .updateTable('backchannel_notice')
    .set((row) => ({
      attempts: row('attempts', '+', 1),
      next_attempt_at: row
        .case()
        .when('attempts', '=', 0)
        .then(row.cast<number>(row.val(now + retryAfter[0]), 'bigint'))
        .else(row.cast<number>(row.val(now + retryAfter[1]), 'bigint'))
        .end(),
    }))
    .where('id', 'in', ids)
    .where('delivered_at', 'is', null)
    .where('failed_at', 'is', null)
    .where('next_attempt_at', '<=', now)
    .returningAll()
    .execute();
}

/** The ids of those that are next. */
async function dueNotices(
  kysely: Kysely<Schema>,
  now: number,
  underWay: readonly NoticeRow[],
): Promise<readonly string[]> {
  const due = kysely
    .selectFrom('backchannel_notice')
    .select(['id', 'uri'])
    .where('delivered_at', 'is', null)
    .where('failed_at', 'is', null)
    .where('next_attempt_at', '<=', now)
    .orderBy('attempts')
    .orderBy('next_attempt_at');
  const chosen = await fairlyShared({
    ...{ places: atOnce, ratio, room: atOnce - underWay.length, underWay },
    read: (leftOut, limit) =>
      due
        .where((eb) => isNotLeftOut(leftOut, { id: eb.ref('id'), uri: eb.ref('uri') }))
        .limit(limit)
        .execute(),
  });
  return chosen.map(({ id }) => id);
}
