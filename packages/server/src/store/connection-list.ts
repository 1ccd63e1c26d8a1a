/** What everybody is at other providers, for administrators (product.md I-7, A-2). Never reads a token. */

import { type Kysely, sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { Schema } from '../database/schema.ts';
import { foldName } from '../people/names.ts';
import { type Connection, connectionOf } from './connections.ts';
import { type Behind, countUpTo, type Listed, type Range } from './listing.ts';

export type ListedConnection = Connection & { readonly owner: string };

export type ConnectionSelection = {
  /** The beginning of a user name here; empty: everybody's. */
  readonly search: string;
  readonly provider?: string | undefined;
};

/** By user name, then by provider. */
export async function listEveryConnection(
  database: Database,
  selection: ConnectionSelection,
  { limit, offset }: Range,
): Promise<Listed<ListedConnection>> {
  const chosen = selectConnections(database, selection);
  const [rows, total] = await Promise.all([
    inOrder(chosen).limit(limit).offset(offset).execute(),
    countUpTo(database.kysely, chosen.select('connection.id')),
  ]);
  return { rows: rows.map(listed), total };
}

export type ConnectionKey = Pick<ListedConnection, 'owner' | 'provider'>;

/** The same, from one on, without counting. */
export async function readEveryConnection(
  database: Database,
  selection: ConnectionSelection,
  { limit, after }: Behind<ConnectionKey>,
): Promise<readonly ListedConnection[]> {
  const chosen = selectConnections(database, selection);
  const rest =
    after === undefined
      ? chosen
      : chosen.where(
          sql<boolean>`(user_account.username, connection.provider) > (${after.owner}, ${after.provider})`,
        );
  return (await inOrder(rest).limit(limit).execute()).map(listed);
}

export async function findListedConnection(
  kysely: Kysely<Schema>,
  id: string,
): Promise<ListedConnection | null> {
  const row = await kysely
    .selectFrom('connection')
    .innerJoin('user_account', 'user_account.id', 'connection.user_id')
    .selectAll('connection')
    .select('user_account.username as owner')
    .where('connection.id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : listed(row);
}

function selectConnections({ kysely, dialect }: Database, { search, provider }: ConnectionSelection) {
  let rows = kysely
    .selectFrom('user_account')
    .innerJoin('connection', 'connection.user_id', 'user_account.id');
  const name = foldName(search);
  if (name !== '') rows = rows.where(({ ref }) => dialect.startsWith(ref('user_account.username'), name));
  return provider === undefined ? rows : rows.where('connection.provider', '=', provider);
}

const inOrder = (connections: ReturnType<typeof selectConnections>) =>
  connections
    .selectAll('connection')
    .select('user_account.username as owner')
    .orderBy('user_account.username')
    .orderBy('connection.provider');

type Row = Awaited<ReturnType<ReturnType<typeof inOrder>['execute']>>[number];

const listed = (row: Row): ListedConnection => ({ ...connectionOf(row), owner: row.owner });
