/** People whom another system vouches for, as the store finds them (product.md H-3). */

import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { takeTurn } from './lease.ts';
import { type User, userOf } from './users.ts';

/** New people from elsewhere take turns, on every machine: two first sign-ins of one person are one. */
export const lockExternalPeople = (tx: Kysely<Schema>): Promise<void> => takeTurn(tx, 'external person');

export async function findExternalPerson(
  db: Kysely<Schema>,
  { source, id }: { readonly source: string; readonly id: string },
): Promise<User | null> {
  const row = await db
    .selectFrom('user_account')
    .selectAll()
    .where('auth_source', '=', source)
    .where('external_id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : userOf(row);
}
