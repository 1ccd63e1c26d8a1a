/** Which clients a person allowed something, in pages, and how much is read of each. Never writes. */

import { type ClientId, clientId, type Epoch, type Instant, instant, type UserId } from '@grantor/protocol';
import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import { type Behind, type Counted, countUpTo, type Listed, type Range } from './listing.ts';

/** Of which clients, and when. */
export type OfClients = { readonly now: Epoch; readonly clients: readonly ClientId[] };

/**
 * How many families and grants of one client are read for a page: whoever is signed in makes more of them than one process
 * could put into words, with a client that needs no page any more (security.md L-8).
 */
export const mostOfClient = 100;

/** The place of a row among those of its client, the newest first. */
export const placeBy = (column: 'updated_at_ms' | 'started_at_ms' | 'issued_at_ms') =>
  sql<number>`row_number() over (partition by client_id order by ${sql.ref(column)} desc)`.as('place');

/** A client that the person allowed something, or that holds something of theirs, since when. */
export type AllowedClient = { readonly clientId: ClientId; readonly since: Instant };

/** The last approval of each counts; where none is remembered, what is newest of the rest. */
const allowedClients = ({ kysely }: Database, owner: UserId, now: Epoch) =>
  kysely.selectFrom(
    sql<{ client_id: string; since_ms: number }>`(
      select client_id, coalesce(max(given_ms), max(at_ms)) as since_ms from (
        select client_id, given_at_ms as given_ms, cast(null as bigint) as at_ms from consent
          where user_id = ${owner}
        union all select client_id, cast(null as bigint), started_at_ms from family
          where user_id = ${owner} and revoked_at_ms is null and expires_at > ${now}
        union all select client_id, cast(null as bigint), coalesce(decided_at_ms, issued_at_ms) from device_code
          where user_id = ${owner} and state = 'approved' and expires_at > ${now}
        union all select client_id, cast(null as bigint), updated_at_ms from managed_grant
          where user_id = ${owner} and expires_at > ${now}
      ) as parts group by client_id)`.as('allowed'),
  );

const allowedFrom = (row: { client_id: string; since_ms: number }): AllowedClient => ({
  clientId: clientId(row.client_id),
  since: instant(Number(row.since_ms)),
});

export const countAllowedClients = (
  database: Database,
  { owner, now }: { readonly owner: UserId; readonly now: Epoch },
): Promise<Counted> => countUpTo(database.kysely, allowedClients(database, owner, now).select('client_id'));

/** The newest first. */
export async function listAllowedClients(
  database: Database,
  { owner, now }: { readonly owner: UserId; readonly now: Epoch },
  { limit, offset }: Range,
): Promise<Listed<AllowedClient>> {
  const [rows, total] = await Promise.all([
    allowedClients(database, owner, now)
      .selectAll()
      .orderBy('since_ms', 'desc')
      .orderBy('client_id')
      .limit(limit)
      .offset(offset)
      .execute(),
    countAllowedClients(database, { owner, now }),
  ]);
  return { rows: rows.map(allowedFrom), total };
}

/** The same, from one on, without counting. */
export async function readAllowedClients(
  database: Database,
  { owner, now }: { readonly owner: UserId; readonly now: Epoch },
  { limit, after }: Behind<AllowedClient>,
): Promise<readonly AllowedClient[]> {
  const rows = await allowedClients(database, owner, now)
    .selectAll()
    .$if(after !== undefined, (query) =>
      query.where(
        sql<boolean>`(since_ms < ${after?.since ?? 0} or (since_ms = ${after?.since ?? 0} and client_id > ${after?.clientId ?? ''}))`,
      ),
    )
    .orderBy('since_ms', 'desc')
    .orderBy('client_id')
    .limit(limit)
    .execute();
  return rows.map(allowedFrom);
}
