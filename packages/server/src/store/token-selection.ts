/** Which token sessions a list is of, as statements that an index answers (product.md A-2). */

import { type Instant, secondOf } from '@grantor/protocol';
import { type RawBuilder, type SelectQueryBuilder, sql } from 'kysely';
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
  /** Looked for among the newest only, as a status is where no index has it. */
  readonly scope?: string | undefined;
  /** An id, the beginning of a user name, or a client; empty: everything. */
  readonly search: string;
  readonly now: Instant;
  /** What comes behind this only. */
  readonly after?: TokenKey | undefined;
};

/** A place in the list: what comes behind it began before, or then and is called less. */
export type TokenKey = { readonly at: number; readonly id: string };

/** Whose tokens are meant; each is answered by an index of its own. */
export type Branch = { readonly users?: readonly string[]; readonly client?: string; readonly id?: string };

/** What fits, the newest first; `lead`: among the newest of which it is looked for, where no index answers the whole. */
export type TokenBranch = {
  readonly rows: SelectQueryBuilder<
    { readonly listed: object },
    'listed',
    { readonly id: string; readonly at: number; readonly kind: TokenKind }
  >;
  readonly lead: Countable | null;
};

export type Countable = SelectQueryBuilder<Schema, keyof Schema, unknown>;

/** The families that are meant, the newest first. */
export function familyBranch(
  database: Database,
  selection: TokenSelection,
  { branch, most }: Lead,
): TokenBranch {
  const { status, scope, now, after } = selection;
  const whose = conditionsOf('family', branch, selection);
  // In the words of a partial index, where nobody in particular is meant
  const lead = [
    ...whose,
    ...(whose.length === 0 && status !== undefined ? leadOf[status] : []),
    ...behind(keyOf(database, 'family'), after),
  ];
  const left: RawBuilder<boolean>[] = scope === undefined ? [] : [holds(sql.ref('looked.scope'), scope)];
  if (status === 'revoked' && whose.length > 0) left.push(sql`looked.revoked_at_ms is not null`);
  if (status === 'disabled') left.push(sql`looked.paused_at_ms is not null and looked.revoked_at_ms is null`);
  if (status === 'active')
    left.push(
      sql`looked.expires_at > ${secondOf(now)}`,
      sql`coalesce(looked.revoked_at_ms, looked.paused_at_ms) is null`,
      partiesStand('family'),
    );
  const looked = newestOf(database, 'family', { lead, most });
  return branchOf(database, { table: 'family', kind: 'refresh', lead, left, looked });
}

const leadOf = {
  active: [],
  disabled: [sql<boolean>`family.paused_at_ms is not null`],
  revoked: [sql<boolean>`family.revoked_at_ms is not null`],
} as const satisfies Record<(typeof tokenStatuses)[number], readonly RawBuilder<boolean>[]>;

// Of what is looked through, which has the family of each beside it
const ended = sql<boolean>`(looked.family_revoked_at_ms is not null
  or exists (select 1 from revoked_token where revoked_token.token_id = looked.token_id))`;
const paused = sql<boolean>`coalesce(looked.paused_at_ms, looked.family_paused_at_ms) is not null`;

/** The same of stored access tokens. */
export function tokenBranch(
  database: Database,
  selection: TokenSelection,
  { branch, most }: Lead,
): TokenBranch {
  const { status, scope, now, after } = selection;
  const whose = conditionsOf('opaque_token', branch, selection);
  const lead = [...whose, ...behind(keyOf(database, 'opaque_token'), after)];
  const left: RawBuilder<boolean>[] = scope === undefined ? [] : [holds(sql.ref('looked.scope'), scope)];
  if (status === 'revoked') left.push(ended);
  if (status === 'disabled') left.push(paused, sql`not ${ended}`);
  if (status === 'active')
    left.push(
      sql`looked.expires_at > ${secondOf(now)}`,
      sql`not ${ended}`,
      sql`not ${paused}`,
      partiesStand('opaque_token'),
    );
  const newest = newestOf(database, 'opaque_token', { lead, most });
  // One that was paused by itself is found however old it is
  const tokens =
    status === 'disabled'
      ? sql`select * from (${newest}) as newest where paused_at_ms is null union all
          select * from (${newestOf(database, 'opaque_token', { lead: [...lead, pausedItself], most })}) as paused`
      : newest;
  const looked = sql`select stored.*, family.revoked_at_ms as family_revoked_at_ms,
      family.paused_at_ms as family_paused_at_ms
    from (${tokens}) as stored left join family on family.id = stored.family_id`;
  return branchOf(database, { table: 'opaque_token', kind: 'access', lead, left, looked });
}

type Parts = {
  readonly table: Table;
  readonly kind: TokenKind;
  readonly lead: readonly RawBuilder<boolean>[];
  /** What is looked for among `looked`; nothing: the lead says all. */
  readonly left: readonly RawBuilder<boolean>[];
  readonly looked: RawBuilder<unknown>;
};

