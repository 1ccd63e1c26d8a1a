/** Whom and which clients the text of a search means; each answer is one that an index finds rows by. */

import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import { foldName } from '../people/names.ts';
import { prefixPattern } from './listing.ts';

/** People whose names begin so; where there is nobody, clients of that id or whose names begin so. */
export type Meant = { readonly users: readonly string[]; readonly clients: readonly string[] };

/** As many of each as one search may mean. */
const most = 20;

/** The ids of the first people whose names begin so. */
export async function usersBeginning(
  { kysely, dialect }: Database,
  search: string,
): Promise<readonly string[]> {
  const found = await kysely
    .selectFrom('user_account')
    .select('id')
    .where(({ ref }) => dialect.startsWith(ref('username'), foldName(search)))
    .orderBy('username')
    .limit(most)
    .execute();
  return found.map(({ id }) => id);
}

export async function meantBy(database: Database, search: string): Promise<Meant> {
  const users = await usersBeginning(database, search);
  if (users.length > 0) return { users, clients: [] };
  const { kysely } = database;
  const pattern = prefixPattern(search.toLowerCase());
  const clients = await kysely
    .selectFrom('client')
    .select('id')
    .where((eb) => eb.or([eb('id', '=', search), sql<boolean>`lower(name) like ${pattern} escape '\\'`]))
    .limit(most)
    .execute();
  return { users: [], clients: clients.map(({ id }) => id) };
}
