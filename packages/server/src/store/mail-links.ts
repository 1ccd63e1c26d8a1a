/** The links that messages carry: each for one purpose and about one address, used once (mail.md M-2). */

import { type Epoch, type UserId, userId } from '@grantor/protocol';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { dropEmailCodes } from './email-codes.ts';

/** `password`: sets one; `verify`: the address is theirs; `take_back`: it is their address again. */
export type MailLinkPurpose = 'password' | 'verify' | 'take_back';

export type MailLink = {
  readonly hash: string;
  readonly userId: UserId;
  readonly purpose: MailLinkPurpose;
  readonly address: string;
  /** What is stored of the code beside it. */
  readonly code?: string;
  readonly expiresAt: Epoch;
};

export type MailLinkUse = {
  readonly hash: string;
  readonly purpose: MailLinkPurpose;
  readonly now: Epoch;
};

export type AddressOfPerson = { readonly userId: UserId; readonly address: string };

export async function storeMailLink(tx: Kysely<Schema>, link: MailLink): Promise<void> {
  const { hash, purpose, address, code = null } = link;
  await tx
    .insertInto('mail_link')
    .values({ hash, user_id: link.userId, purpose, address, code, tries: 0, expires_at: link.expiresAt })
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
  await linksOf(tx, user, purpose).execute();
}

/** Whatever was sent to the person that leads into the account. */
export async function dropWaysIn(tx: Kysely<Schema>, user: UserId): Promise<void> {
  await dropMailLinks(tx, user, 'password');
  await dropEmailCodes(tx, user);
}

/** All but this one, or this one alone. */
export async function dropAroundLink(
  tx: Kysely<Schema>,
  { userId: user, purpose, hash }: Pick<MailLink, 'userId' | 'purpose' | 'hash'>,
  which: 'others' | 'this',
): Promise<void> {
  await linksOf(tx, user, purpose)
    .where('hash', which === 'others' ? '<>' : '=', hash)
    .execute();
}

const linksOf = (tx: Kysely<Schema>, user: UserId, purpose: MailLinkPurpose) =>
  tx.deleteFrom('mail_link').where('user_id', '=', user).where('purpose', '=', purpose);

/** Codes that may be tried in place of a link. */
const mostTries = 5;

/**
 * Uses the link up by the code beside it. Each try is counted before it is looked at; null: it was wrong, or none is
 * left.
 */
export async function spendMailCode(
  tx: Kysely<Schema>,
  typed: { readonly userId: UserId; readonly code: string; readonly now: Epoch },
): Promise<AddressOfPerson | null> {
  const tried = await tx
    .updateTable('mail_link')
    .set((column) => ({ tries: column('tries', '+', 1) }))
    .where('user_id', '=', typed.userId)
    .where('purpose', '=', 'verify')
    .where('code', 'is not', null)
    .where('expires_at', '>', typed.now)
    .where('tries', '<', mostTries)
    .returning(['hash', 'code'])
    .execute();
  const found = tried.find(({ code }) => code === typed.code);
  if (found === undefined) return null;
  return spendMailLink(tx, { hash: found.hash, purpose: 'verify', now: typed.now });
}

/** The address that the person may confirm by a code; null: none waits, or too many were tried. */
export async function addressToConfirm(
  kysely: Kysely<Schema>,
  user: UserId,
  now: Epoch,
): Promise<string | null> {
  const row = await kysely
    .selectFrom('mail_link')
    .select('address')
    .where('user_id', '=', user)
    .where('purpose', '=', 'verify')
    .where('code', 'is not', null)
    .where('expires_at', '>', now)
    .where('tries', '<', mostTries)
    .limit(1)
    .executeTakeFirst();
  return row?.address ?? null;
}

/** The tables of what a message's secret stands for. */
export type LinkTable = 'mail_link' | 'password_link' | 'email_code' | 'sign_up';

/**
 * A link's time begins when its message leaves, however long that waited. False: it was used up, or another took its
 * place.
 */
export async function renewMailLink(
  kysely: Kysely<Schema>,
  { hash, table }: { readonly hash: string; readonly table: LinkTable },
  expiresAt: Epoch,
): Promise<boolean> {
  const renewed = kysely.updateTable(table).set({ expires_at: expiresAt }).where('hash', '=', hash);
  return (await renewed.returning('hash').executeTakeFirst()) !== undefined;
}
