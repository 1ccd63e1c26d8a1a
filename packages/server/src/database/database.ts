/** One open database, SQLite or PostgreSQL. What differs is behind dialect.ts; nobody else asks which it is. */

import { type CompiledQuery, Kysely, sql, type Transaction } from 'kysely';
import type { Connection, StatementCounts } from './connection.ts';
import { type DatabaseOptions, type Dialect, openDialect } from './dialect.ts';
import { isSchemaUsable, migrate } from './migrations.ts';
import type { Schema } from './schema.ts';

export { FileUnusable, StorageUnavailable } from './connection.ts';
export type { DatabaseOptions } from './dialect.ts';

export type Database = {
  /** Builds queries and runs single ones. Writes that belong together go in `transaction`. */
  readonly kysely: Kysely<Schema>;
  /** Runs a query that was compiled before. */
  read<Row>(query: CompiledQuery<Row>): Promise<readonly Row[]>;
  /**
   * All of the work or nothing, durable when it resolves. On SQLite transactions take turns with all
   * other writes, so the work awaits nothing but its own statements; on PostgreSQL they are READ COMMITTED.
   */
  transaction<T>(work: (tx: Transaction<Schema>) => Promise<T>): Promise<T>;
  readonly counts: Readonly<StatementCounts>;
  /** For prepared statements and commits, in this folder only. */
  readonly connection: Connection;
  readonly dialect: Dialect;
  /**
   * Gives the space of deleted rows back to the disk where that is much: half of the whole, and 64 MiB at least.
   * Everything waits meanwhile: to be called before anybody is served.
   */
  giveBack(least?: number): Promise<void>;
  /** Rejects with StorageUnavailable unless the database answers. */
  ping(): Promise<void>;
  /** Whether everything this program knows of its schema stands, whatever a newer one added. Rejects with StorageUnavailable. */
  isSchemaUsable(): Promise<boolean>;
  /** What its clock says now, epoch ms; null: it has none but ours. Rejects with StorageUnavailable. */
  clock(): Promise<number | null>;
  close(): Promise<void>;
};

/**
 * Opens the database and brings its schema up to date. Rejects with StorageUnavailable, or with
 * SchemaMismatch when this program cannot use the schema it found (operations.md Y-1).
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const database = connect(await openDialect(options));
  try {
    await migrate(database.kysely, database.dialect);
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}

function connect(dialect: Dialect): Database {
  const { connection } = dialect;
  const kysely = new Kysely<Schema>({ dialect: connection.kysely });
  return {
    kysely,
    connection,
    dialect,
    counts: connection.counts,
    read: async (query) => (await kysely.executeQuery(query)).rows,
    transaction: (work) => kysely.transaction().execute(work),
    giveBack: (least = 64 * 1024 * 1024) => connection.giveBack(least),
    ping: () => connection.ping(),
    isSchemaUsable: () => isSchemaUsable(kysely),
    async clock() {
      if (dialect.clockSql === null) return null;
      const { rows } = await sql<{ now: number }>`${sql.raw(dialect.clockSql)}`.execute(kysely);
      return Number(rows[0]?.now);
    },
    close: async () => {
      await kysely.destroy();
      await connection.close();
    },
  };
}
