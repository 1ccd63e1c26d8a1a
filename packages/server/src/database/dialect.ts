/** The only file that knows there are two databases: which one to open, and the SQL that differs. */

import { setTimeout } from 'node:timers/promises';
import { type Expression, type Kysely, type RawBuilder, sql } from 'kysely';
import type { Connection, Row, StatementWatch } from './connection.ts';
import type { Schema } from './schema.ts';
import { type ColumnName, checkTables } from './tables.ts';

type SqliteOptions = { readonly driver: 'sqlite'; readonly path: string; readonly watch?: StatementWatch };

export type DatabaseOptions =
  | SqliteOptions
  | {
      readonly driver: 'postgres';
      readonly dsn: string;
      readonly maxConnections: number;
      /** Milliseconds, as all that follow. */
      readonly queryTimeout: number;
      readonly connectTimeout?: number;
      readonly idleTimeout?: number;
      readonly lifetime?: number;
      readonly watch?: StatementWatch;
    };

export type Dialect = {
  readonly driver: 'sqlite' | 'postgres';
  readonly connection: Connection;
  /** How long what is remembered is kept beside other machines, in ms; null: there is no other (operations.md E-4). */
  readonly cacheLimit: number | null;
  /** Answers `now`, epoch ms, of the machine the database is on; null: it is this one. */
  readonly clockSql: string | null;
  /** Answers `table` and `column` of every table that lies where ours would; none of an extension. */
  readonly columnsSql: string;
  /** Holds, until the transaction ends, a lock that one process at a time can have. */
  lockMigrations(tx: Kysely<Schema>): Promise<void>;
  /** Transactions that name the same thing take turns from here until they end. */
  takeTurn(tx: Kysely<Schema>, name: string): Promise<void>;
  /** The sorted union of two JSON arrays of strings, as JSON text. */
  union(a: Expression<string>, b: Expression<string>): RawBuilder<string>;
  /** Ends a guard's subquery: the row it found stays as it is until the commit. */
  readonly lockShared: RawBuilder<unknown>;
  /** Ends the selection of rows to delete, so that parallel sweeps do not wait for one another. */
  readonly skipLocked: RawBuilder<unknown>;
  /** Whether the column begins with the text, letter by letter, by an index whose column ends in `byteOrder`. */
  startsWith(column: Expression<string | null>, text: string): RawBuilder<boolean>;
  /** Ends a column of an index, so that it is in the order of its bytes. */
  readonly byteOrder: string;
  /** Ends a selection of rows that nobody else may change until the transaction ends. */
  readonly lockForUpdate: RawBuilder<unknown>;
  /** The text of a member of a JSON column, for migrations. */
  jsonText(column: string, member: string): string;
  /** Ends the definition of a table whose key is a random text. */
  readonly keyedTable: string;
  /**
   * What a row of the table is now, by the table's name in the statement: another text with each write to it that is
   * committed, whoever writes, and none that a row of the same key had before.
   */
  revisionOf(table: string): RawBuilder<string>;
  /** What a migration does for that. */
  revising(table: string, key: string): readonly string[];
  /** Triggers by which the one row of `policy_revision` is likewise another, with each write to a row of the table. */
  notingPolicies(table: string): readonly string[];
};

/** Only the driver that is used is loaded. */
export async function openDialect(options: DatabaseOptions): Promise<Dialect> {
  if (options.driver === 'sqlite') {
    const { openSqlite } = await import('./sqlite.ts');
    await admitSqlite(options);
    return { driver: 'sqlite', connection: openSqlite(options.path, options.watch), ...sqlite };
  }
  const { openPostgres } = await import('./postgres.ts');
  return { driver: 'postgres', connection: openPostgres(options), ...postgres };
}

/** Another program's file is left as it is: opening it to write would change its journal already. */
async function admitSqlite(options: SqliteOptions): Promise<void> {
  const { closeToOthers } = await import('./sqlite-look.ts');
  // What cannot be looked into may be mended by opening it; if not, that tells why.
  const look = await lookInto(options).catch(() => null);
  const columns = await look?.columns().catch(() => []);
  await look?.close();
  checkTables(columns ?? []);
  closeToOthers(options.path);
}

/** Whether another process of ours has the database open. Rejects with StorageUnavailable. */
export async function isOpenElsewhere(options: DatabaseOptions): Promise<boolean> {
  if (options.driver === 'sqlite') return (await import('./sqlite-copy.ts')).isOpenElsewhere(options.path);
  const look = (await import('./postgres.ts')).lookIntoPostgres(options);
  try {
    const [others] = await look.rows(othersSql);
    return Number(others?.['count']) > 0;
  } finally {
    await look.close();
  }
}

const othersSql = `select count(*) as count from pg_stat_activity
  where datname = current_database() and application_name = current_setting('application_name')
    and pid <> pg_backend_pid()`;

/** Reads the database without changing it. */
export type Look = {
  columns(): Promise<readonly ColumnName[]>;
  rows(sql: string): Promise<readonly Row[]>;
  close(): Promise<void>;
};

