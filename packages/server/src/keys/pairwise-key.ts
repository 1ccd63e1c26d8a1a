/** The names people have towards single sectors, and the key they come from (advanced.md PWS-1). */

import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import type { KeyRing } from '@grantor/engine';
import type { Epoch } from '@grantor/protocol';
import type { Database } from '../database/database.ts';
import type { Sealer } from './key-table.ts';

/** Under which the key is sealed. */
export const pairwiseLabel = (name: string): string => `pairwise_key:${name}`;

/** There is one, for ever: another key would make strangers of everybody. */
const name = 'subject';

type PairwiseWorld = { readonly database: Pick<Database, 'kysely'>; readonly sealer: Sealer };

/**
 * Opens the key, or makes it at the first start; of several first starts one makes it, and all use that one. Rejects
 * if it cannot be opened.
 */
export async function openPairwiseSubjects(
  { database: { kysely }, sealer }: PairwiseWorld,
  now: Epoch,
): Promise<KeyRing['pairwiseSubject']> {
  const stored = () =>
    kysely.selectFrom('pairwise_key').select('sealed_key').where('name', '=', name).executeTakeFirst();
  if ((await stored()) === undefined) {
    const sealed = sealer.seal(randomBytes(32).toString('base64url'), pairwiseLabel(name));
    await kysely
      .insertInto('pairwise_key')
      .values({ name, sealed_key: sealed, created_at: now })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute();
  }
  const row = await stored();
  if (row === undefined) throw new Error('the key of pairwise subjects is gone');
  const opened = sealer.open(row.sealed_key, pairwiseLabel(name));
  const key = createSecretKey(opened, 'base64url');
  // No host has a line end, so that sector and person never run into each other
  return (sector, user) => createHmac('sha256', key).update(`${sector}\n${user}`).digest('base64url');
}
