/** Totals for people who look after the server. Each is one statement over an index or a small table. */

import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import { countUpTo } from './listing.ts';

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

/** What applications hold now: families that live, and stored access tokens; counted up to a limit. */
export async function countLive(
  { kysely }: Pick<Database, 'kysely'>,
  now: number,
): Promise<{ readonly families: number; readonly tokens: number; readonly exact: boolean }> {
  const [families, tokens] = await Promise.all([
    countUpTo(
      kysely,
      kysely
        .selectFrom('family')
        .select('id')
        .where('expires_at', '>', now)
        .where('revoked_at_ms', 'is', null),
    ),
    countUpTo(kysely, kysely.selectFrom('opaque_token').select('hash').where('expires_at', '>', now)),
  ]);
  return { families: families.count, tokens: tokens.count, exact: families.exact };
}

/** Whether a notice of sign-out was given up (protocol.md LO-3). */
export async function hasFailedNotices({ kysely }: Pick<Database, 'kysely'>): Promise<boolean> {
  const failed = kysely.selectFrom('logout_notice').select('id').where('failed_at', 'is not', null).limit(1);
  return (await failed.executeTakeFirst()) !== undefined;
}
