/** SQLite through node:sqlite: durable (WAL, synchronous FULL), one writer, group commit. */

import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type Dialect as KyselyDialect,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { Connection, SqlValue, StatementCounts, StatementWatch } from './connection.ts';
import { GroupCommit } from './group-commit.ts';
import { type Answer, SqliteFile } from './sqlite-file.ts';

/** Opens the file, creating it if it is missing. Throws StorageUnavailable if it cannot. */
export function openSqlite(path: string, watch?: StatementWatch): Connection {
  const counts: StatementCounts = { statements: 0, commits: 0, transactions: 0 };
  const file = new SqliteFile(path, counts, watch);
  const groups = new GroupCommit(file, watch);
  return {
    kysely: kyselyDialect(file),
    counts,
    query: async (statement, parameters) => file.reader.run(statement.sql, parameters).rows,
    commit: (writes) => groups.commit(writes),
    pool: null,
    giveBack: async (least) => file.giveBack(least),
    ping: async () => file.check(),
    close: async () => file.close(),
  };
}

const kyselyDialect = (file: SqliteFile): KyselyDialect => ({
  createDriver: () => new SqliteDriver(file),
  createQueryCompiler: () => new SqliteQueryCompiler(),
  createAdapter: () => new ConcurrentSqliteAdapter(),
  createIntrospector: (database) => new SqliteIntrospector(database),
});

/** Kysely need not queue: the file's own turns do, and reads go on beside an open transaction. */
class ConcurrentSqliteAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

/** A transaction holds the writing connection to its end; a single write takes its turn. */
class SqliteDriver implements Driver {
  readonly #file: SqliteFile;

  constructor(file: SqliteFile) {
    this.#file = file;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<SqliteSession> {
    return new SqliteSession(this.#file);
  }

  async beginTransaction(session: SqliteSession): Promise<void> {
    await session.begin();
  }

  async commitTransaction(session: SqliteSession): Promise<void> {
    await session.commit();
  }

  async rollbackTransaction(session: SqliteSession): Promise<void> {
    session.rollback();
  }

  async releaseConnection(): Promise<void> {}

  /** The file outlives Kysely: the connection's `close` ends it. */
  async destroy(): Promise<void> {}
}

class SqliteSession implements DatabaseConnection {
  readonly #file: SqliteFile;
  #inTransaction = false;

  constructor(file: SqliteFile) {
    this.#file = file;
  }

  async begin(): Promise<void> {
    await this.#file.acquire();
    try {
      await this.#file.begin();
      this.#inTransaction = true;
    } catch (error) {
      this.#file.release();
      throw error;
    }
  }

  async commit(): Promise<void> {
    const { writer } = this.#file;
    writer.control('commit');
    this.#release();
    writer.counts.commits++;
    writer.counts.transactions++;
    await this.#file.durable();
  }

  /** After a commit that failed, too. */
  rollback(): void {
    if (!this.#inTransaction) return;
    try {
      this.#file.writer.rollback();
    } finally {
      this.#release();
    }
  }

  #release(): void {
    this.#inTransaction = false;
    this.#file.release();
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const parameters = query.parameters as readonly SqlValue[];
    if (this.#inTransaction) return result(this.#file.writer.run(query.sql, parameters));
    if (query.query.kind === 'SelectQueryNode') return result(this.#file.reader.run(query.sql, parameters));
    await this.begin();
    try {
      const answer = this.#file.writer.run(query.sql, parameters);
      await this.commit();
      return result(answer);
    } catch (error) {
      this.rollback();
      throw error;
    }
  }

  // biome-ignore lint/correctness/useYield: there are no streams here
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('streaming is not used on SQLite');
  }
}

const result = <Row>({ rows, affected }: Answer): QueryResult<Row> => ({
  rows: rows as unknown as Row[],
  numAffectedRows: BigInt(affected),
});
