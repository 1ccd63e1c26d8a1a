/** Totals for people who look after the server. Each is one statement over an index or a small table. */

import { sql } from 'kysely';
import type { Caches } from '../caches/caches.ts';
import type { Database } from '../database/database.ts';
import { countUpTo } from './listing.ts';

const day = 86_400;

export type StoredCounts = {
  readonly users: number;
  readonly administrators: number;
  readonly disabledUsers: number;
  readonly clients: number;
  readonly pendingClients: number;
};

export type LiveCounts = { readonly families: number; readonly tokens: number; readonly exact: boolean };

export type Totals = { readonly stored: StoredCounts; readonly live: LiveCounts };

/**
 * Answers all of them, at this second. Where there are `caches`, one process counts for all that share them, as for the
 * gauges (operations.md §8 metrics); else each question is a count.
 */
export function createTotals(database: Database, caches: Caches | null): (now: number) => Promise<Totals> {
  const kept = caches?.of<'all', Totals, Totals>({ name: 'totals', read: (totals) => totals, entries: 1 });
  const count = async (now: number): Promise<Totals> => {
    const [stored, live] = await Promise.all([countStored(database), countLive(database, now)]);
    return { stored, live };
  };
  return async (now) => (await kept?.get('all', () => count(now))) ?? (await count(now));
}

async function countStored({ kysely }: Pick<Database, 'kysely'>): Promise<StoredCounts> {
  const [people, clients] = await Promise.all([
    // Each along an index that holds nothing else
    kysely
      .selectNoFrom([
        sql<number>`(select count(*) from user_account)`.as('users'),
        sql<number>`(select count(*) from user_account where role = 'admin')`.as('administrators'),
        sql<number>`(select count(*) from user_account where disabled_at_ms is not null)`.as('disabled'),
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

/** What applications hold now: families that live, and stored access tokens; counted up to a limit, along an index. */
async function countLive({ kysely }: Pick<Database, 'kysely'>, now: number): Promise<LiveCounts> {
  const [families, tokens] = await Promise.all([
    countUpTo(
      kysely,
      kysely
        .selectFrom('family')
        .select('id')
        .where('expires_day', '>', Math.floor(now / day))
        .where('revoked_at_ms', 'is', null)
        .where('expires_at', '>', now),
    ),
    countUpTo(kysely, kysely.selectFrom('opaque_token').select('hash').where('expires_at', '>', now)),
  ]);
  return { families: families.count, tokens: tokens.count, exact: families.exact };
}

/** How many decisions about clients and their changes wait for an administrator (product.md O-1, O-2). */
export async function countPending({ kysely }: Pick<Database, 'kysely'>): Promise<number> {
  const { clients, changes, people, credentials } = await kysely
    .selectNoFrom([
      sql<number>`(select count(*) from client where status = 'pending')`.as('clients'),
      sql<number>`(select count(*) from client where pending_change is not null)`.as('changes'),
      sql<number>`(select count(*) from sign_up where verified_at is not null)`.as('people'),
      sql<number>`(select count(*) from deferred_credential where state = 'pending')`.as('credentials'),
    ])
    .executeTakeFirstOrThrow();
  return Number(clients) + Number(changes) + Number(people) + Number(credentials);
}

/** Whether a client may leave out PKCE (protocol.md): old ones that an administrator exempted. */
export async function hasPkceExemption({ kysely }: Pick<Database, 'kysely'>): Promise<boolean> {
  const exempt = kysely
    .selectFrom('client')
    .select('id')
    .where('status', '=', 'active')
    .where('settings', 'like', '%"pkceRequired":false%')
    .limit(1);
  return (await exempt.executeTakeFirst()) !== undefined;
}

/** Whether an administrator who may sign in has no second factor (product.md A-10). */
export async function hasUnguardedAdministrator(
  { kysely }: Pick<Database, 'kysely'>,
  { besides }: { readonly besides: string },
): Promise<boolean> {
  const unguarded = kysely
    .selectFrom('user_account')
    .select('id')
    .where(sql<boolean>`role = 'admin'`)
    .where('id', '<>', besides)
    .where('disabled_at_ms', 'is', null)
    .where(sql<boolean>`not exists (select 1 from totp_factor where totp_factor.user_id = user_account.id)`)
    .where(sql<boolean>`not exists (select 1 from passkey where passkey.user_id = user_account.id)`)
    .limit(1);
  return (await unguarded.executeTakeFirst()) !== undefined;
}

/** Whether a notice of sign-out was given up (protocol.md LO-3). */
export async function hasFailedNotices({ kysely }: Pick<Database, 'kysely'>): Promise<boolean> {
  const failed = kysely.selectFrom('logout_notice').select('id').where('failed_at', 'is not', null).limit(1);
  return (await failed.executeTakeFirst()) !== undefined;
}
