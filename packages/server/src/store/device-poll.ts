/** The poll of a device: read and, if it is polite, noted in the same statement (protocol.md §8.4). */

import type { DevicePoll, Store } from '@grantor/engine';
import { type Hash, type Instant, secondOf } from '@grantor/protocol';
import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { DeviceCodeTable } from '../database/schema.ts';
import { guarded, prepareQuery, prepareWrite } from '../database/statement.ts';
import { currentReading, type NotedColumns, type Noting, noted, notedColumns } from './reading.ts';
import { type AccountColumns, accountColumns, accountFrom } from './rows/account.ts';
import { deviceCodeFrom } from './rows/device-code.ts';

type PoliteValues = {
  hash: string;
  client: string;
  at: number;
  latest: number;
  now: number;
  used: string;
};

type PolledRow = DeviceCodeTable & NotedColumns;

/** Device codes whose last polite poll this process remembers. */
const REMEMBERED = 10_000;

export function createDevicePoll(database: Database, noting: Noting = null): Store['pollDeviceCode'] {
  const notePolite = prepareWrite<PoliteValues>(database, (kysely, { hash, client, at, latest, now, used }) =>
    kysely
      .updateTable('device_code')
      .set({ last_polled_at_ms: at })
      .where('hash', '=', hash)
      .where('client_id', '=', client)
      .where('state', '=', sql.lit('pending'))
      .where('expires_at', '>', now)
      .where((eb) => eb.or([eb('last_polled_at_ms', 'is', null), eb('last_polled_at_ms', '<=', latest)]))
      .returningAll()
      .returning(notedColumns(noting, used)),
  );
  const read = prepareQuery<
    { hash: string; client: string; used: string },
    DeviceCodeTable & AccountColumns & NotedColumns
  >(database, (kysely, { hash, client, used }) =>
    kysely
      .selectFrom('device_code')
      .leftJoin('user_account', 'user_account.id', 'device_code.user_id')
      .selectAll('device_code')
      .select([...accountColumns, ...notedColumns(noting, used)])
      .where('hash', '=', hash)
      .where('client_id', '=', client),
  );
  // A poll that is early by what this process has itself noted cannot be polite: it only reads.
  const polled = new Map<Hash, Instant>();

  async function note({ hash, clientId, at, spacing }: DevicePoll): Promise<DeviceCodeTable | null> {
    const before = polled.get(hash);
    if (before !== undefined && at - before < spacing) return null;
    const values = { hash, client: clientId, at, latest: at - spacing, now: secondOf(at) };
    const [row] = await noted(async (used): Promise<readonly PolledRow[]> => {
      const outcome = await database.connection.commit([guarded(notePolite({ ...values, used }))]);
      return outcome.kind === 'conflict' ? [] : (outcome.rows as unknown as readonly PolledRow[]);
    });
    if (row === undefined) return null;
    currentReading()?.notePoll(hash);
    polled.delete(hash);
    polled.set(hash, at);
    if (polled.size > REMEMBERED) {
      for (const oldest of polled.keys()) {
        polled.delete(oldest);
        break;
      }
    }
    return row;
  }

  return async (poll) => {
    const pending = await note(poll);
    if (pending !== null) return { deviceCode: deviceCodeFrom(pending), account: null, polite: true };
    const [row] = await noted((used) => read({ hash: poll.hash, client: poll.clientId, used }));
    // Of a request that was begun again it is the same poll
    const polite = currentReading()?.hasPolled(poll.hash) === true;
    return row === undefined ? null : { deviceCode: deviceCodeFrom(row), account: accountFrom(row), polite };
  };
}
