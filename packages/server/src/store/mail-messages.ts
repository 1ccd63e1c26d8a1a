/** Messages that wait to be sent, and what became of them (mail.md M-2). */

import { type Epoch, limitKey, type UserId } from '@grantor/protocol';
import type { Kysely } from 'kysely';
import type { MailMessageTable, Schema } from '../database/schema.ts';

export type MailMessageRow = Readonly<MailMessageTable>;

/** Who brought a message about: each has limits of its own, so that nobody can use up those of the other. */
export type AskedBy = 'stranger' | 'server';

const HOUR = 3600;
const DAY = 24 * HOUR;

/** An hour (mail.md M-5). */
const mostPerAddress = 5;
const mostPerPerson = 10;

/** Seconds from each attempt to the next; the last one again and again until a day is over (mail.md M-2). */
const retryAfter = [60, 5 * 60, 30 * 60, 2 * HOUR, 8 * HOUR] as const;
export const givenUpAfter = DAY;

export async function insertMessage(tx: Kysely<Schema>, row: MailMessageRow): Promise<void> {
  await tx.insertInto('mail_message').values(row).execute();
}

export type MailTo = {
  readonly addressFolded: string;
  /** null: not known yet. */
  readonly userId: UserId | null;
  readonly askedBy: AskedBy;
  /** Whose request it is for; absent: nobody's in particular. */
  readonly from?: string | null | undefined;
};

/**
 * Whether the address, or the person, got as many messages in this hour as they may. Whoever asks for them may have
 * brought about no more than there are left: nobody keeps an address from its owner alone.
 */
export async function isOverMailLimit(tx: Kysely<Schema>, to: MailTo, now: Epoch): Promise<boolean> {
  const ofAddress = await recent(tx, to.askedBy, now)
    .select('facts')
    .where('address_folded', '=', to.addressFolded)
    .limit(mostPerAddress)
    .execute();
  const left = mostPerAddress - ofAddress.length;
  const { from } = to;
  if (left === 0 || (from != null && ofAddress.filter(isFor(from)).length >= left)) return true;
  return to.userId !== null && isOverPersonLimit(tx, { userId: to.userId, askedBy: to.askedBy }, now);
}

/** Asked for from the same address, or the same IPv6 network (security.md L-1). */
const isFor =
  (from: string) =>
  ({ facts }: Pick<MailMessageRow, 'facts'>): boolean => {
    const { from: other } = JSON.parse(facts) as { readonly from?: string | null };
    return other != null && limitKey(other) === limitKey(from);
  };

export async function isOverPersonLimit(
  tx: Kysely<Schema>,
  { userId, askedBy }: { readonly userId: UserId; readonly askedBy: AskedBy },
  now: Epoch,
): Promise<boolean> {
  const ofPerson = await recent(tx, askedBy, now)
    .where('user_id', '=', userId)
    .limit(mostPerPerson)
    .execute();
  return ofPerson.length >= mostPerPerson;
}

const recent = (tx: Kysely<Schema>, askedBy: AskedBy, now: Epoch) =>
  tx
    .selectFrom('mail_message')
    .select('id')
    .where('created_at', '>', now - HOUR)
    .where('asked_by', '=', askedBy);

/** Whether the person got a message about this within a day. */
export async function wasToldToday(
  tx: Kysely<Schema>,
  { userId, topic }: { readonly userId: UserId; readonly topic: string },
  now: Epoch,
): Promise<boolean> {
  const earlier = tx
    .selectFrom('mail_message')
    .select('id')
    .where('user_id', '=', userId)
    .where('created_at', '>', now - DAY)
    .where('topic', '=', topic);
  return (await earlier.limit(1).executeTakeFirst()) !== undefined;
}

/**
 * Takes up to `most` due messages for one attempt each, the oldest first. Taking one counts the attempt and schedules
 * the next, so one process sends it, and if that one dies the next attempt comes by itself (mail.md M-3).
 */
