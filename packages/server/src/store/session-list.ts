/** Every browser session that counts, whoever it is of, for administrators (product.md A-2). */

import type { Epoch } from '@grantor/protocol';
import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import { foldName } from '../people/names.ts';
import { type Behind, countUpTo, type Listed, type Range } from './listing.ts';
import { type SessionRow, sessionOf } from './sessions.ts';

export type LiveSince = {
  readonly now: Epoch;
  /** It was used after this; null: whenever. */
  readonly seen: Epoch | null;
  /** The same of a remembered one. */
  readonly seenRemembered: Epoch | null;
};

export type ListedSession = SessionRow & { readonly username: string };

/** The newest first; `search`: the beginning of a user name, empty for everybody. */
export async function listEverySession(
  database: Database,
  { live, search }: { readonly live: LiveSince; readonly search: string },
  range: Range,
): Promise<Listed<ListedSession>> {
  const chosen = selectSessions(database, live, foldName(search));
  const [rows, total] = await Promise.all([
    chosen
      .selectAll('browser_session')
      .select('user_account.username')
      .orderBy('browser_session.created_at', 'desc')
      .limit(range.limit)
      .offset(range.offset)
      .execute(),
    countUpTo(database.kysely, chosen.select('browser_session.hash')),
  ]);
  return { rows: rows.map((row) => ({ ...sessionOf(row), username: row.username })), total };
}

/** The same, from one on, without counting. */
export async function readEverySession(
  database: Database,
  { live, search }: { readonly live: LiveSince; readonly search: string },
  { limit, after }: Behind<Pick<SessionRow, 'createdAt' | 'id'>>,
): Promise<readonly ListedSession[]> {
  const chosen = selectSessions(database, live, foldName(search));
  const rest =
    after === undefined
      ? chosen
      : chosen.where(
          sql<boolean>`(browser_session.created_at, browser_session.hash) < (${after.createdAt}, ${after.id})`,
        );
  const rows = await rest
    .selectAll('browser_session')
    .select('user_account.username')
    .orderBy('browser_session.created_at', 'desc')
    .orderBy('browser_session.hash', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...sessionOf(row), username: row.username }));
}

function selectSessions(
  { kysely, dialect }: Database,
  { now, seen, seenRemembered }: LiveSince,
  name: string,
) {
  const live = kysely
    .selectFrom('browser_session')
    .innerJoin('user_account', 'user_account.id', 'browser_session.user_id')
    .where('browser_session.expires_at', '>', now)
    .where(({ eb, or, and }) =>
      or([
        and([
          eb('browser_session.remembered_at', 'is', null),
          seen === null ? eb.lit(true) : eb('browser_session.last_seen_at', '>', seen),
        ]),
        and([
          eb('browser_session.remembered_at', 'is not', null),
          seenRemembered === null ? eb.lit(true) : eb('browser_session.last_seen_at', '>', seenRemembered),
        ]),
      ]),
    );
  return name === '' ? live : live.where(({ ref }) => dialect.startsWith(ref('user_account.username'), name));
}
