import { type Row, sqlUserStore } from './sql-store.ts';
import type { UserStore } from './store.ts';
import { indexName, parseUserTable, quoted, type UserTable, type UserTableOptions } from './table.ts';

/** The part of a `Pool` of `pg` that is used. */
export type PostgresPool = {
  query(text: string, values?: string[]): Promise<{ readonly rows: readonly unknown[] }>;
};

/**
 * Users in a table of this database. `migrate` makes the table or adds what it lacks; done twice, or by several
 * processes at once, it changes nothing more. Give the pool a `statement_timeout`: waiting is part of a request.
 */
export function postgresUsers(
  pool: PostgresPool,
  options: UserTableOptions = {},
): UserStore & { migrate(): Promise<void> } {
  const described = parseUserTable(options);
  const store = sqlUserStore(
    {
      query: async (sql, values) => (await pool.query(sql, [...values])).rows as readonly Row[],
      asText: (column) => `cast(${column} as text)`,
      comparable,
      isConflict: (error) => stateOf(error) === uniqueViolation,
    },
    described,
  );
  return {
    ...store,
    // Several statements in one query are one transaction
    migrate: async () => {
      await pool.query(statementsFor(described).join(';\n'));
    },
  };
}

const uniqueViolation = '23505';

const stateOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;

// The collation keeps lower() to ASCII letters, whatever the database was made with
const comparable = (column: string): string => `lower(trim(cast(${column} as text)) collate "C")`;

/** Any number that no other program uses in the same database. */
const migrationLock = 7_319_402_119;

function statementsFor(described: UserTable): readonly string[] {
  const { columns } = described;
  const table = quoted(described.table);
  const [issuer, subject] = [quoted(columns.issuer), quoted(columns.subject)];
  const added = Object.values(columns).filter((column) => column !== columns.id);
  return [
    `select pg_advisory_xact_lock(${migrationLock})`,
    `create table if not exists ${table} (${quoted(columns.id)} text primary key)`,
    ...added.map((column) => `alter table ${table} add column if not exists ${quoted(column)} text`),
    `create unique index if not exists ${indexName(described, 'oauth_identity')}
      on ${table} (${issuer}, ${subject}) where ${issuer} is not null and ${subject} is not null`,
    `create index if not exists ${indexName(described, 'comparable_email')}
      on ${table} (${comparable(quoted(columns.email))})`,
  ];
}
