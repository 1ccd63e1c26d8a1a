/** Requests that wait for somebody's decision: of devices, and of clients that name the person. */

import type { Store } from '@grantor/engine';
import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { DeviceCodeTable } from '../database/schema.ts';
import { prepareQuery } from '../database/statement.ts';
import { deviceCodeFrom } from './rows/device-code.ts';
import { first } from './rows/first.ts';

type Reads = Pick<Store, 'findDeviceCodeForEntry' | 'findDecidedDeviceCode' | 'listBackchannelRequests'>;

/** So many wait on one page. */
const shownRequests = 50;

export function deviceReads(database: Database): Reads {
  const pending = prepareQuery<{ hash: string; now: number }, DeviceCodeTable>(
    database,
    (kysely, { hash, now }) =>
      kysely
        .selectFrom('device_code')
        .selectAll()
        .where('user_code_hash', '=', hash)
        .where('state', '=', sql.lit('pending'))
        .where('expires_at', '>', now),
  );
  const asked = prepareQuery<{ user: string; now: number }, DeviceCodeTable>(
    database,
    (kysely, { user, now }) =>
      kysely
        .selectFrom('device_code')
        .selectAll()
        .where('asked_user_id', '=', user)
        .where('state', '=', sql.lit('pending'))
        .where('expires_at', '>', now)
        .orderBy('issued_at_ms', 'desc')
        .limit(sql.lit(shownRequests)),
  );
  const decided = prepareQuery<{ hash: string }, DeviceCodeTable>(database, (kysely, { hash }) =>
    kysely
      .selectFrom('device_code')
      .selectAll()
      .where('user_code_hash', '=', hash)
      .where('decided_at_ms', 'is not', null),
  );
  return {
    findDeviceCodeForEntry: async (hash, now) => first(await pending({ hash, now }), deviceCodeFrom),
    listBackchannelRequests: async (user, now) => (await asked({ user, now })).map(deviceCodeFrom),
    findDecidedDeviceCode: async (hash) => first(await decided({ hash }), deviceCodeFrom),
  };
}
