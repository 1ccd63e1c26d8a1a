/** How browser sessions begin, take one another's place, and are raised: each in one transaction, each once. */

import { type Epoch, epoch, type Hash, type UserId } from '@grantor/protocol';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { Schema } from '../database/schema.ts';
import { columnsOf, type SessionRow } from './sessions.ts';
import { recordSignIn } from './users.ts';

/** `account_changed`: disabled, gone, or given another password meanwhile; `spent`: the factor was used before. */
export type SessionStart = 'started' | 'account_changed' | 'superseded' | 'spent';

/** Uses up what was shown, in the transaction of what it leads to; false: it was used before, and nothing happens. */
export type Spend = (tx: Kysely<Schema>) => Promise<boolean>;

/** How a session begins. */
export type SessionOrigin = {
  /** What the password was checked against; null: no password was asked for. */
  readonly passwordHash: string | null;
  /** The session it takes the place of; null: it is a new one. */
  readonly replaces: Hash | null;
  readonly spend?: Spend | undefined;
};

/** Ends a transaction, and with it all that it wrote. */
class Undo extends Error {
  readonly outcome: Exclude<SessionStart, 'started'>;

  constructor(outcome: Undo['outcome']) {
    super(outcome);
    this.outcome = outcome;
  }
}

/** All of the work, or nothing and why. */
async function whole(database: Database, work: (tx: Kysely<Schema>) => Promise<void>): Promise<SessionStart> {
  try {
    await database.transaction(work);
    return 'started';
  } catch (undone) {
    if (undone instanceof Undo) return undone.outcome;
    throw undone;
  }
}

/**
 * Stores a session at sign-in. Conditional on the account being enabled and having the password that was checked
 * at that very moment (product.md U-3, security.md R-12).
 * With `replaces`, the session so named dies in the same transaction and hands its tokens over; only one
 * of several replacements succeeds, the rest are `superseded`.
 */
export function startSession(
  database: Database,
  session: SessionRow,
  { passwordHash, replaces, spend }: SessionOrigin,
): Promise<SessionStart> {
  return whole(database, async (tx) => {
    const signIn = { userId: session.userId, passwordHash, at: session.authTime };
    // holds the person's row: what follows takes turns with disabling, resets and other sign-ins
    if (!(await recordSignIn(tx, signIn))) throw new Undo('account_changed');
    if (spend !== undefined && !(await spend(tx))) throw new Undo('spent');
    if (replaces === null) await insert(tx, session);
    else await replace(tx, session, replaces);
  });
}

/** What a session is raised to, under a new id. */
export type Raise = {
  readonly old: Hash;
  readonly id: Hash;
  readonly userId: UserId;
  readonly acr: string;
  readonly amr: readonly string[];
  readonly at: Epoch;
  readonly spend: Spend;
};

/**
 * The session goes on under another id with a factor more; when it began, when its person signed in and when it ends
 * stay as they were (product.md §4). Of several one succeeds.
 */
export function raiseSession(database: Database, raise: Raise): Promise<SessionStart> {
  const { old, id, userId, acr, amr, at, spend } = raise;
  return whole(database, async (tx) => {
    if (!(await holdEnabled(tx, userId))) throw new Undo('account_changed');
    if (!(await spend(tx))) throw new Undo('spent');
    const row = await tx.selectFrom('browser_session').selectAll().where('hash', '=', old).executeTakeFirst();
    if (row === undefined || !(await expire(tx, { id: old, userId, at }))) throw new Undo('superseded');
    await tx
      .insertInto('browser_session')
      .values({
        ...row,
        ...{
          hash: id,
          acr,
          amr: JSON.stringify(amr),
          last_seen_at: at,
          confirmed_at: at,
          forward_hash: null,
        },
      })
      .execute();
    await handOver(tx, { id, authTime: at }, old);
    await tx.deleteFrom('browser_session').where('hash', '=', old).execute();
  });
}

