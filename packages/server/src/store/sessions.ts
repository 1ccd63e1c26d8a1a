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
import type { Database } from '../database/database.ts';
import type { Schema } from '../database/schema.ts';
import { prepareQuery, type Query } from '../database/statement.ts';
import { type PersonShown, personShown } from '../people/person-shown.ts';
import { reachableAcr } from './factors.ts';
import { list } from './rows/columns.ts';

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

/** The session of a request, with what else is known of it. */
export type PresentedRow = SessionWithUser & {
  readonly reachableAcr: string;
  /** When the person last showed that they are here, but for the sign-in itself (product.md S-8). */
  readonly confirmedAt: Epoch | null;
  readonly mustChangePasswordAt: Epoch | null;
  /** How its owner is shown. */
  readonly shown: PersonShown;
};

type SessionQuery = Query<
  { hash: string },
  SessionColumns &
    Pick<
      Schema['user_account'],
      'username' | 'role' | 'disabled_at_ms' | 'must_change_password_at' | 'email' | 'claims'
    > & {
      reachable: string;
    }
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
        'user_account.email',
        'user_account.claims',
      ])
      .select(reachableAcr('browser_session.user_id').as('reachable'))
      .where('browser_session.hash', '=', hash),
  );
  sessionQueries.set(database, query);
  return query;
}

export async function findSession(database: Database, id: Hash): Promise<PresentedRow | null> {
  const [row] = await sessionQuery(database)({ hash: id });
  if (row === undefined) return null;
  return {
    ...sessionOf(row),
    username: row.username,
    role: row.role === 'admin' ? 'admin' : 'user',
    disabledAt: row.disabled_at_ms === null ? null : instant(row.disabled_at_ms),
    mustChangePasswordAt: row.must_change_password_at === null ? null : epoch(row.must_change_password_at),
    reachableAcr: row.reachable,
    confirmedAt: row.confirmed_at === null ? null : epoch(row.confirmed_at),
    shown: personShown(JSON.parse(row.claims), row.email),
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

/** Whoever signs in as often as they may has more of them than a page could show (security.md L-8). */
export const mostSessions = 1000;

/** The sessions of a person, the one used last first: no more than the thousand used last. */
export async function listSessions(database: Database, owner: UserId): Promise<readonly SessionRow[]> {
  const rows = await database.kysely
    .selectFrom('browser_session')
    .selectAll()
    .where('user_id', '=', owner)
    .orderBy('last_seen_at', 'desc')
    .limit(mostSessions)
    .execute();
  return rows.map(sessionOf);
}

/** A row as the database has it. */
export type SessionColumns = Schema['browser_session'];

export const columnsOf = (session: SessionRow): SessionColumns => ({
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
  confirmed_at: null,
  provider: session.provider ?? null,
});

export const sessionOf = (row: SessionColumns): SessionRow => ({
  id: hash(row.hash),
  userId: userId(row.user_id),
  sidSeed: row.sid_seed,
  authTime: epoch(row.auth_time),
  acr: row.acr,
  amr: list(row.amr),
  ...(row.provider === null ? {} : { provider: row.provider }),
  createdAt: epoch(row.created_at),
  lastSeenAt: epoch(row.last_seen_at),
  expiresAt: epoch(row.expires_at),
  rememberedAt: row.remembered_at === null ? null : epoch(row.remembered_at),
  address: row.address,
  userAgent: row.user_agent,
  fingerprint: row.fingerprint === null ? null : hash(row.fingerprint),
});
