/** What people are at other providers (product.md I-7). */

import { type Epoch, epoch, type UserId, userId } from '@grantor/protocol';
import { type Expression, expressionBuilder, type Kysely, type Selectable, type SqlBool } from 'kysely';
import type { ConnectionTable, Schema } from '../database/schema.ts';
import { takeTurn } from './lease.ts';

export type Connection = {
  readonly id: string;
  readonly userId: UserId;
  readonly provider: string;
  readonly subject: string;
  readonly username: string | null;
  readonly name: string | null;
  readonly email: string | null;
  readonly emailVerified: boolean;
  readonly avatarUrl: string | null;
  readonly createdAt: Epoch;
  readonly lastUsedAt: Epoch;
};

/** What the provider said last; its tokens are sealed. */
export type ConnectionState = Pick<
  Connection,
  'username' | 'name' | 'email' | 'emailVerified' | 'avatarUrl' | 'lastUsedAt'
> & { readonly tokens: string };

export type NewConnection = ConnectionState &
  Pick<Connection, 'id' | 'userId' | 'provider' | 'subject' | 'createdAt'>;

export type Identity = Pick<Connection, 'provider' | 'subject'>;

/** New connections take turns, on every machine: two first sign-ins of one person are one (product.md I-3). */
export const lockConnections = (tx: Kysely<Schema>): Promise<void> => takeTurn(tx, 'connection');

export async function findConnection(
  db: Kysely<Schema>,
  { provider, subject }: Identity,
): Promise<Connection | null> {
  const row = await db
    .selectFrom('connection')
    .selectAll()
    .where('provider', '=', provider)
    .where('subject', '=', subject)
    .executeTakeFirst();
  return row === undefined ? null : connectionOf(row);
}

/** Everything the person is connected with, in the order in which it was. */
export async function listConnections(db: Kysely<Schema>, owner: UserId): Promise<readonly Connection[]> {
  const rows = await db
    .selectFrom('connection')
    .selectAll()
    .where('user_id', '=', owner)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map(connectionOf);
}

/** False: the person has one of this provider, or the identity is somebody's. */
export async function createConnection(tx: Kysely<Schema>, connection: NewConnection): Promise<boolean> {
  const created = await tx
    .insertInto('connection')
    .values({
      id: connection.id,
      user_id: connection.userId,
      provider: connection.provider,
      subject: connection.subject,
      created_at: connection.createdAt,
      ...stateColumns(connection),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return created !== undefined;
}

export async function renewConnection(tx: Kysely<Schema>, id: string, state: ConnectionState): Promise<void> {
  await tx.updateTable('connection').set(stateColumns(state)).where('id', '=', id).execute();
}

/** Ways in that this server serves, and which count for that alone (product.md I-8). */
export type ServedWays = {
  /** Providers that people sign in through. */
  readonly providers: readonly string[];
  readonly passkeys: 'served' | 'not_served';
  /** `auth_source` of people whose password another system checks, where it is asked; null: none is. */
  readonly externalSource: string | null;
};

/** `only_way`: no password, no passkey and no other connection is left that lets anybody in (product.md I-8). */
export type Disconnection = 'disconnected' | 'gone' | 'only_way';

type Leaving = { readonly id: string } & Owned;
type Owned = { readonly owner: UserId; readonly ways: ServedWays };

/** A condition: something lets the owner in, the connection `without` aside. */
const hasWayIn = ({ owner, ways }: Owned, without = ''): Expression<SqlBool> => {
  const { or, exists, selectFrom } = expressionBuilder<Schema>();
  return or([
    exists(
      selectFrom('user_account')
        .select('user_account.id')
        .where('user_account.id', '=', owner)
        .where((account) =>
          account.or([
            account('user_account.password_hash', 'is not', null),
            account('user_account.auth_source', '=', ways.externalSource ?? ''),
          ]),
        ),
    ),
    ...(ways.passkeys === 'served'
      ? [exists(selectFrom('passkey').select('passkey.id').where('passkey.user_id', '=', owner))]
      : []),
    exists(
      selectFrom('connection as other')
        .select('other.id')
        .where('other.user_id', '=', owner)
        .where('other.provider', 'in', ['', ...ways.providers])
        .where('other.id', '<>', without),
    ),
  ]);
};

/** Whether anything lets the owner in. */
export const canGetIn = async (tx: Kysely<Schema>, owned: Owned): Promise<boolean> =>
  (await tx
    .selectFrom('user_account')
    .select('id')
    .where('id', '=', owned.owner)
    .where(hasWayIn(owned))
    .executeTakeFirst()) !== undefined;

/** Holds the person's row first, so that two at once do not take both of the last two ways in. */
export async function deleteConnection(
  tx: Kysely<Schema>,
  { id, owner, ways }: Leaving,
): Promise<Disconnection> {
  await tx
    .updateTable('user_account')
    .set((column) => ({ version: column.ref('version') }))
    .where('id', '=', owner)
    .execute();
  const deleted = await tx
    .deleteFrom('connection')
    .where('id', '=', id)
    .where('user_id', '=', owner)
    .where(hasWayIn({ owner, ways }, id))
    .returning('id')
    .executeTakeFirst();
  if (deleted !== undefined) return 'disconnected';
  const left = await listConnections(tx, owner);
  return left.some((connection) => connection.id === id) ? 'only_way' : 'gone';
}

/** Whatever is left; whether it was there. Of any number at once one takes it away. */
export async function removeConnection(tx: Kysely<Schema>, id: string): Promise<boolean> {
  const removed = tx.deleteFrom('connection').where('id', '=', id).returning('id');
  return (await removed.executeTakeFirst()) !== undefined;
}

const stateColumns = (state: ConnectionState) => ({
  username: state.username,
  name: state.name,
  email: state.email,
  email_verified: state.emailVerified ? 1 : 0,
  avatar_url: state.avatarUrl,
  tokens: state.tokens,
  last_used_at: state.lastUsedAt,
});

export const connectionOf = (row: Selectable<ConnectionTable>): Connection => ({
  id: row.id,
  userId: userId(row.user_id),
  provider: row.provider,
  subject: row.subject,
  username: row.username,
  name: row.name,
  email: row.email,
  emailVerified: row.email_verified === 1,
  avatarUrl: row.avatar_url,
  createdAt: epoch(row.created_at),
  lastUsedAt: epoch(row.last_used_at),
});
