/** A person's e-mail address as links change it (mail.md §2); administrators change it with the rest of a person. */

import type { Epoch } from '@grantor/protocol';
import { type Kysely, sql } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { foldName } from '../people/names.ts';
import type { AddressOfPerson } from './mail-links.ts';

/** False: it is not their address any more, or known to be theirs already. */
export async function verifyAddress(
  tx: Kysely<Schema>,
  { userId, address }: AddressOfPerson,
  now: Epoch,
): Promise<boolean> {
  const verified = await tx
    .updateTable('user_account')
    .set((column) => ({
      email_verified_at: now,
      updated_at: now,
      version: column('version', '+', 1),
    }))
    .where('id', '=', userId)
    .where('email', '=', address)
    .where('email_verified_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return verified !== undefined;
}

/** False: somebody else has it by now. */
export async function restoreAddress(
  tx: Kysely<Schema>,
  { userId, address }: AddressOfPerson,
  now: Epoch,
): Promise<boolean> {
  const folded = foldName(address);
  const restored = await tx
    .updateTable('user_account')
    .set((column) => ({
      email: address,
      email_folded: folded,
      email_verified_at: now,
      updated_at: now,
      version: column('version', '+', 1),
    }))
    .where('id', '=', userId)
    .where(
      sql<boolean>`not exists (select 1 from user_account as other
        where other.email_folded = ${folded} and other.id <> ${userId})`,
    )
    .returning('id')
    .executeTakeFirst();
  return restored !== undefined;
}
