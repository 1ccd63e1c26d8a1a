/** Registered clients: rows ↔ model, and the writes administration makes. */

import { type Client, type ClientSecret, type ClientSettings, unsetClient } from '@grantor/engine';
import { clientId, epoch, instant } from '@grantor/protocol';
import type { Kysely } from 'kysely';
import type { ClientTable, Schema } from '../../database/schema.ts';
import { asCalled } from '../../outbound/receiver-shares.ts';

/** A client as stored, with what only administration needs. */
export type StoredClient = {
  readonly client: Client;
  /** Null: nobody's in particular. */
  readonly ownerId: string | null;
  /** The user name of whoever made it; null: the file, or the client itself. */
  readonly createdBy: string | null;
  readonly pendingChange: PendingChange | null;
  /** To the hour; null: never. */
  readonly usedAt: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly version: number;
};

/** What the owner of an approved client wants it to be, until somebody decides (product.md O-2). */
export type PendingChange = {
  readonly name: string;
  readonly settings: ClientSettings;
  readonly submittedAt: number;
  readonly submittedBy: string;
};

export const clientFrom = (row: ClientTable): Client => ({
  ...unsetClient,
  ...(JSON.parse(row.settings) as Partial<ClientSettings>),
  id: clientId(row.id),
  name: row.name,
  source: row.source as Client['source'],
  status: row.status as Client['status'],
  secrets: JSON.parse(row.secrets) as readonly ClientSecret[],
  tokensValidFrom: row.tokens_valid_from_ms === null ? null : instant(row.tokens_valid_from_ms),
  trial: row.trial === null ? null : (JSON.parse(row.trial) as Client['trial']),
  lastUsedAt: row.used_at === null ? null : epoch(row.used_at),
});

type ClientColumns = Omit<
  ClientTable,
  | 'created_at'
  | 'updated_at'
  | 'version'
  | 'registration_hash'
  | 'earlier_registration_hash'
  | 'earlier_registration_until'
  | 'owner_id'
  | 'created_by'
  | 'pending_change'
  | 'seen_at'
  | 'trial'
>;

export function clientColumns(client: Client): ClientColumns {
  const { id, name, source, status, secrets, tokensValidFrom, lastUsedAt } = client;
  return {
    id,
    name,
    source,
    status,
    settings: JSON.stringify(settingsSet(client)),
    secrets: JSON.stringify(secrets),
    backchannel_logout_uri:
      client.backchannelLogoutUri === null ? null : asCalled(client.backchannelLogoutUri),
    tokens_valid_from_ms: tokensValidFrom,
    lapses_at: client.federation?.endsAt ?? null,
    used_at: lastUsedAt,
  };
}

/** Creates the client or replaces all of it; whoever caches clients must forget it after the commit. */
export async function upsertClient(kysely: Kysely<Schema>, client: Client, now: number): Promise<void> {
  const columns = clientColumns(client);
  await kysely
    .insertInto('client')
    .values({ ...columns, created_at: now, updated_at: now, version: 1 })
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet((eb) => ({ ...columns, updated_at: now, version: eb('client.version', '+', 1) })),
    )
    .execute();
}

/** Null when there is none. */
export async function readClient(kysely: Kysely<Schema>, id: string): Promise<StoredClient | null> {
  const row = await kysely.selectFrom('client').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : storedClientFrom(row);
}

export const storedClientFrom = (row: ClientTable): StoredClient => ({
  client: clientFrom(row),
  ownerId: row.owner_id,
  createdBy: row.created_by,
  pendingChange: row.pending_change === null ? null : (JSON.parse(row.pending_change) as PendingChange),
  usedAt: row.seen_at ?? row.used_at,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  version: row.version,
});

const settingNames = Object.keys(unsetClient) as (keyof ClientSettings)[];

/** What a client is set to, without who it is and what is kept of it. */
export const settingsOf = (client: Client): ClientSettings =>
  Object.fromEntries(settingNames.map((name) => [name, client[name]])) as ClientSettings;

/**
 * The settings that somebody set: of some ninety a client has a dozen. Whoever changes a member of `unsetClient` changes
 * it for every client that has it from there, as for those stored before the setting existed.
 */
function settingsSet(client: Client): Partial<ClientSettings> {
  const set: Record<string, unknown> = {};
  for (const name of settingNames) {
    if (!isAsUnset(client[name], unsetClient[name])) set[name] = client[name];
  }
  return set;
}

const isAsUnset = (value: unknown, unset: unknown): boolean =>
  value === unset || (isEmpty(value) && isEmpty(unset));

const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;
