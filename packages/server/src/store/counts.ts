/** Totals for people who look after the server. Each is one statement over an index or a small table. */

import { sql } from 'kysely';
import type { Database } from '../database/database.ts';

export type StoredCounts = {
  readonly users: number;
  readonly administrators: number;
  readonly disabledUsers: number;
  readonly clients: number;
  readonly pendingClients: number;
};

export async function countStored({ kysely }: Pick<Database, 'kysely'>): Promise<StoredCounts> {
  const [people, clients] = await Promise.all([
    kysely
      .selectFrom('user_account')
      .select(({ fn }) => [
        fn.countAll<number>().as('users'),
        fn.count<number>(sql`case when role = 'admin' then 1 end`).as('administrators'),
        fn.count<number>('disabled_at_ms').as('disabled'),
      ])
      .executeTakeFirstOrThrow(),
    kysely
      .selectFrom('client')
      .select(({ fn }) => [
        fn.countAll<number>().as('clients'),
        fn.count<number>(sql`case when status = 'pending' then 1 end`).as('pending'),
      ])
      .executeTakeFirstOrThrow(),
  ]);
  return {
    users: Number(people.users),
    administrators: Number(people.administrators),
    disabledUsers: Number(people.disabled),
    clients: Number(clients.clients),
    pendingClients: Number(clients.pending),
  };
}
