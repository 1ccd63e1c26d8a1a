import { type Row, sqlUserStore } from './sql-store.ts';
import type { UserStore } from './store.ts';
import { indexName, parseUserTable, quoted, type UserTable, type UserTableOptions } from './table.ts';

/** The part of `DatabaseSync` of `node:sqlite` that is used. */
export type SqliteDatabase = {
  exec(sql: string): void;
  prepare(sql: string): { all(parameters: Record<string, string>): unknown[] };
};

/**
 * Users in a table of this database. `migrate` makes the table or adds what it lacks; done twice it changes
 * nothing. Open the database with a `timeout` if other processes write to it: a busy database is an outage.
 */
export function sqliteUsers(
  database: SqliteDatabase,
  options: UserTableOptions = {},
): UserStore & { migrate(): Promise<void> } {
  const described = parseUserTable(options);
  if (described.table.includes('.')) throw new TypeError('A table of SQLite is named without a schema.');
  const rows = (sql: string, values: readonly string[]): Row[] =>
    database
      .prepare(sql)
      .all(Object.fromEntries(values.map((value, index) => [`$${index + 1}`, value]))) as Row[];
  const store = sqlUserStore(
    {
      query: async (sql, values) => rows(sql, values),
      asText: (column) => column, // SQLite compares with the type of the column in mind
      comparable, // of ASCII letters only, as SQLite's lower() is
      isConflict: (error) =>
        error instanceof Error && 'errcode' in error && uniqueViolations.has(Number(error.errcode)),
    },
    described,
  );
  const present = (): ReadonlySet<unknown> => {
    const listed = rows('select name from pragma_table_info($1)', [described.table]);
    return new Set(listed.map((row) => row['name']));
  };
  return {
    ...store,
    migrate: async () => {
      database.exec('begin immediate');
      try {
        for (const statement of statementsFor(described, present())) database.exec(statement);
        database.exec('commit');
      } catch (error) {
        database.exec('rollback');
        throw error;
      }
    },
  };
}

const comparable = (column: string): string => `lower(trim(${column}))`;

// SQLITE_CONSTRAINT_UNIQUE, SQLITE_CONSTRAINT_PRIMARYKEY
const uniqueViolations: ReadonlySet<number> = new Set([2067, 1555]);

function statementsFor(described: UserTable, present: ReadonlySet<unknown>): readonly string[] {
  const { columns } = described;
  const table = quoted(described.table);
  const [issuer, subject] = [quoted(columns.issuer), quoted(columns.subject)];
  const missing = Object.values(columns).filter((column) => column !== columns.id && !present.has(column));
  return [
    `create table if not exists ${table} (${quoted(columns.id)} text primary key not null)`,
    ...missing.map((column) => `alter table ${table} add column ${quoted(column)} text`),
    `create unique index if not exists ${indexName(described, 'oauth_identity')}
      on ${table} (${issuer}, ${subject}) where ${issuer} is not null and ${subject} is not null`,
    `create index if not exists ${indexName(described, 'comparable_email')}
      on ${table} (${comparable(quoted(columns.email))})`,
  ];
}
