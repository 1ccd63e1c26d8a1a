/** The sessions that hosts behind a proxy know by a cookie of their own: found in one statement. */

import type { Account } from '@grantor/engine';
import type { Hash } from '@grantor/protocol';
import type { Database } from '../database/database.ts';
import { prepareQuery } from '../database/statement.ts';
import { type NotedColumns, type Noting, noted, notedColumns } from './reading.ts';
import { type AccountColumns, accountColumns, accountFrom } from './rows/account.ts';
import { type SessionColumns, type SessionWithUser, sessionOf } from './sessions.ts';

export type ForwardedSession = { readonly session: SessionWithUser; readonly account: Account };

export type ForwardedSessionTable = {
  /** By SHA-256 of the cookie; null: there is no such session. */
  find(forward: Hash): Promise<ForwardedSession | null>;
  /** The session is known by this cookie from now on; one that has ended stays ended. */
  link(session: Hash, forward: Hash): Promise<void>;
};

export function createForwardedSessionTable(
  database: Database,
  noting: Noting = null,
): ForwardedSessionTable {
  const query = prepareQuery<
    { forward: string; used: string },
    SessionColumns & AccountColumns & NotedColumns
  >(database, (kysely, { forward, used }) =>
    kysely
      .selectFrom('browser_session')
      .innerJoin('user_account', 'user_account.id', 'browser_session.user_id')
      .selectAll('browser_session')
      .select([...accountColumns, ...notedColumns(noting, used)])
      .where('browser_session.forward_hash', '=', forward),
  );
  return {
    async find(forward) {
      const [row] = await noted((used) => query({ forward, used }));
      const account = row === undefined ? null : accountFrom(row);
      if (row === undefined || account === null) return null;
      const { username, role, disabledAt } = account;
      return { account, session: { ...sessionOf(row), username, role, disabledAt } };
    },
    async link(session, forward) {
      await database.kysely
        .updateTable('browser_session')
        .set({ forward_hash: forward })
        .where('hash', '=', session)
        .where((row) => row.or([row('forward_hash', 'is', null), row('forward_hash', '!=', forward)]))
        .execute();
    },
  };
}
