/**
 * What people allowed before they were sent to a provider, once they are back (clients.md §10): of one flow, one
 * browser and who came back, until the flow is over.
 */

import { type Epoch, type Hash, type UserId, userId } from '@grantor/protocol';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';

export type EarlierApproval = {
  /** SHA-256 of the flow's id. */
  readonly flow: Hash;
  readonly browser: Hash;
  readonly userId: UserId;
  readonly provider: string;
  /** Digest of the page that they allowed it on. */
  readonly shown: string;
  readonly expiresAt: Epoch;
};

/** Of several for one flow the last one holds. */
export async function storeApproval(db: Kysely<Schema>, approval: EarlierApproval): Promise<void> {
  const { flow, browser, userId: user_id, provider, shown, expiresAt: expires_at } = approval;
  const columns = { browser, user_id, provider, shown, expires_at };
  await db
    .insertInto('earlier_approval')
    .values({ flow, ...columns })
    .onConflict((conflict) => conflict.column('flow').doUpdateSet(columns))
    .execute();
}

type Presented = Pick<EarlierApproval, 'flow' | 'browser' | 'userId'> & { readonly now: Epoch };

/** Of another browser, or of somebody else: none. */
export async function findApproval(
  db: Kysely<Schema>,
  { flow, browser, userId: user, now }: Presented,
): Promise<EarlierApproval | null> {
  const row = await db
    .selectFrom('earlier_approval')
    .selectAll()
    .where('flow', '=', flow)
    .where('browser', '=', browser)
    .where('user_id', '=', user)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { provider, shown, expires_at } = row;
  return { flow, browser, userId: userId(row.user_id), provider, shown, expiresAt: expires_at as Epoch };
}

/** It was about another page than there would be now. */
export async function dropApproval(db: Kysely<Schema>, flow: Hash): Promise<void> {
  await db.deleteFrom('earlier_approval').where('flow', '=', flow).execute();
}
