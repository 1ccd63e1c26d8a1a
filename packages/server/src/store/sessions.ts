/** The rows of browser sessions. How long one lives and what it is bound to is decided in accounts/sessions.ts. */

import type { Authentication } from '@grantor/engine';
import {
  type Epoch,
  epoch,
  type Hash,
  hash,
  type Instant,
  instant,
  type UserId,
  userId,
} from '@grantor/protocol';
import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import type { Database } from '../database/database.ts';
import type { Schema } from '../database/schema.ts';
import { prepareQuery, type Query } from '../database/statement.ts';
import { recordSignIn } from './users.ts';

export type SessionRow = Authentication & {
  /** SHA-256 of the session id. */
  readonly id: Hash;
  readonly userId: UserId;
  readonly sidSeed: string;
  readonly createdAt: Epoch;
  readonly lastSeenAt: Epoch;
  readonly expiresAt: Epoch;
  readonly rememberedAt: Epoch | null;
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly fingerprint: Hash | null;
};

/** A session and what counts of its owner, read in one statement. */
export type SessionWithUser = SessionRow & {
  readonly username: string;
  readonly role: 'user' | 'admin';
  readonly disabledAt: Instant | null;
};

/** `account_changed`: disabled, gone, or given another password meanwhile. */
export type SessionStart = 'started' | 'account_changed' | 'superseded';

/** How a session begins. */
export type SessionOrigin = {
  /** What the password was checked against; null: no password was asked for. */
  readonly passwordHash: string | null;
  /** The session it takes the place of; null: it is a new one. */
  readonly replaces: Hash | null;
};

/**
 * Stores a session at sign-in. Conditional on the account being enabled and having the password that was checked
 * at that very moment (product.md U-3, security.md R-12).
 * With `replaces`, the session so named dies in the same transaction and hands its tokens over; only one
 * of several replacements succeeds, the rest are `superseded`.
 */
export function startSession(
  database: Database,
  session: SessionRow,
  { passwordHash, replaces }: SessionOrigin,
): Promise<SessionStart> {
  return database.transaction(async (tx) => {
    const signIn = { userId: session.userId, passwordHash, at: session.authTime };
    // holds the person's row: what follows takes turns with disabling, resets and other sign-ins
    if (!(await recordSignIn(tx, signIn))) return 'account_changed';
    if (replaces !== null) return replace(tx, session, replaces);
    await insert(tx, session);
    return 'started';
  });
}

const insert = (tx: Kysely<Schema>, session: SessionRow) =>
  tx.insertInto('browser_session').values(columnsOf(session)).execute();

/** The seed and creation time stay: to clients and to the person it is the same session (protocol.md SE-4). */
async function replace(tx: Kysely<Schema>, session: SessionRow, old: Hash): Promise<SessionStart> {
  // ends it first: whoever issues a code in it has committed by then, or will see that it ended
  const previous = await tx
    .updateTable('browser_session')
    .set({ expires_at: 0 })
    .where('hash', '=', old)
    .where('user_id', '=', session.userId)
    .where('expires_at', '>', session.authTime)
    .returning(['sid_seed', 'created_at'])
    .executeTakeFirst();
  if (previous === undefined) return 'superseded';
  await insert(tx, { ...session, sidSeed: previous.sid_seed, createdAt: epoch(previous.created_at) });
  await handOver(tx, session, old);
  await tx.deleteFrom('browser_session').where('hash', '=', old).execute();
  return 'started';
}

/**
 * Logging out of the new session ends what the old one would have ended (protocol.md LO-3, LO-5). Codes before
 * families: a redemption that was faster has committed its family before the families are moved, and a slower
 * one finds its code elsewhere.
 */
