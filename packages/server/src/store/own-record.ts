/** The change of what somebody says of themselves, or another system of them, with its guards in the statement that makes it (product.md G-4, A-8). */

import type { ClaimValues } from '@grantor/engine';
import { type Epoch, type Instant, secondOf, type UserId } from '@grantor/protocol';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { releasableClaims } from '../people/claims.ts';
import { foldName } from '../people/names.ts';
import { isFreeFor } from './free-address.ts';
import { findUser, foldedFullName } from './users.ts';

export type OwnRecordEdit = {
  readonly id: UserId;
  readonly username: string;
  /** Of the record that was edited. */
  readonly version: number;
  readonly email: string | null;
  readonly emailVerifiedAt: Epoch | null;
  readonly claims: ClaimValues;
  readonly at: Instant;
};

export type RecordEdit = Omit<OwnRecordEdit, 'username'>;

/** Of the record that was edited, and to an address that nobody else has; never role, status or password. */
export function recordUpdate(tx: Kysely<Schema>, edit: RecordEdit) {
  const folded = edit.email === null ? null : foldName(edit.email);
  const at = secondOf(edit.at);
  return tx
    .updateTable('user_account')
    .set((column) => ({
      email: edit.email,
      email_folded: folded,
      email_verified_at: edit.emailVerifiedAt,
      name_folded: foldedFullName(edit.claims),
      claims: JSON.stringify(releasableClaims(edit, at)),
      updated_at: at,
      version: column('version', '+', 1),
    }))
    .where('id', '=', edit.id)
    .where('version', '=', edit.version)
    .where(isFreeFor(edit.id, folded));
}

/** Only what this server keeps, of somebody who is enabled. */
export async function editOwnRecord(
  tx: Kysely<Schema>,
  edit: OwnRecordEdit,
): Promise<'edited' | 'stale' | 'email_taken' | 'gone'> {
  const updated = await recordUpdate(tx, edit)
    .where('auth_source', '=', 'local')
    .where('disabled_at_ms', 'is', null)
    .returning('id')
    .executeTakeFirst();
  if (updated !== undefined) return 'edited';
  const found = (await findUser(tx, edit.id))?.user;
  if (found === undefined || found.disabledAt !== null) return 'gone';
  return found.version === edit.version ? 'email_taken' : 'stale';
}
