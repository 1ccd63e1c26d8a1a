import type { SessionClient, Store } from '@grantor/engine';
import { clientId } from '@grantor/protocol';
import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import { prepareQuery } from '../database/statement.ts';
import { first } from './rows/first.ts';

/** Who received tokens in a browser session (protocol.md SE-4). */
export function sessionReads(database: Database): Pick<Store, 'findSessionClient' | 'listFramedClients'> {
  const sessionClient = prepareQuery<{ session: string; client: string }, SessionClientColumns>(
    database,
    (kysely, { session, client }) =>
      kysely
        .selectFrom('session_client')
        .select(['client_id', 'sid'])
        .where('session_hash', '=', session)
        .where('client_id', '=', client),
  );
  const framed = prepareQuery<{ session: string; most: number }, SessionClientColumns>(
    database,
    (kysely, { session, most }) =>
      kysely
        .selectFrom('session_client')
        .innerJoin('client', 'client.id', 'session_client.client_id')
        .select(['session_client.client_id', 'session_client.sid'])
        .where('session_client.session_hash', '=', session)
        .where('client.settings', 'like', sql.lit('%"frontchannelLogoutUri":"%'))
        .orderBy(sql`case when client.source in ('dynamic', 'document', 'federation') then 1 else 0 end`)
        .orderBy('session_client.client_id')
        .limit(sql<number>`${most}`),
  );
  return {
    findSessionClient: async (session, client) =>
      first(await sessionClient({ session, client }), sessionClientFrom),
    listFramedClients: async (session, most) => (await framed({ session, most })).map(sessionClientFrom),
  };
}

type SessionClientColumns = { client_id: string; sid: string };

const sessionClientFrom = (row: SessionClientColumns): SessionClient => ({
  clientId: clientId(row.client_id),
  sid: row.sid,
});