export async function claimMessages(
  kysely: Kysely<Schema>,
  now: Epoch,
  most: number,
): Promise<readonly MailMessageRow[]> {
  const due = await kysely
    .selectFrom('mail_message')
    .select('id')
    .where('next_attempt_at', '<=', now)
    .orderBy('next_attempt_at')
    .limit(most)
    .execute();
  if (due.length === 0) return [];
  const ids = due.map(({ id }) => id);
  return kysely
    .updateTable('mail_message')
    .set((row) => {
      const after = (seconds: number) => row.cast<number>(row.val(now + seconds), 'bigint');
      const [first, second, third, fourth, fifth] = retryAfter;
      return {
        attempts: row('attempts', '+', 1),
        next_attempt_at: row
          .case()
          .when('attempts', '=', 0)
          .then(after(first))
          .when('attempts', '=', 1)
          .then(after(second))
          .when('attempts', '=', 2)
          .then(after(third))
          .when('attempts', '=', 3)
          .then(after(fourth))
          .else(after(fifth))
          .end(),
      };
    })
    .where('id', 'in', ids)
    .where('next_attempt_at', '<=', now)
    .returningAll()
    .execute();
}

/** The message has left, and what stood in its link with it. */
export async function markSent(kysely: Kysely<Schema>, id: string, now: Epoch): Promise<void> {
  const sent = { sent_at: now, next_attempt_at: null, sealed_link: null, answer: null };
  await kysely.updateTable('mail_message').set(sent).where('id', '=', id).execute();
}

/** It is given up; its link stays sealed, so that it can be sent again. */
export async function markFailed(
  kysely: Kysely<Schema>,
  id: string,
  { now, answer }: { readonly now: Epoch; readonly answer: string },
): Promise<void> {
  const failed = { failed_at: now, next_attempt_at: null, answer };
  await kysely
    .updateTable('mail_message')
    .set(failed)
    .where('id', '=', id)
    .where('sent_at', 'is', null)
    .execute();
}

/** It waits for the next attempt. */
export async function noteAnswer(kysely: Kysely<Schema>, id: string, answer: string): Promise<void> {
  await kysely.updateTable('mail_message').set({ answer }).where('id', '=', id).execute();
}

/** What is found out of a message when it is to leave. */
export type Addressed = Pick<
  MailMessageRow,
  'kind' | 'user_id' | 'address' | 'address_folded' | 'languages' | 'facts' | 'sealed_link'
>;

/** The person behind an address that was typed, or whom the facts name; their own address takes its place. */
export async function addressMessage(tx: Kysely<Schema>, id: string, to: Addressed): Promise<void> {
  await tx.updateTable('mail_message').set(to).where('id', '=', id).execute();
}

/** Nobody is to get it. */
export async function dropMessage(kysely: Kysely<Schema>, id: string): Promise<void> {
  await kysely.deleteFrom('mail_message').where('id', '=', id).execute();
}

/** What waits or failed, the newest first (mail.md M-2). */
export const unsentMessages = (kysely: Kysely<Schema>, most: number): Promise<readonly MailMessageRow[]> =>
  kysely
    .selectFrom('mail_message')
    .selectAll()
    .where('sent_at', 'is', null)
    .orderBy('created_at', 'desc')
    .limit(most)
    .execute();

/** The same by id, behind this one: whatever is written between two pages, none that stays is left out. */
export const unsentAfter = (
  kysely: Kysely<Schema>,
  after: string | undefined,
  most: number,
): Promise<readonly MailMessageRow[]> =>
  kysely
    .selectFrom('mail_message')
    .selectAll()
    .where('sent_at', 'is', null)
    .$if(after !== undefined, (query) => query.where('id', '>', after ?? ''))
    .orderBy('id')
    .limit(most)
    .execute();

/** Begins anew with a message that failed, and answers its kind; null: it did not, or is gone. */
export async function sendAgain(kysely: Kysely<Schema>, id: string, now: Epoch): Promise<string | null> {
  const again = await kysely
    .updateTable('mail_message')
    .set({ failed_at: null, attempts: 0, next_attempt_at: now, created_at: now })
    .where('id', '=', id)
    .where('failed_at', 'is not', null)
    .where('sent_at', 'is', null)
    .returning('kind')
    .executeTakeFirst();
  return again?.kind ?? null;
}
