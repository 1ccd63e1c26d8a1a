/** Statements built and compiled once, then only bound: `build` sees placeholders where values will be. */

import { type Compilable, type CompiledQuery, type Kysely, type RawBuilder, sql } from 'kysely';
import type { BoundWrite, PreparedWrite, Row, SqlValue } from './connection.ts';
import type { Database } from './database.ts';
import type { Schema } from './schema.ts';

export type Values = Readonly<Record<string, SqlValue>>;

/** Answers the rows for these values, in one statement. */
export type Query<Arguments, Answer> = (values: Arguments) => Promise<readonly Answer[]>;

/** A write with its values, to be committed. */
export type Write<Arguments> = (values: Arguments) => BoundWrite;

export const guarded = (write: BoundWrite): BoundWrite => ({ ...write, guarded: true });

export type InsertOptions = {
  /** Insert only where this holds. */
  readonly where?: RawBuilder<boolean>;
  /** What follows ON CONFLICT. */
  readonly onConflict?: RawBuilder<unknown>;
};

class Placeholder {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** Kysely takes any value where a value goes, and hands it back among the compiled parameters. */
const placeholders = <Arguments>(): Arguments =>
  new Proxy({}, { get: (_, name) => new Placeholder(String(name)) }) as Arguments;

type Template = { readonly sql: string; bind(values: Values, beside?: Values): SqlValue[] };

function template(query: CompiledQuery): Template {
  const parameters = query.parameters as readonly (SqlValue | Placeholder)[];
  const bound = (parameter: SqlValue | Placeholder, row: Values, beside: Values | undefined): SqlValue => {
    if (!(parameter instanceof Placeholder)) return parameter;
    const own = row[parameter.name];
    const value = own === undefined ? beside?.[parameter.name] : own;
    if (value === undefined) throw new Error(`no value for ${parameter.name} in ${query.sql}`);
    return value;
  };
  return {
    sql: query.sql,
    bind: (values, beside) => parameters.map((parameter) => bound(parameter, values, beside)),
  };
}

let prepared = 0;
const nextName = (): string => `grantor_${++prepared}`;

/** Prepares a read of few rows, which may travel with others; rows come as the database has them. */
export const prepareQuery = <Arguments extends Values, Answer = Row>(
  database: Database,
  build: (kysely: Kysely<Schema>, values: Arguments) => Compilable<Answer>,
): Query<Arguments, Answer> => prepareRead(database, { build, isLong: false });

/** The same of many, for which nobody else waits. */
export const prepareLongQuery = <Arguments extends Values, Answer = Row>(
  database: Database,
  build: (kysely: Kysely<Schema>, values: Arguments) => Compilable<Answer>,
): Query<Arguments, Answer> => prepareRead(database, { build, isLong: true });

type Read<Arguments, Answer> = {
  build(kysely: Kysely<Schema>, values: Arguments): Compilable<Answer>;
  readonly isLong: boolean;
};

function prepareRead<Arguments extends Values, Answer>(
  { kysely, connection }: Database,
  { build, isLong }: Read<Arguments, Answer>,
): Query<Arguments, Answer> {
  const { sql: text, bind } = template(build(kysely, placeholders<Arguments>()).compile());
  const statement = { name: nextName(), sql: text, isLong };
  return (values) => connection.query(statement, bind(values)) as Promise<readonly Answer[]>;
}

/** Prepares an update or delete. */
export function prepareWrite<Arguments extends Values>(
  { kysely }: Database,
  build: (kysely: Kysely<Schema>, values: Arguments) => Compilable,
): Write<Arguments> {
  const { sql: text, bind } = template(build(kysely, placeholders<Arguments>()).compile());
  return binder({ name: nextName(), sql: text, gated: null }, bind);
}

/** An insert of a row, with what its condition needs beside. */
export type Insert<Record, Beside> = (row: Record, beside: Beside) => BoundWrite;

/** Prepares an insert of one row of the table; it is compiled with the columns of the first row. */
export function prepareInsert<Table extends keyof Schema & string, Beside extends Values = NoValues>(
  { kysely }: Database,
  table: Table,
  build: (values: Schema[Table] & Beside) => InsertOptions = () => ({}),
): Insert<Schema[Table], Beside> {
  const options = build(placeholders<Schema[Table] & Beside>());
  const insert = (columns: readonly string[], gate?: RawBuilder<unknown>) =>
    template(insertInto(table, columns, { gate, ...options }).compile(kysely));
  const name = nextName();
  let compiled: { statement: PreparedWrite; bind: Template['bind'] } | undefined;
  return (row, beside) => {
    if (compiled === undefined) {
      const { sql: text, bind } = insert(Object.keys(row));
      const gated = insert(Object.keys(row), sql`exists (select 1 from "guard")`).sql;
      compiled = { statement: { name, sql: text, gated }, bind };
    }
    const { statement, bind } = compiled;
    return { statement, parameters: bind(row, beside), guarded: false };
  };
}

/** Prepares the insert of any number of rows at once, all or none; one whose key is there already is left out. */
export function prepareBatch<Table extends keyof Schema & string>(
  database: Database,
  table: Table,
): (rows: readonly Schema[Table][]) => Promise<void> {
  const insert = prepareInsert(database, table, () => ({ onConflict: sql`do nothing` }));
  return async (rows) => {
    await database.connection.commit(rows.map((row) => insert(row, {})));
  };
}

export type NoValues = Readonly<Record<never, never>>;

/** One row where nothing is asked: of what selects SQLite expects many, and notes every page to be able to undo them. */
function insertInto(
  table: string,
  columns: readonly string[],
  { gate, where, onConflict }: InsertOptions & { gate: RawBuilder<unknown> | undefined },
): RawBuilder<unknown> {
  const names = sql.join(columns.map((column) => sql.ref(column)));
  const values = sql.join(columns.map((column) => sql`${new Placeholder(column)}`));
  const asked = [gate, where].filter((condition) => condition !== undefined);
  const row =
    asked.length === 0 ? sql`values (${values})` : sql`select ${values} where ${sql.join(asked, sql` and `)}`;
  return sql`insert into ${sql.table(table)} (${names}) ${row}${
    onConflict === undefined ? sql`` : sql` on conflict ${onConflict}`
  }`;
}

const binder =
  <Arguments>(statement: PreparedWrite, bind: (values: Arguments) => SqlValue[]): Write<Arguments> =>
  (values) => ({ statement, parameters: bind(values), guarded: false });
