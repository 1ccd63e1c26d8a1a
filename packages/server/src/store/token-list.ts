/** Token sessions of everybody, for administrators: families and stored access tokens, read and ended (product.md T-3, T-4). */

import type { Client } from '@grantor/engine';
import { type Epoch, epoch, familyOfTokenId, type Instant, instant, secondOf } from '@grantor/protocol';
import { type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { Schema } from '../database/schema.ts';
import { countLimit, countUpTo, escapedForLike, type Listed, type Range } from './listing.ts';
import { meantBy } from './meant.ts';
import { list, nullable } from './rows/columns.ts';

/** `refresh`: a family; `access`: a stored access token, named by the digest of its value, which opens nothing. */
export type TokenKind = 'refresh' | 'access';

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
  readonly revokedAt: Instant | null;
  readonly pausedAt: Instant | null;
  readonly revokedTokenId: string | null;
};

export const tokenStatuses = ['active', 'disabled', 'revoked'] as const;

export type TokenSelection = {
  readonly kind?: TokenKind | undefined;
  readonly status?: (typeof tokenStatuses)[number] | undefined;
  readonly clientId?: string | undefined;
  /** Looked for among the newest only. */
  readonly scope?: string | undefined;
  /** An id, the beginning of a user name, or a client; empty: everything. */
  readonly search: string;
  readonly now: Instant;
};

/** As many sessions as are looked at for a scope. */
const mostForScope = 10_000;

/** The newest first. */
export async function listEveryToken(
  database: Database,
  selection: TokenSelection,
  { limit, offset }: Range,
): Promise<Listed<ListedToken>> {
  const branches = await branchesOf(database, selection);
  const most = offset + limit;
  const [found, counts] = await Promise.all([
    Promise.all(branches.map((branch) => branch.limit(most).execute())),
    Promise.all(branches.map((branch) => countUpTo(database.kysely, branch as unknown as Countable))),
  ]);
  const newest = found.flat().sort((one, other) => Number(other.at) - Number(one.at));
  const count = counts.reduce((sum, counted) => sum + counted.count, 0);
  return {
    rows: await readTokens(database, newest.slice(offset, most)),
    total: {
      count: Math.min(count, countLimit),
      exact: counts.every(({ exact }) => exact) && count <= countLimit,
    },
  };
}

type Countable = SelectQueryBuilder<Schema, keyof Schema, unknown>;
type Pointer = { readonly id: string; readonly at: number; readonly kind: TokenKind };

/** Whose tokens are meant; each is answered by an index of its own. */
type Branch = { readonly users?: readonly string[]; readonly client?: string; readonly id?: string };

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
): Promise<readonly ReturnType<typeof familyBranch>[]> {
  const { kysely } = database;
  const kinds = selection.kind === undefined ? (['refresh', 'access'] as const) : [selection.kind];
  return (await branchesFor(database, selection.search)).flatMap((branch) =>
    kinds.map((kind) =>
      kind === 'refresh' ? familyBranch(kysely, selection, branch) : tokenBranch(kysely, selection, branch),
    ),
  );
}

function familyBranch(
  kysely: Kysely<Schema>,
  { status, clientId, scope, now }: TokenSelection,
  { users, client, id }: Branch,
) {
  const from = scope === undefined ? sql<Schema['family']>`family` : newestOf('family', 'started_at_ms');
  let rows = kysely
    .selectFrom(from.as('family'))
    .select([
      'family.id as id',
      'family.started_at_ms as at',
      sql<TokenKind>`${sql.lit('refresh')}`.as('kind'),
    ])
    .orderBy('family.started_at_ms', 'desc');
  if (users !== undefined) rows = rows.where('family.user_id', 'in', users);
  if (client !== undefined) rows = rows.where('family.client_id', '=', client);
  if (clientId !== undefined) rows = rows.where('family.client_id', '=', clientId);
  if (id !== undefined) rows = rows.where('family.id', '=', id);
  if (scope !== undefined) rows = rows.where(({ ref }) => holds(ref('family.scope'), scope));
  if (status === 'revoked') return rows.where('family.revoked_at_ms', 'is not', null);
  if (status === 'disabled')
    return rows.where('family.paused_at_ms', 'is not', null).where('family.revoked_at_ms', 'is', null);
  if (status === 'active')
    return rows
      .where(sql<boolean>`+family.expires_at > ${secondOf(now)}`)
      .where(sql<boolean>`coalesce(family.revoked_at_ms, family.paused_at_ms) is null`)
      .where(
        partiesStand(sql.ref('family.client_id'), sql.ref('family.user_id'), sql.ref('family.started_at_ms')),
      );
  return rows;
}

