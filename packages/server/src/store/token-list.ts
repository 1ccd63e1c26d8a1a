/** Token sessions of everybody, for administrators: families and stored access tokens (product.md T-3). */

import { type Client, type Family, timeOfTokenId } from '@grantor/engine';
import { type Epoch, epoch, familyOfTokenId, type Instant, instant } from '@grantor/protocol';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { Schema } from '../database/schema.ts';
import {
  type Behind,
  type Counted,
  countedTogether,
  countUpTo,
  type Listed,
  type Range,
  searchLimit,
  shareOf,
} from './listing.ts';
import { meantBy } from './meant.ts';
import { list, nullable } from './rows/columns.ts';
import { familyColumns, newestTokenOf } from './rows/family.ts';
import {
  type Branch,
  type Countable,
  familyBranch,
  type TokenBranch,
  type TokenKey,
  type TokenKind,
  type TokenSelection,
  tokenBranch,
} from './token-selection.ts';

export type ListedToken = {
  readonly kind: TokenKind;
  readonly id: string;
  /** What audit rows and `jti` name it by; no value of a token. */
  readonly tokenId: string;
  readonly client: (Pick<Client, 'status' | 'tokensValidFrom'> & { readonly name: string }) | null;
  readonly clientId: string;
  readonly user: { readonly id: string; readonly username: string | null } | null;
  /** Tokens of the person that began before this count no more. */
  readonly since: Instant | null;
  readonly scope: readonly string[];
  readonly resources: readonly string[];
  readonly startedAt: Instant;
  readonly lastUsedAt: Instant | null;
  readonly expiresAt: Epoch;
  /** The access token made last; null: not noted. */
  readonly newest: Family['newest'];
  readonly revokedAt: Instant | null;
  readonly pausedAt: Instant | null;
  readonly revokedTokenId: string | null;
};

/** The newest first. */
export async function listEveryToken(
  database: Database,
  selection: TokenSelection,
  { limit, offset }: Range,
): Promise<Listed<ListedToken>> {
  const { branches, shares } = await branchesOf(database, selection);
  const most = Math.min(offset + limit, shares.whole);
  const whole = branches.flatMap(({ rows, lead }) => (lead === null ? [rows] : []));
  // Alone, they are cut to the page by the database; beside others, here
  const range =
    whole.length === branches.length
      ? { limit: Math.max(0, Math.min(limit, most - offset)), offset }
      : { limit: most, offset: 0 };
  const [first, counts, searched] = await Promise.all([
    newestOf(
      database,
      whole.map((rows) => rows.limit(most)),
      range,
    ),
    Promise.all(whole.map((rows) => countUpTo(database.kysely, rows as unknown as Countable, shares.whole))),
    Promise.all(
      branches.flatMap(({ rows, lead }) =>
        lead === null ? [] : [searchedIn(database, { rows, lead }, shares.searched)],
      ),
    ),
  ]);
  const found = [...first, ...searched.flatMap(({ pointers }) => pointers)];
  const page = searched.length === 0 ? found : found.sort(newestFirst).slice(offset, offset + limit);
  return {
    rows: await readTokens(database, page),
    total: countedTogether([...counts, ...searched.map(({ total }) => total)]),
  };
}

/** The same, from one on, without counting. */
export async function readEveryToken(
  database: Database,
  selection: TokenSelection,
  { limit, after }: Behind<TokenKey>,
): Promise<readonly ListedToken[]> {
  const { branches } = await branchesOf(database, { ...selection, after });
  const found = await Promise.all(branches.map(({ rows }) => rows.limit(limit).execute()));
  return readTokens(database, found.flat().sort(newestFirst).slice(0, limit));
}

/** As the statements have it: ids in the order of their bytes. */
const newestFirst = (one: Pointer, other: Pointer): number =>
  Number(other.at) - Number(one.at) || (one.id < other.id ? 1 : -1);

/** What each branch may look at: of what an index answers, and of what is looked through. */
type Shares = { readonly whole: number; readonly searched: number };

