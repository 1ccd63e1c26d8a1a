/** The poll of a device: read and, if it is polite, noted in the same statement (protocol.md §8.4). */

import type { DevicePoll, Store } from '@grantor/engine';
import { type Hash, type Instant, secondOf } from '@grantor/protocol';
import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { DeviceCodeTable } from '../database/schema.ts';
import { guarded, prepareQuery, prepareWrite } from '../database/statement.ts';
import { type AccountColumns, accountColumns, accountFrom } from './rows/account.ts';
import { deviceCodeFrom } from './rows/device-code.ts';

/** Device codes whose last polite poll this process remembers. */
const REMEMBERED = 10_000;

export function createDevicePoll(database: Database): Store['pollDeviceCode'] {
  const notePolite = prepareWrite<{ hash: string; client: string; at: number; latest: number; now: number }>(
    database,
    (kysely, { hash, client, at, latest, now }) =>
      kysely
        .updateTable('device_code')
        .set({ last_polled_at_ms: at })
        .where('hash', '=', hash)
        .where('client_id', '=', client)
        .where('state', '=', sql.lit('pending'))
        .where('expires_at', '>', now)
        .where((eb) => eb.or([eb('last_polled_at_ms', 'is', null), eb('last_polled_at_ms', '<=', latest)]))
        .returningAll(),
  );
  const read = prepareQuery<{ hash: string; client: string }, DeviceCodeTable & AccountColumns>(
    database,
    (kysely, { hash, client }) =>
      kysely
        .selectFrom('device_code')
        .leftJoin('user_account', 'user_account.id', 'device_code.user_id')
        .selectAll('device_code')
        .select(accountColumns)
        .where('hash', '=', hash)
        .where('client_id', '=', client),
  );
  // A poll that is early by what this process has itself noted cannot be polite: it only reads.
  const noted = new Map<Hash, Instant>();

  async function note({ hash, clientId, at, spacing }: DevicePoll): Promise<DeviceCodeTable | null> {
    const before = noted.get(hash);
    if (before !== undefined && at - before < spacing) return null;
    const write = notePolite({ hash, client: clientId, at, latest: at - spacing, now: secondOf(at) });
    const outcome = await database.connection.commit([guarded(write)]);
    if (outcome.kind === 'conflict') return null;
    noted.delete(hash);
    noted.set(hash, at);
    if (noted.size > REMEMBERED) {
      for (const oldest of noted.keys()) {
        noted.delete(oldest);
        break;
      }
    }
    return outcome.rows[0] as unknown as DeviceCodeTable;
  }

  return async (poll) => {
    const pending = await note(poll);
    if (pending !== null) return { deviceCode: deviceCodeFrom(pending), account: null, polite: true };
    const [row] = await read({ hash: poll.hash, client: poll.clientId });
    return row === undefined
      ? null
      : { deviceCode: deviceCodeFrom(row), account: accountFrom(row), polite: false };
  };
}