/** Looks into the database; null: there is none yet. Rejects as `openDialect` does. */
export async function lookInto(options: DatabaseOptions): Promise<Look | null> {
  const [open, { columnsSql }] =
    options.driver === 'sqlite'
      ? [(await import('./sqlite-look.ts')).lookIntoSqlite(options.path), sqlite]
      : [(await import('./postgres.ts')).lookIntoPostgres(options), postgres];
  if (open === null) return null;
  return { ...open, columns: async () => (await open.rows(columnsSql)) as readonly ColumnName[] };
}

/** Nothing that is stored sorts behind it. */
const lastCharacter = '\u{10ffff}';

const sqlite = {
  cacheLimit: null,
  clockSql: null,
  columnsSql: `select m.name as "table", c.name as "column" from sqlite_master m, pragma_table_info(m.name) c
    where m.type = 'table' and m.name not like 'sqlite\\_%' escape '\\'`,
  // Every transaction begins with BEGIN IMMEDIATE: it is the lock.
  lockMigrations: async () => {},
  takeTurn: async () => {},
  union: (a: Expression<string>, b: Expression<string>) =>
    sql<string>`(select json_group_array(value order by value)
      from (select value from json_each(${a}) union select value from json_each(${b})))`,
  // One writer at a time: nothing can change beside it.
  lockShared: sql``,
  skipLocked: sql``,
  startsWith: (column: Expression<string | null>, text: string) =>
    sql<boolean>`(${column} >= ${text} and ${column} < ${text + lastCharacter})`,
  byteOrder: '',
  lockForUpdate: sql``,
  jsonText: (column: string, member: string) => `json_extract(${column}, '$.${member}')`,
  keyedTable: 'without rowid',
  revisionOf: (table: string) => sql<string>`${sql.ref(`${table}.revision`)}`,
  revising: (table: string, key: string) => {
    const revise = `begin update ${table} set revision = ${anotherText} where ${key} = new.${key}; end`;
    return [
      `alter table ${table} add column revision text not null default ''`,
      `create trigger ${table}_made after insert on ${table} ${revise}`,
      `create trigger ${table}_changed after update on ${table} when new.revision = old.revision ${revise}`,
    ];
  },
  notingPolicies: (table: string) =>
    ['insert', 'update', 'delete'].map(
      (write) => `create trigger ${table}_after_${write} after ${write} on ${table}
        begin update policy_revision set revision = ${anotherText}; end`,
    ),
};

const anotherText = 'lower(hex(randomblob(8)))';

const postgres = {
  cacheLimit: 10_000,
  clockSql: 'select (extract(epoch from clock_timestamp()) * 1000)::bigint as now',
  columnsSql: `select c.relname as "table", a.attname as "column"
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = (select oid from pg_namespace where nspname = current_schema())
      and c.relkind in ('r', 'p', 'f') and not exists (select 1 from pg_depend d
        where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')`,
  lockMigrations: async (tx: Kysely<Schema>) => {
    await sql`set local statement_timeout = 0`.execute(tx);
    const lock = sql<{ held: boolean }>`select pg_try_advisory_xact_lock(${sql.lit(MIGRATION_LOCK)}) as held`;
    while (!(await lock.execute(tx)).rows[0]?.held) await setTimeout(50);
  },
  takeTurn: async (tx: Kysely<Schema>, name: string) => {
    await sql`select pg_advisory_xact_lock(${sql.lit(TURN_LOCKS)}, hashtext(${name}))`.execute(tx);
  },
  union: (a: Expression<string>, b: Expression<string>) =>
    sql<string>`(select coalesce(json_agg(value order by value collate "C"), '[]')::text
      from (select value from json_array_elements_text(${a}::json) as a(value)
        union select value from json_array_elements_text(${b}::json) as b(value)) as members)`,
  lockShared: sql`for share`,
  skipLocked: sql`for update skip locked`,
  startsWith: (column: Expression<string | null>, text: string) =>
    sql<boolean>`(${column} collate "C" >= ${text} and ${column} collate "C" < ${text + lastCharacter})`,
  byteOrder: ' collate "C"',
  lockForUpdate: sql`for update`,
  jsonText: (column: string, member: string) => `${column}::json ->> '${member}'`,
  keyedTable: '',
  // The transaction that wrote it; a column of ours would be one that statements of an earlier release do not expect
  revisionOf: (table: string) => sql<string>`${sql.ref(`${table}.xmin`)}::text`,
  revising: () => [],
  // At the commit, when nothing else is waited for: whoever changes policies meanwhile waits for that alone
  notingPolicies: (table: string) => [
    `create or replace function grantor_note_policies() returns trigger language plpgsql as $$
      begin
        execute format('update %I.policy_revision set revision = $1 where revision <> $1', tg_table_schema)
          using ${thisTransaction};
        return null;
      end $$`,
    `create constraint trigger ${table}_noted after insert or update or delete on ${table}
      deferrable initially deferred for each row execute function grantor_note_policies()`,
  ],
};

/** Each has a number of its own, and others read what it leaves once it is committed. */
const thisTransaction = 'pg_current_xact_id()::text';

/** Any number that no other program uses in the same database. */
const MIGRATION_LOCK = 7_319_402_118;
/** Locks of two numbers are others than those of one: whoever hashes alike waits for nothing. */
const TURN_LOCKS = 731_940_212;
