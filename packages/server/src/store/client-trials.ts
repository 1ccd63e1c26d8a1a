/** Clients that an administrator tries: that it is on, and the requests that are on their way through a browser. */

import type { Client } from '@grantor/engine';
import type { ClientId, Epoch, Hash } from '@grantor/protocol';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';

/** Of a client that is held; null: off. Leaves the version alone: what the client is set to stays. */
export async function setTrial(tx: Kysely<Schema>, id: ClientId, trial: Client['trial']): Promise<void> {
  await tx
    .updateTable('client')
    .set({ trial: trial === null ? null : JSON.stringify(trial) })
    .where('id', '=', id)
    .execute();
  if (trial === null) await tx.deleteFrom('client_trial').where('client_id', '=', id).execute();
}

export type WaitingTrial = {
  /** SHA-256 of `state`. */
  readonly hash: Hash;
  readonly clientId: string;
  /** Who began it: nobody else ends it. */
  readonly userId: string;
};

/** Waits for the answer, in place of what the person waited for before with this client: they have one at most. */
export async function storeTrial(
  db: Kysely<Schema>,
  { hash, clientId, userId }: WaitingTrial,
  expiresAt: Epoch,
): Promise<void> {
  await db
    .insertInto('client_trial')
    .values({ hash, client_id: clientId, user_id: userId, expires_at: expiresAt })
    .onConflict((conflict) =>
      conflict.columns(['client_id', 'user_id']).doUpdateSet({ hash, expires_at: expiresAt }),
    )
    .execute();
}

/** Uses it up: of several who come with it one gets it. False: unknown, used, over, or somebody else's. */
export async function takeTrial(
  db: Kysely<Schema>,
  { hash, clientId, userId }: WaitingTrial,
  now: Epoch,
): Promise<boolean> {
  const row = await db
    .deleteFrom('client_trial')
    .where('hash', '=', hash)
    .where('client_id', '=', clientId)
    .where('user_id', '=', userId)
    .where('expires_at', '>', now)
    .returning('hash')
    .executeTakeFirst();
  return row !== undefined;
}
