/** Codes that people asked for to sign in, each for the browser that asked (mail.md M-8). */

import { type Epoch, type Hash, type UserId, userId } from '@grantor/protocol';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';

/** Codes that may be tried. */
const mostTries = 5;

export type EmailCode = { readonly hash: Hash; readonly browser: Hash };

/** Of nobody yet: whose address was typed is found out when the message leaves. */
export async function storeEmailCode(
  tx: Kysely<Schema>,
  { hash, browser }: EmailCode,
  expiresAt: Epoch,
): Promise<void> {
  await tx
    .insertInto('email_code')
    .values({ hash, browser, user_id: null, tries: 0, expires_at: expiresAt })
    .execute();
}

/** It signs this person in; false: it is gone. */
export async function bindEmailCode(tx: Kysely<Schema>, hash: Hash, user: UserId): Promise<boolean> {
  const bound = tx.updateTable('email_code').set({ user_id: user }).where('hash', '=', hash);
  return (await bound.returning('hash').executeTakeFirst()) !== undefined;
}

/** Counts a try before it is looked at. Whom the code would sign in; null: nobody, or no try is left. */
export async function tryEmailCode(
  kysely: Kysely<Schema>,
  { hash, browser }: EmailCode,
  now: Epoch,
): Promise<UserId | null> {
  const tried = await kysely
    .updateTable('email_code')
    .set((column) => ({ tries: column('tries', '+', 1) }))
    .where('hash', '=', hash)
    .where('browser', '=', browser)
    .where('expires_at', '>', now)
    .where('tries', '<', mostTries)
    .returning('user_id')
    .executeTakeFirst();
  return tried?.user_id == null ? null : userId(tried.user_id);
}

/** Uses it up: of several who come with it at once, one does. */
export async function spendEmailCode(tx: Kysely<Schema>, hash: Hash): Promise<boolean> {
  const spent = tx.deleteFrom('email_code').where('hash', '=', hash).returning('hash');
  return (await spent.executeTakeFirst()) !== undefined;
}

/** Those of a person whose password or address is another now. */
export async function dropEmailCodes(tx: Kysely<Schema>, user: UserId): Promise<void> {
  await tx.deleteFrom('email_code').where('user_id', '=', user).execute();
}