/** Notes that the person showed that they are here (product.md S-8). */
export function confirmSession(
  database: Database,
  { id, userId, at, spend }: Pick<Raise, 'id' | 'userId' | 'at' | 'spend'>,
): Promise<SessionStart> {
  return whole(database, async (tx) => {
    if (!(await holdEnabled(tx, userId))) throw new Undo('account_changed');
    if (!(await spend(tx))) throw new Undo('spent');
    const confirmed = await tx
      .updateTable('browser_session')
      .set({ confirmed_at: at })
      .where('hash', '=', id)
      .where('user_id', '=', userId)
      .where('expires_at', '>', at)
      .returning('hash')
      .executeTakeFirst();
    if (confirmed === undefined) throw new Undo('superseded');
  });
}

/** Holds the person's row; false: they are disabled or gone. */
async function holdEnabled(tx: Kysely<Schema>, user: UserId): Promise<boolean> {
  const held = await tx
    .updateTable('user_account')
    .set((column) => ({ version: column.ref('version') }))
    .where('id', '=', user)
    .where('disabled_at_ms', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return held !== undefined;
}

type Expiring = { readonly id: Hash; readonly userId: UserId; readonly at: Epoch };

/** First: whoever issues a code in it has committed by then, or will see that it ended. */
const expire = (tx: Kysely<Schema>, { id, userId, at }: Expiring) =>
  tx
    .updateTable('browser_session')
    .set({ expires_at: 0 })
    .where('hash', '=', id)
    .where('user_id', '=', userId)
    .where('expires_at', '>', at)
    .returning(['sid_seed', 'created_at'])
    .executeTakeFirst();

const insert = (tx: Kysely<Schema>, session: SessionRow) =>
  tx.insertInto('browser_session').values(columnsOf(session)).execute();

/** The seed and creation time stay: to clients and to the person it is the same session (protocol.md SE-4). */
async function replace(tx: Kysely<Schema>, session: SessionRow, old: Hash): Promise<void> {
  const previous = await expire(tx, { id: old, userId: session.userId, at: session.authTime });
  if (previous === undefined) throw new Undo('superseded');
  await insert(tx, { ...session, sidSeed: previous.sid_seed, createdAt: epoch(previous.created_at) });
  await handOver(tx, session, old);
  await tx.deleteFrom('browser_session').where('hash', '=', old).execute();
}

/**
 * Logging out of the new session ends what the old one would have ended (protocol.md LO-3, LO-5). Codes before
 * families: a redemption that was faster has committed its family before the families are moved, and a slower
 * one finds its code elsewhere.
 */
async function handOver(
  tx: Kysely<Schema>,
  { id, authTime }: Pick<SessionRow, 'id' | 'authTime'>,
  old: Hash,
): Promise<void> {
  const moved = { session_hash: id };
  await tx.updateTable('session_client').set(moved).where('session_hash', '=', old).execute();
  await tx
    .updateTable('authorization_code')
    .set({ ...moved, ends_with_session: sql`case when ends_with_session is null then null else ${id} end` })
    .where('session_hash', '=', old)
    .where('expires_at', '>=', authTime)
    .where('redeemed_at_ms', 'is', null)
    .execute();
  for (const column of ['bound_session', 'session_hash'] as const) {
    await tx
      .updateTable('device_code')
      .set({ [column]: id })
      .where(column, '=', old)
      .where('expires_at', '>=', authTime)
      .execute();
  }
  await tx
    .updateTable('family')
    .set({ ...moved, ends_with_session: id })
    .where('ends_with_session', '=', old)
    .execute();
  await tx
    .updateTable('device_code')
    .set(moved)
    .where('session_hash', '=', old)
    .where('expires_at', '>=', authTime)
    .execute();
}

/** Whether this is what the password of the person is checked against now. */
export async function isPassword(db: Kysely<Schema>, id: UserId, hash: string | null): Promise<boolean> {
  const found = await db
    .selectFrom('user_account')
    .select('id')
    .where('id', '=', id)
    .where('password_hash', hash === null ? 'is' : '=', hash)
    .executeTakeFirst();
  return found !== undefined;
}
