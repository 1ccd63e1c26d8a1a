/** Which token sessions a list is of, as statements that an index answers (product.md A-2). */

import { type Instant, secondOf } from '@grantor/protocol';
import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { Schema } from '../database/schema.ts';
import { escapedForLike } from './listing.ts';

/** `refresh`: a family; `access`: a stored access token, named by the digest of its value, which opens nothing. */
export type TokenKind = 'refresh' | 'access';

export const tokenStatuses = ['active', 'disabled', 'revoked'] as const;

export type TokenSelection = {
  readonly kind?: TokenKind | undefined;
  readonly status?: (typeof tokenStatuses)[number] | undefined;
  readonly clientId?: string | undefined;
  readonly userId?: string | undefined;
  /** Looked for among the newest only. */
  readonly scope?: string | undefined;
  /** An id, the beginning of a user name, or a client; empty: everything. */
  readonly search: string;
  readonly now: Instant;
  /** What comes behind this only. */
  readonly after?: TokenKey | undefined;
};

/** A place in the list: what comes behind it began before, or then and is called less. */
export type TokenKey = { readonly at: number; readonly id: string };

/** As many sessions as are looked at for a scope. */
const mostForScope = 10_000;

/** Whose tokens are meant; each is answered by an index of its own. */
export type Branch = { readonly users?: readonly string[]; readonly client?: string; readonly id?: string };

/** The families that are meant, the newest first. */
export function familyBranch(
  database: Database,
  { status, clientId, userId, scope, now, after }: TokenSelection,
  { users, client, id }: Branch,
) {
  const from = rowsOf('family', 'started_at_ms', scope);
  const key = keyIn(database, 'family.started_at_ms', 'family.id');
  let rows = database.kysely
    .selectFrom(from.as('family'))
    .select([
      'family.id as id',
      'family.started_at_ms as at',
      sql<TokenKind>`${sql.lit('refresh')}`.as('kind'),
    ])
    .orderBy(key.at, 'desc')
    .orderBy(key.id, 'desc');
  if (after !== undefined) rows = rows.where(key.isBehind(after));
  if (users !== undefined) rows = rows.where('family.user_id', 'in', users);
  if (client !== undefined) rows = rows.where('family.client_id', '=', client);
  if (clientId !== undefined) rows = rows.where('family.client_id', '=', clientId);
  if (userId !== undefined) rows = rows.where('family.user_id', '=', userId);
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

const ended = sql<boolean>`(exists (select 1 from revoked_token where revoked_token.token_id = opaque_token.token_id)
  or exists (select 1 from family where family.id = opaque_token.family_id and family.revoked_at_ms is not null))`;
const paused = sql<boolean>`(opaque_token.paused_at_ms is not null
  or exists (select 1 from family where family.id = opaque_token.family_id and family.paused_at_ms is not null))`;

/** The stored access tokens that are meant, the newest first. */
export function tokenBranch(
  database: Database,
  { status, clientId, userId, scope, now, after }: TokenSelection,
  { users, client, id }: Branch,
): ReturnType<typeof familyBranch> {
  const from = rowsOf('opaque_token', 'issued_at_ms', scope);
  const key = keyIn(database, 'opaque_token.issued_at_ms', 'opaque_token.hash');
  let rows = database.kysely
    .selectFrom(from.as('opaque_token'))
    .select([
      'opaque_token.hash as id',
      'opaque_token.issued_at_ms as at',
      sql<TokenKind>`${sql.lit('access')}`.as('kind'),
    ])
    .orderBy(key.at, 'desc')
    .orderBy(key.id, 'desc');
  if (after !== undefined) rows = rows.where(key.isBehind(after));
  if (users !== undefined) rows = rows.where('opaque_token.user_id', 'in', users);
  if (client !== undefined) rows = rows.where('opaque_token.client_id', '=', client);
  if (clientId !== undefined) rows = rows.where('opaque_token.client_id', '=', clientId);
  if (userId !== undefined) rows = rows.where('opaque_token.user_id', '=', userId);
  if (id !== undefined) rows = rows.where('opaque_token.hash', '=', id);
  if (scope !== undefined) rows = rows.where(({ ref }) => holds(ref('opaque_token.scope'), scope));
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

/** The columns by which the list is in order, ids by their bytes, on whichever database. */
function keyIn({ dialect }: Database, time: string, name: string) {
  const at = sql<number>`${sql.ref(time)}`;
  const id = sql<string>`${sql.ref(name)}${sql.raw(dialect.byteOrder)}`;
  const isBehind = (key: TokenKey) => sql<boolean>`(${at}, ${id}) < (${key.at}, ${key.id})`;
  return { at, id, isBehind };
}

/** Only the newest where a scope is looked for. */
const rowsOf = <Table extends 'family' | 'opaque_token'>(
  table: Table,
  time: string,
  scope: string | undefined,
) =>
  scope === undefined
    ? sql<Schema[Table]>`${sql.table(table)}`
    : sql<
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
