/** Every browser session that counts, whoever it is of, for administrators (product.md A-2). */

import type { Epoch } from '@grantor/protocol';
import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../database/database.ts';
import { foldName } from '../people/names.ts';
import { type Behind, countLimit, countUpTo, type Listed, type Range } from './listing.ts';
import { usersBeginning } from './meant.ts';
import { type SessionRow, sessionOf } from './sessions.ts';

export type LiveSince = {
  readonly now: Epoch;
  /** It was used after this; null: whenever. */
  readonly seen: Epoch | null;
  /** The same of a remembered one. */
  readonly seenRemembered: Epoch | null;
};

export type ListedSession = SessionRow & { readonly username: string };

/** The newest first, of as many as are looked at; `search`: the beginning of a user name, empty for everybody. */
export async function listEverySession(
  database: Database,
  { live, search }: { readonly live: LiveSince; readonly search: string },
  { limit, offset }: Range,
): Promise<Listed<ListedSession>> {
  const { kysely } = database;
  const whose = search === '' ? null : await usersBeginning(database, search);
  const newest = kysely
    .selectFrom('browser_session')
    .$if(whose !== null, (query) => query.where('user_id', 'in', ['', ...(whose ?? [])]))
    .orderBy('created_at', 'desc')
    .orderBy('hash', 'desc');
  const looked = newest.selectAll().limit(countLimit).as('looked_at');
  const counts = kysely.selectFrom(looked).where(isLive(live));
  const [rows, fitting, all] = await Promise.all([
    kysely
      .selectFrom(
        counts
          .selectAll()
          .orderBy('created_at', 'desc')
          .orderBy('hash', 'desc')
          .limit(limit)
          .offset(offset)
          .as('page'),
      )
      .innerJoin('user_account', 'user_account.id', 'page.user_id')
      .selectAll('page')
      .select('user_account.username')
      .orderBy('page.created_at', 'desc')
      .orderBy('page.hash', 'desc')
      .execute(),
    countUpTo(kysely, counts.select('looked_at.hash')),
    countUpTo(kysely, newest.select('hash')),
  ]);
  return {
    rows: rows.map((row) => ({ ...sessionOf(row), username: row.username })),
    total: { ...fitting, exact: all.exact },
  };
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

function selectSessions({ kysely, dialect }: Database, live: LiveSince, name: string) {
  const chosen = kysely
    .selectFrom('browser_session')
    .innerJoin('user_account', 'user_account.id', 'browser_session.user_id')
    .where(isLive(live));
  return name === ''
    ? chosen
    : chosen.where(({ ref }) => dialect.startsWith(ref('user_account.username'), name));
}

function isLive({ now, seen, seenRemembered }: LiveSince): RawBuilder<boolean> {
  const after = (from: Epoch | null) => (from === null ? sql`1 = 1` : sql`last_seen_at > ${from}`);
  return sql`expires_at > ${now} and (
    (remembered_at is null and ${after(seen)})
    or (remembered_at is not null and ${after(seenRemembered)}))`;
}
