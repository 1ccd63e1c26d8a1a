/** Clients as administrators and owners list, read and change them. Whoever caches clients forgets them after the commit. */

import type { Client } from '@grantor/engine';
import { type Epoch, type Instant, secondOf } from '@grantor/protocol';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { Schema } from '../database/schema.ts';
import { type Behind, type Counted, countUpTo, type Listed, prefixPattern, type Range } from './listing.ts';
import { clientColumns, type PendingChange, type StoredClient, storedClientFrom } from './rows/client.ts';

/** A client with the name of whom it belongs to. */
export type ListedClient = StoredClient & { readonly ownerName: string | null };

export type ClientSelection = {
  /** `change`: approved, and its owner wants something else of it. */
  readonly status?: 'active' | 'pending' | 'inactive' | 'change' | undefined;
  readonly source?: string | undefined;
  readonly ownerId?: string | undefined;
  /** Anywhere in the name, or the beginning of the id; empty: all. */
  readonly search: string;
};

export type ClientOrder = { readonly by: 'name' | 'created' | 'used'; readonly direction: 'asc' | 'desc' };

const orderColumns = {
  name: sql`lower(client.name)`,
  created: sql`client.created_at`,
  used: sql`coalesce(client.seen_at, client.used_at, 0)`,
};

/** Newest first unless it is sorted otherwise. */
export async function listClients(
  { kysely }: Pick<Database, 'kysely'>,
  selection: ClientSelection,
  { limit, offset, order }: Range & { readonly order: ClientOrder | null },
): Promise<Listed<ListedClient>> {
  const { by, direction } = order ?? { by: 'created', direction: 'desc' };
  const [rows, total] = await Promise.all([
    selected(kysely, selection)
      .leftJoin('user_account', 'user_account.id', 'client.owner_id')
      .selectAll('client')
      .select('user_account.username as owner_name')
      .orderBy(orderColumns[by], direction)
      .orderBy('client.id', direction)
      .limit(limit)
      .offset(offset)
      .execute(),
    countUpTo(kysely, selected(kysely, selection).select('client.id')),
  ]);
  return { rows: rows.map((row) => ({ ...storedClientFrom(row), ownerName: row.owner_name })), total };
}