function branchOf(database: Database, { table, kind, lead, left, looked }: Parts): TokenBranch {
  const { kysely } = database;
  const isWhole = left.length === 0;
  const name = isWhole ? table : 'looked';
  const key = keyOf(database, table, name);
  const id = sql<string>`${sql.ref(`${name}.${columns[table].key}`)}`;
  const from = isWhole ? sql<object>`${sql.table(table)}` : sql<object>`(${looked})`;
  const rows = kysely
    .selectFrom(from.as(name))
    .select([id.as('id'), key.at.as('at'), sql<TokenKind>`${sql.lit(kind)}`.as('kind')])
    .where(allOf(isWhole ? lead : left))
    .orderBy(key.at, 'desc')
    .orderBy(key.id, 'desc') as unknown as TokenBranch['rows'];
  if (isWhole) return { rows, lead: null };
  const whole = kysely.selectFrom(table).select(sql.ref(columns[table].key).as('id')).where(allOf(lead));
  return { rows, lead: whole as unknown as Countable };
}

const pausedItself = sql<boolean>`opaque_token.paused_at_ms is not null`;

/** Whose, and how many are looked through where that is not all that is asked. */
type Lead = { readonly branch: Branch; readonly most: number };

const columns = {
  family: { key: 'id', time: 'started_at_ms', asked: ['revoked_at_ms'] },
  opaque_token: { key: 'hash', time: 'issued_at_ms', asked: ['token_id', 'family_id'] },
} as const;

/** Of both tables, what is asked of the newest. */
const askedOfBoth = ['client_id', 'user_id', 'scope', 'expires_at', 'paused_at_ms'] as const;

type Table = keyof typeof columns;

/** What the list is in the order of: ids by their bytes, on whichever database. `name`: of the table, or of what was read of it. */
function keyOf({ dialect }: Database, table: Table, name: string = table) {
  const { key, time } = columns[table];
  const at = sql<number>`${sql.ref(`${name}.${time}`)}`;
  const id = sql<string>`${sql.ref(`${name}.${key}`)}${sql.raw(dialect.byteOrder)}`;
  return { at, id };
}

const behind = (
  { at, id }: ReturnType<typeof keyOf>,
  after: TokenKey | undefined,
): readonly RawBuilder<boolean>[] =>
  after === undefined ? [] : [sql`(${at}, ${id}) < (${after.at}, ${after.id})`];

function conditionsOf(
  table: Table,
  { users, client, id }: Branch,
  { clientId, userId }: TokenSelection,
): readonly RawBuilder<boolean>[] {
  const column = (name: string) => sql.ref(`${table}.${name}`);
  return [
    ...(users === undefined ? [] : [sql<boolean>`${column('user_id')} in (${sql.join(users)})`]),
    ...(client === undefined ? [] : [sql<boolean>`${column('client_id')} = ${client}`]),
    ...(clientId === undefined ? [] : [sql<boolean>`${column('client_id')} = ${clientId}`]),
    ...(userId === undefined ? [] : [sql<boolean>`${column('user_id')} = ${userId}`]),
    ...(id === undefined ? [] : [sql<boolean>`${column(columns[table].key)} = ${id}`]),
  ];
}

const allOf = (conditions: readonly RawBuilder<boolean>[]): RawBuilder<boolean> =>
  conditions.length === 0 ? sql`1 = 1` : sql`${sql.join(conditions, sql` and `)}`;

type Newest = { readonly lead: readonly RawBuilder<boolean>[]; readonly most: number };

/** The newest, with what is asked of each: read once, as the index leads to them. */
function newestOf(database: Database, table: Table, { lead, most }: Newest): RawBuilder<unknown> {
  const { at, id } = keyOf(database, table);
  const { key, time, asked } = columns[table];
  const read = sql.join([key, time, ...asked, ...askedOfBoth].map((name) => sql.ref(name)));
  return sql`select ${read} from ${sql.table(table)} where ${allOf(lead)}
    order by ${at} desc, ${id} desc limit ${sql.lit(most)}`;
}

/** Scopes are JSON texts without blanks. */
const holds = (column: unknown, scope: string) => {
  const name = escapedForLike(JSON.stringify(scope));
  return sql<boolean>`${column} like ${`%${name}%`} escape '\\'`;
};

/** The client is active, the person enabled, and neither was told to drop what began by then (protocol.md TO-3). */
function partiesStand(table: Table): RawBuilder<boolean> {
  const names = ['client_id', 'user_id', columns[table].time];
  const [client, user, at] = names.map((name) => sql.ref(`looked.${name}`));
  return sql`exists (select 1 from client where client.id = ${client} and client.status = 'active'
      and coalesce(client.tokens_valid_from_ms, 0) <= ${at})
    and (${user} is null or exists (select 1 from user_account where user_account.id = ${user}
      and user_account.disabled_at_ms is null and coalesce(user_account.tokens_valid_from_ms, 0) <= ${at}))`;
}
