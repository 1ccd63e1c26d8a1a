/** What clients manage of a person's grants, read for the pages that list it. Never writes. */

import type { ManagedGrant } from '@grantor/engine';
import type { Epoch, UserId } from '@grantor/protocol';
import type { Database } from '../database/database.ts';
import { mostOfClient, type OfClients, placeBy } from './allowed-clients.ts';
import { managedGrantFrom } from './rows/managed-grant.ts';

/** Those that have neither ended nor expired, of each of the clients the newest hundred. */
export async function listManagedGrants(
  { kysely }: Database,
  owner: UserId,
  { now, clients }: OfClients,
): Promise<readonly ManagedGrant[]> {
  const live = kysely
    .selectFrom('managed_grant')
    .select(['id', placeBy('updated_at_ms')])
    .where('user_id', '=', owner)
    .where('client_id', 'in', ['', ...clients])
    .where('expires_at', '>', now);
  const rows = await kysely
    .selectFrom('managed_grant')
    .selectAll()
    .where('id', 'in', kysely.selectFrom(live.as('live')).select('id').where('place', '<=', mostOfClient))
    .execute();
  return rows.map(managedGrantFrom);
}

/** The first of the person's grants that is meant; read some at a time. null: there is none. */
export async function findOwnGrant(
  { kysely }: Database,
  { owner, now }: { readonly owner: UserId; readonly now: Epoch },
  isMeant: (grant: ManagedGrant) => boolean,
): Promise<ManagedGrant | null> {
  let after = '';
  for (;;) {
    const rows = await kysely
      .selectFrom('managed_grant')
      .selectAll()
      .where('user_id', '=', owner)
      .where('expires_at', '>', now)
      .where('id', '>', after)
      .orderBy('id')
      .limit(mostOfClient)
      .execute();
    const found = rows.map(managedGrantFrom).find(isMeant);
    if (found !== undefined) return found;
    if (rows.length < mostOfClient) return null;
    after = rows.at(-1)?.id ?? '';
  }
}
