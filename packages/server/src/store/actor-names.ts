/** What the people and clients of the audit log are called by now: its rows have the names that the request knew. */

import type { Database } from '../database/database.ts';

type Actor = { readonly actor_user_id: string | null; readonly actor_client_id: string | null };

/** Names by id; one query for all people and one for all clients. Whoever is gone is left out. */
export type ActorNames = {
  readonly users: ReadonlyMap<string, string>;
  readonly clients: ReadonlyMap<string, string>;
};

export async function actorNames(
  { kysely }: Pick<Database, 'kysely'>,
  rows: readonly Actor[],
): Promise<ActorNames> {
  const idsOf = (member: keyof Actor) => [...new Set(rows.flatMap((row) => row[member] ?? []))];
  const [userIds, clientIds] = [idsOf('actor_user_id'), idsOf('actor_client_id')];
  const [users, clients] = await Promise.all([
    userIds.length === 0
      ? []
      : kysely.selectFrom('user_account').select(['id', 'username']).where('id', 'in', userIds).execute(),
    clientIds.length === 0
      ? []
      : kysely.selectFrom('client').select(['id', 'name']).where('id', 'in', clientIds).execute(),
  ]);
  return {
    users: new Map(users.map(({ id, username }) => [id, username])),
    clients: new Map(clients.map(({ id, name }) => [id, name])),
  };
}