async function newestOf(
  { kysely, dialect }: Database,
  parts: readonly TokenBranch['rows'][],
  { limit, offset }: Range,
): Promise<readonly Pointer[]> {
  const [alone, ...more] = parts;
  // In the order of its index already: what stands before the page is skipped, not read
  if (alone !== undefined && more.length === 0) return alone.limit(limit).offset(offset).execute();
  const [first, ...others] = parts.map((rows) => kysely.selectFrom(rows.as('part')).selectAll());
  if (first === undefined) return [];
  const all = others.reduce((union, part) => union.unionAll(part), first);
  const newest = kysely
    .selectFrom(all.as('newest'))
    .selectAll()
    .orderBy('at', 'desc')
    .orderBy(sql`id${sql.raw(dialect.byteOrder)}`, 'desc');
  return newest.limit(limit).offset(offset).execute();
}

/** All that fits of what is looked through; their number is exact where there was no more to look at. */
async function searchedIn(
  { kysely }: Database,
  { rows, lead }: { readonly rows: TokenBranch['rows']; readonly lead: Countable },
  share: number,
): Promise<{ readonly pointers: readonly Pointer[]; readonly total: Counted }> {
  const [pointers, { exact }] = await Promise.all([rows.execute(), countUpTo(kysely, lead, share)]);
  return { pointers, total: { count: pointers.length, exact } };
}

type Pointer = { readonly id: string; readonly at: number; readonly kind: TokenKind };

async function branchesFor(database: Database, search: string): Promise<readonly Branch[]> {
  if (search === '') return [{}];
  if ((await readTokens(database, pointersTo(search))).length > 0) return [{ id: search }];
  const { users, clients } = await meantBy(database, search);
  return users.length > 0 ? [{ users }] : clients.map((client) => ({ client }));
}

const pointersTo = (id: string): readonly Pick<Pointer, 'id' | 'kind'>[] => [
  { id, kind: 'refresh' },
  { id, kind: 'access' },
];

async function branchesOf(
  database: Database,
  selection: TokenSelection,
): Promise<{ readonly branches: readonly TokenBranch[]; readonly shares: Shares }> {
  const kinds = selection.kind === undefined ? (['refresh', 'access'] as const) : [selection.kind];
  const meant = await branchesFor(database, selection.search);
  const shares = { whole: shareOf(meant.length), searched: shareOf(meant.length, searchLimit) };
  const branches = meant.flatMap((branch) =>
    kinds.map((kind) => {
      const lead = { branch, most: shares.searched };
      return kind === 'refresh'
        ? familyBranch(database, selection, lead)
        : tokenBranch(database, selection, lead);
    }),
  );
  return { branches, shares };
}

async function readTokens(
  { kysely }: Pick<Database, 'kysely'>,
  pointers: readonly Pick<Pointer, 'id' | 'kind'>[],
): Promise<readonly ListedToken[]> {
  const idsOf = (kind: TokenKind) => pointers.filter((one) => one.kind === kind).map(({ id }) => id);
  const [families, tokens] = await Promise.all([
    readFamilies(kysely, idsOf('refresh')),
    readStored(kysely, idsOf('access')),
  ]);
  const found = new Map([...families, ...tokens].map((token) => [`${token.kind} ${token.id}`, token]));
  return pointers.flatMap(({ kind, id }) => found.get(`${kind} ${id}`) ?? []);
}

const parties = [
  'client.name as client_name',
  'client.status as client_status',
  'client.tokens_valid_from_ms as client_since_ms',
  'user_account.username',
  'user_account.tokens_valid_from_ms as user_since_ms',
] as const;

