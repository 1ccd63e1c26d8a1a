/** People as administrators look them up (product.md A-2). Never reads a password hash. */

import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import { foldName } from '../people/names.ts';
import { type Behind, countUpTo, type Listed, type Range } from './listing.ts';
import { type User, userOf } from './users.ts';

export const peopleSorts = ['username', 'last_sign_in'] as const;

export type PeopleSelection = {
  /** The beginning of a user name, full name, e-mail address or id; empty: everybody. */
  readonly search: string;
  readonly role?: User['role'] | undefined;
  readonly status?: 'active' | 'disabled' | undefined;
  readonly authSource?: string | undefined;
};

export type PeopleOrder = {
  readonly by: (typeof peopleSorts)[number];
  readonly direction: 'asc' | 'desc';
};

const columns = { username: 'username', last_sign_in: 'last_sign_in_at' } as const;

/** With how many second factors they have; recovery codes are none. */
export type ListedPerson = { readonly user: User; readonly factors: number };

const factorCount = sql<number>`(select count(*) from passkey where passkey.user_id = user_account.id)
  + (select count(*) from totp_factor where totp_factor.user_id = user_account.id)`;

export async function listPeople(
  database: Database,
  selection: PeopleSelection,
  { order, range }: { readonly order: PeopleOrder; readonly range: Range },
): Promise<Listed<ListedPerson>> {
  const chosen = selectPeople(database, selection);
  const [rows, total] = await Promise.all([
    chosen
      .selectAll()
      .select(factorCount.as('factors'))
      .orderBy(columns[order.by], order.direction)
      .orderBy('id')
      .limit(range.limit)
      .offset(range.offset)
      .execute(),
    countUpTo(database.kysely, chosen.select('id')),
  ]);
  return { rows: rows.map((row) => ({ user: userOf(row), factors: Number(row.factors) })), total };
}

/** The same by user name, from one on, without counting. */
export async function readPeople(
  database: Database,
  selection: PeopleSelection,
  { limit, after }: Behind,
): Promise<readonly User[]> {
  const chosen = selectPeople(database, selection);
  const rest = after === undefined ? chosen : chosen.where('username', '>', after);
  return (await rest.selectAll().orderBy('username').limit(limit).execute()).map(userOf);
}

function selectPeople({ kysely, dialect }: Database, selection: PeopleSelection) {
  const { search, role, status, authSource } = selection;
  const folded = foldName(search);
  let query = kysely.selectFrom('user_account');
  if (folded !== '') {
    query = query.where(({ or, ref }) =>
      or([
        dialect.startsWith(ref('username'), folded),
        dialect.startsWith(ref('name_folded'), folded),
        dialect.startsWith(ref('email_folded'), folded),
        dialect.startsWith(ref('id'), search),
      ]),
    );
  }
  if (role !== undefined) query = query.where('role', '=', role);
  if (authSource !== undefined) query = query.where('auth_source', '=', authSource);
  if (status === 'active') query = query.where('disabled_at_ms', 'is', null);
  if (status === 'disabled') query = query.where('disabled_at_ms', 'is not', null);
  return query;
}
