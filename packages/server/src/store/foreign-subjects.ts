/** Whom subjects of other issuers are here (advanced.md JWB-3). */

import { type UserId, userId } from '@grantor/protocol';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { takeTurn } from './lease.ts';

export type ForeignName = { readonly issuer: string; readonly subject: string };

/** New links take turns, on every machine: of two first assertions about one person one makes them. */
export const lockForeignSubjects = (tx: Kysely<Schema>): Promise<void> => takeTurn(tx, 'foreign_subject');

export async function findForeignSubject(
  db: Kysely<Schema>,
  { issuer, subject }: ForeignName,
): Promise<UserId | null> {
  const row = await db
    .selectFrom('foreign_subject')
    .select('user_id')
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .executeTakeFirst();
  return row === undefined ? null : userId(row.user_id);
}

export async function linkForeignSubject(
  tx: Kysely<Schema>,
  { issuer, subject }: ForeignName,
  { owner, at }: { readonly owner: UserId; readonly at: number },
): Promise<void> {
  await tx.insertInto('foreign_subject').values({ issuer, subject, user_id: owner, linked_at: at }).execute();
}
