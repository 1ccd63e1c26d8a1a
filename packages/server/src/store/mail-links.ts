/** The links that messages carry: each for one purpose and about one address, used once (mail.md M-2). */

import { type Epoch, type UserId, userId } from '@grantor/protocol';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';

/** `password`: sets one; `verify`: the address is theirs; `take_back`: it is their address again. */
export type MailLinkPurpose = 'password' | 'verify' | 'take_back';

export type MailLink = {
  readonly hash: string;
  readonly userId: UserId;
  readonly purpose: MailLinkPurpose;
  readonly address: string;
  readonly expiresAt: Epoch;
};

export type MailLinkUse = {
  readonly hash: string;
  readonly purpose: MailLinkPurpose;
  readonly now: Epoch;
};

export type AddressOfPerson = { readonly userId: UserId; readonly address: string };

export async function storeMailLink(tx: Kysely<Schema>, link: MailLink): Promise<void> {
  const { hash, purpose, address } = link;
  await tx
    .insertInto('mail_link')
    .values({ hash, user_id: link.userId, purpose, address, expires_at: link.expiresAt })
    .execute();
}

/** Whose link it is, and about which address; null: it is unknown, used or expired, or the person is disabled. */
export async function findMailLink(
  kysely: Kysely<Schema>,
  { hash, purpose, now }: MailLinkUse,
): Promise<AddressOfPerson | null> {
  const row = await kysely
    .selectFrom('mail_link')
    .innerJoin('user_account', 'user_account.id', 'mail_link.user_id')
    .select(['mail_link.user_id', 'mail_link.address'])
    .where('mail_link.hash', '=', hash)
    .where('mail_link.purpose', '=', purpose)
    .where('mail_link.expires_at', '>', now)
    .where('user_account.disabled_at_ms', 'is', null)
    .executeTakeFirst();
  return row === undefined ? null : { userId: userId(row.user_id), address: row.address };
}

/** Uses the link up: of several who come with it, one gets the person. */
export async function spendMailLink(
  tx: Kysely<Schema>,
  { hash, purpose, now }: MailLinkUse,
): Promise<AddressOfPerson | null> {
  const spent = await tx
    .deleteFrom('mail_link')
    .where('hash', '=', hash)
    .where('purpose', '=', purpose)
    .where('expires_at', '>', now)
    .returning(['user_id', 'address'])
    .executeTakeFirst();
  return spent === undefined ? null : { userId: userId(spent.user_id), address: spent.address };
}

/** Every link of the person for this purpose. */
export async function dropMailLinks(
  tx: Kysely<Schema>,
  user: UserId,
  purpose: MailLinkPurpose,
): Promise<void> {
  await tx.deleteFrom('mail_link').where('user_id', '=', user).where('purpose', '=', purpose).execute();
}

/**
 * A link's time begins when its message leaves, however long that waited. False: it was used up, or another took its
 * place. `purpose` null: a link to set a password that is also handed over.
 */
export async function renewMailLink(
  kysely: Kysely<Schema>,
  { hash, purpose }: { readonly hash: string; readonly purpose: MailLinkPurpose | null },
  expiresAt: Epoch,
): Promise<boolean> {
  const table = purpose === null ? 'password_link' : 'mail_link';
  const renewed = kysely.updateTable(table).set({ expires_at: expiresAt }).where('hash', '=', hash);
  return (await renewed.returning('hash').executeTakeFirst()) !== undefined;
}
