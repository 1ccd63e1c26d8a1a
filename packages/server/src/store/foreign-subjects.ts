/** Whom subjects of other issuers are here (advanced.md JWB-3). */

import { type Epoch, epoch, type Instant, sha256, type UserId, userId } from '@grantor/protocol';
import type { Kysely, Selectable } from 'kysely';
import type { ForeignSubjectTable, Schema } from '../database/schema.ts';
import { takeTurn } from './lease.ts';

export type ForeignName = { readonly issuer: string; readonly subject: string };

export type ForeignLink = ForeignName & {
  /** Names it in paths. */
  readonly id: string;
  readonly owner: UserId;
  readonly linkedAt: Epoch;
};

/** New links take turns, on every machine: of two first assertions about one person one makes them. */
export const lockForeignSubjects = (tx: Kysely<Schema>): Promise<void> => takeTurn(tx, 'foreign_subject');

/** `ended`: it was taken away, and is nobody until an administrator says whom it is. */
export type Known = { readonly kind: 'linked'; readonly owner: UserId } | { readonly kind: 'ended' };

export async function findForeignSubject(
  db: Kysely<Schema>,
  { issuer, subject }: ForeignName,
): Promise<Known | null> {
  const row = await db
    .selectFrom('foreign_subject')
    .select(['user_id', 'ended_at'])
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .executeTakeFirst();
  if (row === undefined) return null;
  return row.ended_at === null ? { kind: 'linked', owner: userId(row.user_id) } : { kind: 'ended' };
}

/** Those that stand, the oldest first. */
export async function listForeignLinks(db: Kysely<Schema>, owner: UserId): Promise<readonly ForeignLink[]> {
  const rows = await db
    .selectFrom('foreign_subject')
    .selectAll()
    .where('user_id', '=', owner)
    .where('ended_at', 'is', null)
    .orderBy('linked_at')
    .orderBy('issuer')
    .orderBy('subject')
    .execute();
  return rows.map(linkOf);
}

const linkOf = ({ issuer, subject, ...row }: Selectable<ForeignSubjectTable>): ForeignLink => ({
  ...{ issuer, subject, id: sha256(JSON.stringify([issuer, subject])) },
  owner: userId(row.user_id),
  linkedAt: epoch(row.linked_at),
});

/** Also in the place of one that was taken away. False: it is somebody's. */
export async function linkForeignSubject(
  tx: Kysely<Schema>,
  { issuer, subject }: ForeignName,
  { owner, at }: { readonly owner: UserId; readonly at: Epoch },
): Promise<boolean> {
  const link = { user_id: owner, linked_at: at, ended_at: null };
  const linked = await tx
    .insertInto('foreign_subject')
    .values({ issuer, subject, ...link })
    .onConflict((conflict) =>
      conflict
        .columns(['issuer', 'subject'])
        .doUpdateSet(link)
        .where('foreign_subject.ended_at', 'is not', null),
    )
    .returning('issuer')
    .executeTakeFirst();
  return linked !== undefined;
}

type Ending = { readonly at: Instant; readonly reason: 'user' | 'admin' };

/**
 * Takes the link away, with every token that another issuer's word gave for the person. It is remembered, so that the next
 * assertion does not make it again. False: it was not there; of any number at once one takes it away.
 */
export async function endForeignLink(
  tx: Kysely<Schema>,
  { issuer, subject, owner }: ForeignLink,
  { at, reason }: Ending,
): Promise<boolean> {
  const ended = await tx
    .updateTable('foreign_subject')
    .set({ ended_at: Math.floor(at / 1000) })
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .where('user_id', '=', owner)
    .where('ended_at', 'is', null)
    .returning('issuer')
    .executeTakeFirst();
  if (ended === undefined) return false;
  await tx
    .updateTable('family')
    .set({ revoked_at_ms: at, revocation_reason: reason })
    .where('user_id', '=', owner)
    .where('origin', 'in', ['assertion', 'token_exchange'])
    .where('revoked_at_ms', 'is', null)
    .execute();
  return true;
}
