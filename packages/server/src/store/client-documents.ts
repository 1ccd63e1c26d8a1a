/** Metadata documents of clients and blocked domains, as administrators list and change them (product.md C-5). */

import type { Epoch, Instant } from '@grantor/protocol';
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { Schema } from '../database/schema.ts';
import { type Behind, countUpTo, type Listed, prefixPattern, type Range } from './listing.ts';

export type ListedDocument = {
  readonly url: string;
  readonly name: string | null;
  readonly status: string | null;
  readonly origin: 'live' | 'shipped';
  /** In ms, as all. */
  readonly fetchedAt: number | null;
  readonly failedAt: number | null;
  readonly failure: string | null;
  readonly withdrawnAt: number | null;
};

/** By address; `search`: its beginning, with or without the scheme. */
export async function listDocuments(
  { kysely }: Pick<Database, 'kysely'>,
  search: string,
  { limit, offset }: Range,
): Promise<Listed<ListedDocument>> {
  const [rows, total] = await Promise.all([
    described(selectDocuments(kysely, search)).limit(limit).offset(offset).execute(),
    countUpTo(kysely, selectDocuments(kysely, search).select('client_document.url')),
  ]);
  return { rows: rows.map(listedDocument), total };
}

/** The same, from one on, without counting. */
export async function readDocuments(
  { kysely }: Pick<Database, 'kysely'>,
  search: string,
  { limit, after }: Behind,
): Promise<readonly ListedDocument[]> {
  const chosen = selectDocuments(kysely, search);
  const rest = after === undefined ? chosen : chosen.where('client_document.url', '>', after);
  return (await described(rest).limit(limit).execute()).map(listedDocument);
}

function selectDocuments(kysely: Kysely<Schema>, search: string) {
  const pattern = prefixPattern(search.startsWith('https://') ? search : `https://${search}`);
  const all = kysely.selectFrom('client_document');
  return search === '' ? all : all.where(sql<boolean>`client_document.url like ${pattern} escape '\\'`);
}

const described = (documents: ReturnType<typeof selectDocuments>) =>
  documents
    .leftJoin('client', 'client.id', 'client_document.url')
    .selectAll('client_document')
    .select(['client.name', 'client.status'])
    .orderBy('client_document.url');

type Row = Awaited<ReturnType<ReturnType<typeof described>['execute']>>[number];

const listedDocument = (row: Row): ListedDocument => ({
  url: row.url,
  name: row.name,
  status: row.status,
  origin: row.origin === 'shipped' ? 'shipped' : 'live',
  fetchedAt: row.fetched_at_ms,
  failedAt: row.failed_at_ms,
  failure: row.failure,
  withdrawnAt: row.withdrawn_at_ms,
});

/** The copy that is kept, with its text as it was written; null: there is none. */
export async function findDocument(
  kysely: Kysely<Schema>,
  url: string,
): Promise<{ readonly document: ListedDocument; readonly text: string } | null> {
  const one = kysely.selectFrom('client_document').where('client_document.url', '=', url);
  const row = await described(one).executeTakeFirst();
  return row === undefined ? null : { document: listedDocument(row), text: row.text };
}

/** Why the document could not be had; of one that no copy is kept of nothing is noted. */
export async function noteFailure(
  kysely: Kysely<Schema>,
  { url, failure, at }: { readonly url: string; readonly failure: string; readonly at: Instant },
): Promise<void> {
  await kysely
    .updateTable('client_document')
    .set({ failed_at_ms: at, failure })
    .where('url', '=', url)
    .execute();
}

/** Has it fetched when it is next used; whether there is such a copy. */
export async function markStale(tx: Kysely<Schema>, url: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('client_document')
    .set({ fresh_until_ms: 0 })
    .where('url', '=', url)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export type BlockedDomain = { readonly domain: string; readonly since: number; readonly by: string | null };

export const listBlockedDomains = async (kysely: Kysely<Schema>): Promise<readonly BlockedDomain[]> =>
  (await kysely.selectFrom('blocked_domain').selectAll().orderBy('domain').execute()).map((row) => ({
    domain: row.domain,
    since: row.created_at,
    by: row.created_by,
  }));

/** Whether it was not blocked before. */
export async function insertBlockedDomain(
  tx: Kysely<Schema>,
  { domain, by, at }: { readonly domain: string; readonly by: string | null; readonly at: Epoch },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('blocked_domain')
    .values({ domain, created_at: at, created_by: by })
    .onConflict((conflict) => conflict.column('domain').doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function removeBlockedDomain(tx: Kysely<Schema>, domain: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('blocked_domain')
    .where('domain', '=', domain)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}