async function handOver(tx: Kysely<Schema>, { id, authTime }: SessionRow, old: Hash): Promise<void> {
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

type SessionQuery = Query<
  { hash: string },
  SessionColumns &
    Pick<Schema['user_account'], 'username' | 'role' | 'disabled_at_ms' | 'must_change_password_at'>
>;

/** Every page asks: compiled once for each database. */
const sessionQueries = new WeakMap<Database, SessionQuery>();

function sessionQuery(database: Database): SessionQuery {
  const known = sessionQueries.get(database);
  if (known !== undefined) return known;
  const query: SessionQuery = prepareQuery(database, (kysely, { hash }: { hash: string }) =>
    kysely
      .selectFrom('browser_session')
      .innerJoin('user_account', 'user_account.id', 'browser_session.user_id')
      .selectAll('browser_session')
      .select([
        'user_account.username',
        'user_account.role',
        'user_account.disabled_at_ms',
        'user_account.must_change_password_at',
      ])
      .where('browser_session.hash', '=', hash),
  );
  sessionQueries.set(database, query);
  return query;
}

/** A session that a browser presents: what its owner has to do first, too. */
export type FoundSession = SessionWithUser & { readonly mustChangePasswordAt: Epoch | null };

export async function findSession(database: Database, id: Hash): Promise<FoundSession | null> {
  const [row] = await sessionQuery(database)({ hash: id });
  if (row === undefined) return null;
  return {
    ...sessionOf(row),
    username: row.username,
    role: row.role === 'admin' ? 'admin' : 'user',
    disabledAt: row.disabled_at_ms === null ? null : instant(row.disabled_at_ms),
    mustChangePasswordAt: row.must_change_password_at === null ? null : epoch(row.must_change_password_at),
  };
}

/** Notes the use, unless it was noted after `unlessAfter` (product.md §4: at most once a minute). */
export async function touchSession(
  database: Database,
  id: Hash,
  seen: { readonly at: Epoch; readonly unlessAfter: Epoch },
): Promise<void> {
  await database.kysely
    .updateTable('browser_session')
    .set({ last_seen_at: seen.at })
    .where('hash', '=', id)
    .where('last_seen_at', '<=', seen.unlessAfter)
    .execute();
}

/** Notes a use of all of them at `at`; a later one that was noted stays. */
export async function touchSessions(database: Database, ids: readonly Hash[], at: Epoch): Promise<void> {
  await database.kysely
    .updateTable('browser_session')
    .set({ last_seen_at: at })
    .where('hash', 'in', ids)
    .where('last_seen_at', '<', at)
    .execute();
}

/** The sessions of a person, the one used last first. */
export async function listSessions(database: Database, owner: UserId): Promise<readonly SessionRow[]> {
  const rows = await database.kysely
    .selectFrom('browser_session')
    .selectAll()
    .where('user_id', '=', owner)
    .orderBy('last_seen_at', 'desc')
    .execute();
  return rows.map(sessionOf);
}

/** A row as the database has it. */
export type SessionColumns = Schema['browser_session'];

const columnsOf = (session: SessionRow): SessionColumns => ({
  hash: session.id,
  user_id: session.userId,
  sid_seed: session.sidSeed,
  auth_time: session.authTime,
  acr: session.acr,
  amr: JSON.stringify(session.amr),
  created_at: session.createdAt,
  last_seen_at: session.lastSeenAt,
  expires_at: session.expiresAt,
  remembered_at: session.rememberedAt,
  address: session.address,
  user_agent: session.userAgent,
  fingerprint: session.fingerprint,
  forward_hash: null,
});

const methods = z.array(z.string());

export const sessionOf = (row: SessionColumns): SessionRow => ({
  id: hash(row.hash),
  userId: userId(row.user_id),
  sidSeed: row.sid_seed,
  authTime: epoch(row.auth_time),
  acr: row.acr,
  amr: methods.parse(JSON.parse(row.amr)),
  createdAt: epoch(row.created_at),
  lastSeenAt: epoch(row.last_seen_at),
  expiresAt: epoch(row.expires_at),
  rememberedAt: row.remembered_at === null ? null : epoch(row.remembered_at),
  address: row.address,
  userAgent: row.user_agent,
  fingerprint: row.fingerprint === null ? null : hash(row.fingerprint),
});
