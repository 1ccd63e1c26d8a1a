import { type Kysely, sql } from 'kysely';
import type { BackchannelNoticeTable, Schema } from '../database/schema.ts';
import { atOnce, retryAfter } from '../outbound/deliveries.ts';

export type NoticeRow = Readonly<BackchannelNoticeTable>;

/** Of the attempts under way at once, those to one client: an address that stays silent holds up its own alone. */
const perClient = 4;

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

/** The ids of those that are next: of each client the first few, less what is under way to it. */
async function dueNotices(
  kysely: Kysely<Schema>,
  now: number,
  underWay: readonly NoticeRow[],
): Promise<readonly string[]> {
  const order = sql<number>`row_number() over (partition by client_id order by attempts, next_attempt_at)`;
  const due = await kysely
    .selectFrom((from) =>
      from
        .selectFrom('backchannel_notice')
        .select(['id', 'client_id', 'attempts', 'next_attempt_at', order.as('place')])
        .where('delivered_at', 'is', null)
        .where('failed_at', 'is', null)
        .where('next_attempt_at', '<=', now)
        .as('due'),
    )
    .select(['id', 'client_id', 'place'])
    .where('place', '<=', perClient)
    .where('client_id', 'not in', ['', ...busyClients(underWay)])
    .orderBy('attempts')
    .orderBy('next_attempt_at')
    .limit(atOnce)
    .execute();
  const taken = (client: string): number => underWay.filter(({ client_id }) => client_id === client).length;
  const fitting = due.filter(({ client_id, place }) => Number(place) <= perClient - taken(client_id));
  return fitting.slice(0, atOnce - underWay.length).map(({ id }) => id);
}

/** Those that have all their places. */
const busyClients = (underWay: readonly NoticeRow[]): readonly string[] => {
  const clients = underWay.map(({ client_id }) => client_id);
  return clients.filter((client) => clients.filter((other) => other === client).length >= perClient);
};
