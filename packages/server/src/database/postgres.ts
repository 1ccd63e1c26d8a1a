/** PostgreSQL through pg: reads and commits of one turn travel together. */

import { type Dialect as KyselyDialect, PostgresDialect, type PostgresPoolClient } from 'kysely';
import { type Connection, type SqlValue, type StatementCounts, StorageUnavailable } from './connection.ts';
import { createCommits } from './postgres-commit.ts';
import { mayGoAlone, repeated } from './postgres-failure.ts';
import type { PostgresAnswer } from './postgres-pipeline.ts';
import { onlyOf, type PostgresOptions, PostgresPool, type PostgresSession } from './postgres-pool.ts';
import { SharedTrips } from './shared-trips.ts';

/** Opens a pool; nothing connects until it is used. */
export function openPostgres(options: PostgresOptions): Connection {
  const counts: StatementCounts = { statements: 0, commits: 0, transactions: 0 };
  const pool = new PostgresPool(options, counts);
  const keep = options.watch?.keep ?? (() => undefined);
  const reads = new SharedTrips({
    send: (statements) => pool.together(statements),
    mayGoAlone: mayGoAlone('reads'),
  });
  return {
    kysely: kyselyDialect(pool),
    counts,
    query({ name, sql, isLong }, parameters) {
      const statement = { name, sql, parameters, within: keep() };
      const alone = async () => (await pool.query(statement)).rows;
      if (isLong) return alone();
      return reads.take({ statements: [statement], answer: (answers) => onlyOf(answers).rows, alone });
    },
    commit: createCommits(pool, keep),
    pool: () => pool.state,
    // PostgreSQL does so by itself
    giveBack: async () => {},
    ping: async () => {
      await pool.query({ name: 'ping', sql: 'select 1', parameters: [] });
    },
    close: () => pool.close(),
  };
}

/** A connection that is used to read only. */
export function lookIntoPostgres(options: PostgresOptions) {
  const pool = new PostgresPool(options, { statements: 0, commits: 0, transactions: 0 });
  return {
    rows: async (sql: string) => {
      const session = await pool.connect();
      try {
        return onlyOf(await session.send([{ name: undefined, sql, parameters: [] }])).rows;
      } finally {
        session.release(false);
      }
    },
    close: () => pool.close(),
  };
}

function kyselyDialect(pool: PostgresPool): KyselyDialect {
  const connect = async (): Promise<PostgresPoolClient> => clientFor(pool, await pool.connect());
  // The pool outlives Kysely: `close` ends it.
  return new PostgresDialect({ pool: { connect, end: async () => {}, options: {} } });
}

/** What Kysely uses of a client; a connection whose statement met an outage is not used again. */
function clientFor(pool: PostgresPool, first: PostgresSession): PostgresPoolClient {
  let session: PostgresSession | null = first;
  let writes = false;
  let transaction = false;
  // Outside a transaction a connection that met an outage gives way to another
  const run = async (sql: string, parameters: readonly SqlValue[]): Promise<PostgresAnswer> => {
    session ??= await pool.connect();
    try {
      return onlyOf(await session.send([{ name: undefined, sql, parameters }]));
    } catch (error) {
      if (!transaction && error instanceof StorageUnavailable) {
        session.release(true);
        session = null;
      }
      throw error;
    }
  };
  const query = async (sql: string, parameters: readonly SqlValue[]): Promise<PostgresAnswer> => {
    const answer = await (transaction ? run(sql, parameters) : repeated(sql, () => run(sql, parameters)));
    if (answer.command === 'BEGIN') transaction = true;
    else if (answer.command === 'COMMIT' || (!transaction && answer.command !== 'SELECT')) writes = true;
    return answer;
  };
  const release = (broken?: boolean) => {
    if (writes) {
      pool.counts.commits++;
      pool.counts.transactions++;
    }
    session?.release(broken ?? false);
    session = null;
  };
  return { query, release } as unknown as PostgresPoolClient;
}
