/** First steps of sign-ins that wait for the second: bound to the browser, short-lived, used once (product.md F-6). */

import { type Epoch, type Hash, type Instant, secondOf, type UserId, userId } from '@grantor/protocol';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { Schema } from '../database/schema.ts';

export type SignInAttempt = {
  /** SHA-256 of the attempt's id; of a session that is raised or confirmed, its own. */
  readonly hash: Hash;
  /** SHA-256 of the browser's cookie. */
  readonly browser: Hash;
  readonly userId: UserId;
  /** SHA-256 of what the password was checked against; null: no password was asked for. */
  readonly passwordMark: string | null;
  readonly lifetime: 'browser' | 'remembered';
  /** What they came through; null: a password, or their session. */
  readonly provider: string | null;
  /** RFC 8176 §2, where they showed something else than a password; null: that, or a provider's word. */
  readonly method: 'otp' | null;
};

/** Seconds between the first step and the second. */
const lifetime = 10 * 60;
/** Codes that may be tried meanwhile (security.md L-3). */
export const mostTries = 5;
/** Of one person at a time: whoever knows the password can begin as many as they like. */
const mostWaiting = 20;

/** Those beyond the newest of the same person are forgotten. */
export async function beginAttempt(database: Database, attempt: SignInAttempt, at: Instant): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.insertInto('sign_in_attempt').values(columnsOf(attempt, at)).execute();
    await tx
      .deleteFrom('sign_in_attempt')
      .where('user_id', '=', attempt.userId)
      .where('started_at_ms', '<', (query) =>
        query
          .selectFrom('sign_in_attempt')
          .select('started_at_ms')
          .where('user_id', '=', attempt.userId)
          .orderBy('started_at_ms', 'desc')
          .limit(1)
          .offset(mostWaiting - 1),
      )
      .execute();
  });
}

/** The tries of a session: begun if there are none of the last ten minutes. */
export async function ensureAttempt(database: Database, attempt: SignInAttempt, at: Instant): Promise<void> {
  const columns = columnsOf(attempt, at);
  await database.kysely
    .insertInto('sign_in_attempt')
    .values(columns)
    .onConflict((conflict) =>
      conflict.column('hash').doUpdateSet(columns).where('sign_in_attempt.expires_at', '<=', secondOf(at)),
    )
    .execute();
}

type Named = { readonly hash: Hash; readonly browser: Hash };

/** Another browser's looks like none. */
export async function findAttempt(
  database: Database,
  { hash, browser }: Named,
  now: Epoch,
): Promise<SignInAttempt | null> {
  const row = await database.kysely
    .selectFrom('sign_in_attempt')
    .selectAll()
    .where('hash', '=', hash)
    .where('browser', '=', browser)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    ...{ hash, browser, userId: userId(row.user_id), passwordMark: row.password_mark },
    lifetime: row.remembered === 1 ? 'remembered' : 'browser',
    provider: row.provider,
    method: row.method === 'otp' ? 'otp' : null,
  };
}

/** Counts a try before it is looked at, so that a flood in parallel gains nothing. How many are left; null: none was. */
export async function countTry(database: Database, hash: Hash, now: Epoch): Promise<number | null> {
  const counted = await database.kysely
    .updateTable('sign_in_attempt')
    .set({ tries: sql`tries + 1` })
    .where('hash', '=', hash)
    .where('expires_at', '>', now)
    .where('tries', '<', mostTries)
    .returning('tries')
    .executeTakeFirst();
  return counted === undefined ? null : mostTries - counted.tries;
}

/** Ends it; false: it has ended already. */
export async function endAttempt(db: Kysely<Schema>, hash: Hash): Promise<boolean> {
  const ended = db.deleteFrom('sign_in_attempt').where('hash', '=', hash).returning('hash');
  return (await ended.executeTakeFirst()) !== undefined;
}

const columnsOf = (attempt: SignInAttempt, at: Instant) => ({
  hash: attempt.hash,
  browser: attempt.browser,
  user_id: attempt.userId,
  password_mark: attempt.passwordMark,
  remembered: attempt.lifetime === 'remembered' ? 1 : 0,
  provider: attempt.provider,
  method: attempt.method,
  tries: 0,
  started_at_ms: at,
  expires_at: secondOf(at) + lifetime,
});
