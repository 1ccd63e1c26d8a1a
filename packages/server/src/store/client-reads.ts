import type { Store } from '@grantor/engine';
import { epoch } from '@grantor/protocol';
import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { ClientTable } from '../database/schema.ts';
import { prepareQuery } from '../database/statement.ts';
import { registrationFrom } from './rows/registration.ts';

/** What is read of clients each time anew: who may manage them, and whether they are still used. */
export function clientReads(database: Database): Pick<Store, 'findRegistration' | 'findClientUse'> {
  const registration = prepareQuery<{ id: string }, ClientTable>(database, (kysely, { id }) =>
    kysely.selectFrom('client').selectAll().where('id', '=', id),
  );
  const use = prepareQuery<{ id: string; now: number }, { used_at: number | null; live: number }>(
    database,
    (kysely, { id, now }) =>
      kysely
        .selectFrom('client')
        .select([
          'used_at',
          sql<number>`case when ${hasLiveFamily(sql`${now}`)} then 1 else 0 end`.as('live'),
        ])
        .where('id', '=', id),
  );
  return {
    async findRegistration(id) {
      const [row] = await registration({ id });
      return row === undefined ? null : registrationFrom(row);
    },
    async findClientUse(id, now) {
      const [row] = await use({ id, now });
      if (row === undefined) return null;
      return { lastUsedAt: row.used_at === null ? null : epoch(row.used_at), hasLiveFamily: row.live === 1 };
    },
  };
}

/** Of the client in the same query: whether any family of it may still be used (clients.md §4). */
export const hasLiveFamily = (now: RawBuilder<unknown>): RawBuilder<boolean> =>
  sql<boolean>`exists (select 1 from family where family.client_id = client.id
    and family.expires_at > ${now} and family.revoked_at_ms is null)`;
