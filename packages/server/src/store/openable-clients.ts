/** Applications that people can open by a link: what administrators put up for everybody. Never writes. */

import type { Client } from '@grantor/engine';
import type { Database } from '../database/database.ts';
import { clientFrom } from './rows/client.ts';

/** Active ones that no stranger registered and that have an address of their own, by name (product.md §12.2 /account). */
export async function listOpenableClients(
  { kysely }: Pick<Database, 'kysely'>,
  limit: number,
): Promise<readonly Client[]> {
  const rows = await kysely
    .selectFrom('client')
    .selectAll()
    .where('status', '=', 'active')
    .where('source', 'in', ['administrator', 'app'])
    .where((client) =>
      client.or([
        client('settings', 'like', '%"initiateLoginUri":"%'),
        client('settings', 'like', '%"clientUri":"%'),
      ]),
    )
    .orderBy('name')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(clientFrom);
}
