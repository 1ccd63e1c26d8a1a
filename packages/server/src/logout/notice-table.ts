import type { ExpressionBuilder, Kysely } from 'kysely';
import type { LogoutNoticeTable, Schema } from '../database/schema.ts';
import { retryAfter } from '../outbound/deliveries.ts';
import { fairlyShared, isNotLeftOut, type LeftOut } from '../outbound/receiver-shares.ts';

export type NoticeRow = Readonly<LogoutNoticeTable>;

/** One that was taken; `stranger`: its client registered itself. */
export type ClaimedNotice = NoticeRow & { readonly stranger: boolean };

/** How many attempts there may be at once: in all, and of those to clients that registered themselves. */
export type Places = { readonly all: number; readonly strangers: number };

/**
 * Takes due notices for one attempt each, beside those under way, those that were never tried before those that failed: an
 * address that does not answer holds up its own alone, one person's sign-outs nobody else's, and strangers nobody whose
 * client somebody answers for (security.md S-4). Taking one counts the attempt and schedules the next, so one replica
 * sends it, and if that one dies the next attempt comes by itself.
 */
export async function claimNotices(
  kysely: Kysely<Schema>,
  now: number,
  { places, underWay }: { readonly places: Places; readonly underWay: readonly ClaimedNotice[] },
): Promise<readonly ClaimedNotice[]> {
  const due = await dueNotices(kysely, now, { places, underWay });
  if (due.size === 0) return [];
  const claimed = await kysely
    .updateTable('logout_notice')
    .set((row) => ({
      attempts: row('attempts', '+', 1),
      next_attempt_at: row
        .case()
        .when('attempts', '=', 0)
        .then(row.cast<number>(row.val(now + retryAfter[0]), 'bigint'))
        .else(row.cast<number>(row.val(now + retryAfter[1]), 'bigint'))
        .end(),
    }))
    .where('id', 'in', [...due.keys()])
    .where('delivered_at', 'is', null)
    .where('failed_at', 'is', null)
    .where('next_attempt_at', '<=', now)
    .returningAll()
    .execute();
  return claimed.map((row) => ({ ...row, stranger: due.get(row.id) ?? false }));
}

/** The client of a notice, where it registered itself. */
const selfRegistered = ({ selectFrom }: ExpressionBuilder<Schema, 'logout_notice'>) =>
  selectFrom('client')
    .select('client.id')
    .whereRef('client.id', '=', 'logout_notice.client_id')
    .where('client.source', 'in', ['dynamic', 'document', 'federation']);

const selectDue = (kysely: Kysely<Schema>, now: number) =>
  kysely
    .selectFrom('logout_notice')
    .select(['id', 'uri', 'user_id', 'attempts', 'next_attempt_at'])
    .where('delivered_at', 'is', null)
    .where('failed_at', 'is', null)
    .where('next_attempt_at', '<=', now)
    .orderBy('attempts')
    .orderBy('next_attempt_at');

const reading = (due: ReturnType<typeof selectDue>) => (leftOut: LeftOut, limit: number) =>
  due
    .where((eb) => isNotLeftOut(leftOut, { id: eb.ref('id'), uri: eb.ref('uri'), user: eb.ref('user_id') }))
    .limit(limit)
    .execute();

/** One alone gets half. */
const ratio = 1;

/** The ids of those that are next, and whether each is a stranger's. */
async function dueNotices(
  kysely: Kysely<Schema>,
  now: number,
  { places, underWay }: Parameters<typeof claimNotices>[2],
): Promise<ReadonlyMap<string, boolean>> {
  const due = selectDue(kysely, now);
  const theirs = underWay.filter(({ stranger }) => stranger);
  const free = places.all - underWay.length;
  const strangers = await fairlyShared({
    ...{ places: places.strangers, ratio, room: places.strangers - theirs.length, underWay: theirs },
    read: reading(due.where((eb) => eb.exists(selfRegistered(eb)))),
  });
  const vouched = await fairlyShared({
    ...{ places: places.all - theirs.length - strangers.length, ratio, room: free },
    underWay: underWay.filter(({ stranger }) => !stranger),
    read: reading(due.where((eb) => eb.not(eb.exists(selfRegistered(eb))))),
  });
  const ordered = [
    ...vouched.map((row) => ({ ...row, stranger: false })),
    ...strangers.map((row) => ({ ...row, stranger: true })),
  ].sort((one, two) => one.attempts - two.attempts || one.next_attempt_at - two.next_attempt_at);
  return new Map(ordered.slice(0, free).map(({ id, stranger }) => [id, stranger]));
}

/** Notices that were given up, the latest first, at most `most`. */
export async function listFailedNotices(kysely: Kysely<Schema>, most: number): Promise<readonly NoticeRow[]> {
  return kysely
    .selectFrom('logout_notice')
    .selectAll()
    .where('failed_at', 'is not', null)
    .orderBy('failed_at', 'desc')
    .limit(most)
    .execute();
}

/** How many wait for an attempt. */
export async function countWaitingNotices(kysely: Kysely<Schema>): Promise<number> {
  const { count } = await kysely
    .selectFrom('logout_notice')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('delivered_at', 'is', null)
    .where('failed_at', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Every notice that was given up is due once more; how many there were. */
export async function retryNotices(kysely: Kysely<Schema>, now: number): Promise<number> {
  const { numUpdatedRows } = await kysely
    .updateTable('logout_notice')
    .set({ failed_at: null, attempts: 0, next_attempt_at: now })
    .where('failed_at', 'is not', null)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}