/** The same by id, from one on, without counting. */
export async function readClients(
  { kysely }: Pick<Database, 'kysely'>,
  selection: ClientSelection,
  { limit, after }: Behind,
): Promise<readonly ListedClient[]> {
  const chosen = selected(kysely, selection);
  const rest = after === undefined ? chosen : chosen.where('client.id', '>', after);
  const rows = await rest
    .leftJoin('user_account', 'user_account.id', 'client.owner_id')
    .selectAll('client')
    .select('user_account.username as owner_name')
    .orderBy('client.id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...storedClientFrom(row), ownerName: row.owner_name }));
}

function selected(kysely: Kysely<Schema>, { status, source, ownerId, search }: ClientSelection) {
  let clients = kysely.selectFrom('client');
  if (status === 'change') clients = clients.where('client.pending_change', 'is not', null);
  else if (status !== undefined) clients = clients.where('client.status', '=', status);
  if (source !== undefined) clients = clients.where('client.source', '=', source);
  if (ownerId !== undefined) clients = clients.where('client.owner_id', '=', ownerId);
  if (search !== '') {
    const id = prefixPattern(search);
    const name = `%${prefixPattern(search.toLowerCase())}`;
    clients = clients.where(
      sql<boolean>`(lower(client.name) like ${name} escape '\\' or client.id like ${id} escape '\\')`,
    );
  }
  return clients;
}

export type ClientCounts = Readonly<Record<'all' | 'active' | 'pending' | 'inactive' | 'change', Counted>>;

/** How many there are of each status. */
export async function countClients({ kysely }: Pick<Database, 'kysely'>): Promise<ClientCounts> {
  const count = (status?: ClientSelection['status']) =>
    countUpTo(kysely, selected(kysely, { status, search: '' }).select('client.id'));
  const [all, active, pending, inactive, change] = await Promise.all([
    count(),
    ...(['active', 'pending', 'inactive', 'change'] as const).map(count),
  ]);
  const none = { count: 0, exact: true };
  return {
    all,
    active: active ?? none,
    pending: pending ?? none,
    inactive: inactive ?? none,
    change: change ?? none,
  };
}

/** What would end with the client: what people allowed it, and the families of tokens that live. */
export type ClientAccess = { readonly authorizations: Counted; readonly sessions: Counted };

export async function countClientAccess(
  kysely: Kysely<Schema>,
  id: string,
  now: Epoch,
): Promise<ClientAccess> {
  const consents = kysely.selectFrom('consent').select('user_id').where('client_id', '=', id);
  const families = kysely
    .selectFrom('family')
    .select('id')
    .where('client_id', '=', id)
    .where('revoked_at_ms', 'is', null)
    .where('expires_at', '>', now);
  const [authorizations, sessions] = await Promise.all([
    countUpTo(kysely, consents),
    countUpTo(kysely, families),
  ]);
  return { authorizations, sessions };
}

export async function findListedClient(kysely: Kysely<Schema>, id: string): Promise<ListedClient | null> {
  const row = await kysely
    .selectFrom('client')
    .leftJoin('user_account', 'user_account.id', 'client.owner_id')
    .selectAll('client')
    .select('user_account.username as owner_name')
    .where('client.id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : { ...storedClientFrom(row), ownerName: row.owner_name };
}

/** Every id of more characters: what a path names by a digest is looked for among them. */
export async function listLongIds(
  { kysely }: Pick<Database, 'kysely'>,
  longer: number,
): Promise<readonly string[]> {
  const rows = await kysely.selectFrom('client').select('id').where(sql`length(id)`, '>', longer).execute();
  return rows.map(({ id }) => id);
}

/** What it is called; null: there is none of this id. */
export async function clientName(kysely: Kysely<Schema>, id: string): Promise<string | null> {
  const row = await kysely.selectFrom('client').select('name').where('id', '=', id).executeTakeFirst();
  return row?.name ?? null;
}

/**
 * The client as it is now, which nobody else changes until the transaction ends: the read is a write of its row
 * (product.md G-4). Null when there is none.
 */
export async function holdClient(tx: Kysely<Schema>, id: string): Promise<StoredClient | null> {
  const row = await tx
    .updateTable('client')
    .set((eb) => ({ version: eb.ref('version') }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? null : storedClientFrom(row);
}

/** The same for the number of clients somebody has: while it is held, they get no further one. */
export async function holdOwner(tx: Kysely<Schema>, ownerId: string): Promise<void> {
  await tx
    .updateTable('user_account')
    .set((eb) => ({ version: eb.ref('version') }))
    .where('id', '=', ownerId)
    .execute();
}

export async function countPendingOf(tx: Kysely<Schema>, ownerId: string): Promise<number> {
  const { found } = await tx
    .selectFrom('client')
    .select(({ fn }) => fn.countAll<number>().as('found'))
    .where('owner_id', '=', ownerId)
    .where('status', '=', 'pending')
    .executeTakeFirstOrThrow();
  return Number(found);
}

export type ClientOrigin = { readonly ownerId: string | null; readonly createdBy: string };

/** False: a client of this id is there already. */
export async function insertClient(
  tx: Kysely<Schema>,
  client: Client,
  { ownerId, createdBy, at }: ClientOrigin & { readonly at: Epoch },
): Promise<boolean> {
  const inserted = await tx
    .insertInto('client')
    .values({
      ...clientColumns(client),
      owner_id: ownerId,
      created_by: createdBy,
      created_at: at,
      updated_at: at,
      version: 1,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
}

/** Of a client that is held. */
export async function rewriteClient(
  tx: Kysely<Schema>,
  client: Client,
  { at, pendingChange }: { readonly at: Epoch; readonly pendingChange: PendingChange | null },
): Promise<void> {
  const { id, ...columns } = clientColumns(client);
  await tx
    .updateTable('client')
    .set((eb) => ({
      ...columns,
      pending_change: pendingChange === null ? null : JSON.stringify(pendingChange),
      updated_at: at,
      version: eb('version', '+', 1),
    }))
    .where('id', '=', id)
    .execute();
}

/** A client of its own no more: nobody manages it by a registration token (clients.md §3). */
export async function dropRegistration(tx: Kysely<Schema>, id: string): Promise<void> {
  const columns = {
    registration_hash: null,
    earlier_registration_hash: null,
    earlier_registration_until: null,
  };
  await tx.updateTable('client').set(columns).where('id', '=', id).execute();
}

/**
 * Ends what was issued to the client or could still be, and what people allowed it (product.md C-4), or one of them.
 * Codes before families: a redemption that was faster has committed its family before the families are ended.
 */
export async function endClientAccess(
  tx: Kysely<Schema>,
  { id, userId }: { readonly id: string; readonly userId?: string },
  at: Instant,
): Promise<void> {
  const now = secondOf(at);
  const ofThese = sql<boolean>`client_id = ${id} and ${userId === undefined ? sql`1 = 1` : sql`user_id = ${userId}`}`;
  await tx
    .deleteFrom('authorization_code')
    .where('redeemed_at_ms', 'is', null)
    .where('expires_at', '>', now)
    .where(ofThese)
    .execute();
  await tx.deleteFrom('device_code').where('expires_at', '>', now).where(ofThese).execute();
  await tx
    .updateTable('family')
    .set({ revoked_at_ms: at, revocation_reason: 'admin' })
    .where(ofThese)
    .where('revoked_at_ms', 'is', null)
    .execute();
  await tx.deleteFrom('consent').where(ofThese).execute();
  await tx.deleteFrom('managed_grant').where(ofThese).execute();
}

export async function removeClient(tx: Kysely<Schema>, id: string): Promise<void> {
  await tx.deleteFrom('client').where('id', '=', id).execute();
}

/** The copy of the document that the client came from. */
export async function removeDocument(tx: Kysely<Schema>, id: string): Promise<void> {
  await tx.deleteFrom('client_document').where('url', '=', id).execute();
}