function tokenBranch(
  kysely: Kysely<Schema>,
  { status, clientId, scope, now }: TokenSelection,
  { users, client, id }: Branch,
): ReturnType<typeof familyBranch> {
  const from =
    scope === undefined
      ? sql<Schema['opaque_token']>`opaque_token`
      : newestOf('opaque_token', 'issued_at_ms');
  let rows = kysely
    .selectFrom(from.as('opaque_token'))
    .select([
      'opaque_token.hash as id',
      'opaque_token.issued_at_ms as at',
      sql<TokenKind>`${sql.lit('access')}`.as('kind'),
    ])
    .orderBy('opaque_token.issued_at_ms', 'desc');
  if (users !== undefined) rows = rows.where('opaque_token.user_id', 'in', users);
  if (client !== undefined) rows = rows.where('opaque_token.client_id', '=', client);
  if (clientId !== undefined) rows = rows.where('opaque_token.client_id', '=', clientId);
  if (id !== undefined) rows = rows.where('opaque_token.hash', '=', id);
  if (scope !== undefined) rows = rows.where(({ ref }) => holds(ref('opaque_token.scope'), scope));
  const ended = sql<boolean>`(exists (select 1 from revoked_token where revoked_token.token_id = opaque_token.token_id)
    or exists (select 1 from family where family.id = opaque_token.family_id and family.revoked_at_ms is not null))`;
  const paused = sql<boolean>`(opaque_token.paused_at_ms is not null
    or exists (select 1 from family where family.id = opaque_token.family_id and family.paused_at_ms is not null))`;
  if (status === 'revoked') rows = rows.where(ended);
  if (status === 'disabled') rows = rows.where(paused).where(sql<boolean>`not ${ended}`);
  if (status === 'active')
    rows = rows
      .where(sql<boolean>`+opaque_token.expires_at > ${secondOf(now)}`)
      .where(sql<boolean>`not ${ended}`)
      .where(sql<boolean>`not ${paused}`)
      .where(
        partiesStand(
          sql.ref('opaque_token.client_id'),
          sql.ref('opaque_token.user_id'),
          sql.ref('opaque_token.issued_at_ms'),
        ),
      );
  return rows as unknown as ReturnType<typeof familyBranch>;
}

const newestOf = <Table extends 'family' | 'opaque_token'>(table: Table, time: string) =>
  sql<
    Schema[Table]
  >`(select * from ${sql.table(table)} order by ${sql.ref(time)} desc limit ${sql.lit(mostForScope)})`;

/** Scopes are JSON texts without blanks. */
const holds = (column: unknown, scope: string) => {
  const name = escapedForLike(JSON.stringify(scope));
  return sql<boolean>`${column} like ${`%${name}%`} escape '\\'`;
};

/** The client is active, the person enabled, and neither was told to drop what began by then (protocol.md TO-3). */
const partiesStand = (client: unknown, user: unknown, at: unknown) => sql<boolean>`
  exists (select 1 from client where client.id = ${client} and client.status = 'active'
    and coalesce(client.tokens_valid_from_ms, 0) <= ${at})
  and (${user} is null or exists (select 1 from user_account where user_account.id = ${user}
    and user_account.disabled_at_ms is null and coalesce(user_account.tokens_valid_from_ms, 0) <= ${at}))`;

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
    .selectAll('family')
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

/** The token session that the `jti` of an access token belongs to, as far as one is stored. */
export async function findTokenOf(
  database: Pick<Database, 'kysely'>,
  tokenId: string,
): Promise<ListedToken | null> {
  const stored = await database.kysely
    .selectFrom('opaque_token')
    .select('hash')
    .where('token_id', '=', tokenId)
    .executeTakeFirst();
  if (stored !== undefined) return findToken(database, stored.hash);
  const family = familyOfTokenId(tokenId);
  return family === null ? null : findToken(database, family);
}

/** Whether this made it so: of any number at once one does. */
type Changed = Promise<boolean>;

type Named = { readonly id: string; readonly at: Instant };

/** Final, with every token of it. */
export async function revokeFamilyIn(tx: Kysely<Schema>, { id, at }: Named): Changed {
  const { numUpdatedRows } = await tx
    .updateTable('family')
    .set({ revoked_at_ms: at, revocation_reason: 'admin' })
    .where('id', '=', id)
    .where('revoked_at_ms', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Final; until it would have expired anyway (protocol.md TO-2). */
export async function revokeTokenIn(
  tx: Kysely<Schema>,
  { tokenId, expiresAt }: { readonly tokenId: string; readonly expiresAt: Epoch },
): Changed {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('revoked_token')
    .values({ token_id: tokenId, expires_at: expiresAt })
    .onConflict((conflict) => conflict.column('token_id').doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Pauses what is neither paused nor revoked; nothing of it answers until it goes on. */
export async function pauseIn(tx: Kysely<Schema>, kind: TokenKind, { id, at }: Named): Changed {
  const { numUpdatedRows } =
    kind === 'refresh'
      ? await tx
          .updateTable('family')
          .set({ paused_at_ms: at })
          .where('id', '=', id)
          .where('paused_at_ms', 'is', null)
          .where('revoked_at_ms', 'is', null)
          .executeTakeFirst()
      : await tx
          .updateTable('opaque_token')
          .set({ paused_at_ms: at })
          .where('hash', '=', id)
          .where('paused_at_ms', 'is', null)
          .where(notRevoked)
          .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Lets what was paused, and not revoked since, go on. */
export async function resumeIn(tx: Kysely<Schema>, kind: TokenKind, { id }: Pick<Named, 'id'>): Changed {
  const { numUpdatedRows } =
    kind === 'refresh'
      ? await tx
          .updateTable('family')
          .set({ paused_at_ms: null })
          .where('id', '=', id)
          .where('paused_at_ms', 'is not', null)
          .where('revoked_at_ms', 'is', null)
          .executeTakeFirst()
      : await tx
          .updateTable('opaque_token')
          .set({ paused_at_ms: null })
          .where('hash', '=', id)
          .where('paused_at_ms', 'is not', null)
          .where(notRevoked)
          .executeTakeFirst();
  return numUpdatedRows > 0n;
}

const notRevoked = sql<boolean>`not exists
  (select 1 from revoked_token where revoked_token.token_id = opaque_token.token_id)`;
