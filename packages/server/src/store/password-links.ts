/** The links by which people set their password: one each, used once (product.md U-1, U-5). */

import { type Epoch, type UserId, userId } from '@grantor/protocol';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';

export type PasswordLink = {
  readonly userId: UserId;
  readonly hash: string;
  readonly expiresAt: Epoch;
  /** Where it is sent; null: it is handed over. */
  readonly address: string | null;
};

/** Whose link was used up, and where it had been sent. */
export type SpentPasswordLink = Pick<PasswordLink, 'userId' | 'address'>;

/** Takes the place of the person's earlier link. */
export async function storePasswordLink(tx: Kysely<Schema>, link: PasswordLink): Promise<void> {
  const columns = { hash: link.hash, expires_at: link.expiresAt, address: link.address };
  await tx
    .insertInto('password_link')
    .values({ user_id: link.userId, ...columns })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet(columns))
    .execute();
}

export async function dropPasswordLink(tx: Kysely<Schema>, user: UserId): Promise<void> {
  await tx.deleteFrom('password_link').where('user_id', '=', user).execute();
}

/** Uses the link up: of several who come with it, one gets the person; null: it is unknown, used or expired. */
export async function spendPasswordLink(
  tx: Kysely<Schema>,
  hash: string,
  now: Epoch,
): Promise<SpentPasswordLink | null> {
  const spent = await tx
    .deleteFrom('password_link')
    .where('hash', '=', hash)
    .where('expires_at', '>', now)
    .returning(['user_id', 'address'])
    .executeTakeFirst();
  return spent === undefined ? null : { userId: userId(spent.user_id), address: spent.address };
}

/** Whose link it is, or null: it is unknown, used or expired, or the person is disabled. */
export async function findPasswordLink(
  kysely: Kysely<Schema>,
  hash: string,
  now: Epoch,
): Promise<UserId | null> {
  const row = await kysely
    .selectFrom('password_link')
    .innerJoin('user_account', 'user_account.id', 'password_link.user_id')
    .select('user_account.id')
    .where('password_link.hash', '=', hash)
    .where('password_link.expires_at', '>', now)
    .where('user_account.disabled_at_ms', 'is', null)
    .executeTakeFirst();
  return row === undefined ? null : userId(row.id);
}