async function readFamilies(kysely: Kysely<Schema>, ids: readonly string[]): Promise<readonly ListedToken[]> {
  if (ids.length === 0) return [];
  const rows = await kysely
    .selectFrom('family')
    .leftJoin('client', 'client.id', 'family.client_id')
    .leftJoin('user_account', 'user_account.id', 'family.user_id')
    .select(familyColumns)
    .select(parties)
    .where('family.id', 'in', ids)
    .execute();
  return rows.map((row) => ({
    ...partiesOf(row),
    kind: 'refresh',
    id: row.id,
    tokenId: row.id,
    scope: list(row.scope),
    resources: list(row.resources),
    startedAt: instant(row.started_at_ms),
    lastUsedAt: nullable(row.last_used_at_ms, instant),
    expiresAt: epoch(row.refresh_expires_at ?? row.expires_at),
    newest: newestTokenOf(row),
    revokedAt: nullable(row.revoked_at_ms, instant),
    pausedAt: nullable(row.paused_at_ms, instant),
    revokedTokenId: null,
  }));
}

async function readStored(
  kysely: Kysely<Schema>,
  hashes: readonly string[],
): Promise<readonly ListedToken[]> {
  if (hashes.length === 0) return [];
  const rows = await kysely
    .selectFrom('opaque_token')
    .leftJoin('client', 'client.id', 'opaque_token.client_id')
    .leftJoin('user_account', 'user_account.id', 'opaque_token.user_id')
    .leftJoin('family', 'family.id', 'opaque_token.family_id')
    .leftJoin('revoked_token', 'revoked_token.token_id', 'opaque_token.token_id')
    .selectAll('opaque_token')
    .select(parties)
    .select([
      'family.revoked_at_ms as family_revoked_at_ms',
      'family.paused_at_ms as family_paused_at_ms',
      'revoked_token.token_id as revoked_token_id',
    ])
    .where('opaque_token.hash', 'in', hashes)
    .execute();
  return rows.map((row) => ({
    ...partiesOf(row),
    kind: 'access',
    id: row.hash,
    tokenId: row.token_id,
    scope: list(row.scope),
    resources: list(row.audience),
    startedAt: instant(row.issued_at_ms),
    lastUsedAt: null,
    expiresAt: epoch(row.expires_at),
    newest: { tokenId: row.token_id, expiresAt: epoch(row.expires_at) },
    revokedAt: nullable(row.family_revoked_at_ms, instant),
    pausedAt: nullable(row.paused_at_ms ?? row.family_paused_at_ms, instant),
    revokedTokenId: row.revoked_token_id,
  }));
}

type Parties = {
  readonly client_id: string;
  readonly client_name: string | null;
  readonly client_status: string | null;
  readonly client_since_ms: number | null;
  readonly user_id: string | null;
  readonly username: string | null;
  readonly user_since_ms: number | null;
};

const partiesOf = (row: Parties): Pick<ListedToken, 'client' | 'clientId' | 'user' | 'since'> => ({
  clientId: row.client_id,
  client:
    row.client_name === null
      ? null
      : {
          name: row.client_name,
          status: row.client_status as Client['status'],
          tokensValidFrom: nullable(row.client_since_ms, instant),
        },
  user: row.user_id === null ? null : { id: row.user_id, username: row.username },
  since: nullable(row.user_since_ms, instant),
});

/** The token session of this id; null: there is none. */
export const findToken = async (
  database: Pick<Database, 'kysely'>,
  id: string,
): Promise<ListedToken | null> => (await readTokens(database, pointersTo(id)))[0] ?? null;

/**
 * The token session that the `jti` of an access token belongs to, as far as one is stored. The id says when it was made;
 * those of before migration 44 have an index.
 */
export async function findTokenOf(
  database: Pick<Database, 'kysely'>,
  tokenId: string,
): Promise<ListedToken | null> {
  const stored = await database.kysely
    .selectFrom('opaque_token')
    .select('hash')
    .where(sql<boolean>`(issued_at_ms = ${timeOfTokenId(tokenId)} and token_id = ${tokenId})
      or (length(hash) = 43 and token_id = ${tokenId})`)
    .executeTakeFirst();
  if (stored !== undefined) return findToken(database, stored.hash);
  const family = familyOfTokenId(tokenId);
  return family === null ? null : findToken(database, family);
}
