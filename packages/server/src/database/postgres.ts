/** PostgreSQL through pg: a commit is one statement where it can be, else one pipelined transaction. */

import { type Dialect as KyselyDialect, PostgresDialect, type PostgresPoolClient } from 'kysely';
import {
  type BoundWrite,
  type Connection,
  type SqlValue,
  type StatementCounts,
  StorageUnavailable,
  type WriteOutcome,
} from './connection.ts';
import { joinWrites } from './joined-write.ts';
import {
  type PostgresAnswer,
  type PostgresOptions,
  PostgresPool,
  type PostgresSession,
  repeated,
} from './postgres-pool.ts';

/** Opens a pool; nothing connects until it is used. */
export function openPostgres(options: PostgresOptions): Connection {
  const counts: StatementCounts = { statements: 0, commits: 0, transactions: 0 };
  const pool = new PostgresPool(options, counts);
  return {
    kysely: kyselyDialect(pool),
    counts,
    query: async ({ name, sql }, parameters) => (await pool.query(name, sql, parameters)).rows,
    commit: async (writes) => {
      const outcome = await commit(pool, writes);
      if (outcome.kind === 'committed') {
        counts.commits++;
        counts.transactions++;
      }
      return outcome;
    },
    pool: () => pool.state,
    // PostgreSQL does so by itself
    giveBack: async () => {},
    ping: async () => {
      await pool.query('ping', 'select 1', []);
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
        return (await session.run(undefined, sql, [])).rows;
      } finally {
        session.release(false);
      }
    },
    close: () => pool.close(),
  };
}

async function commit(pool: PostgresPool, writes: readonly BoundWrite[]): Promise<WriteOutcome> {
  const [only] = writes;
  if (only === undefined) return { kind: 'committed', rows: [] };
  if (writes.length === 1) {
    const { statement, parameters, guarded } = only;
    const { rows, rowCount } = await pool.query(statement.name, statement.sql, parameters);
    return guarded && rowCount === 0 ? { kind: 'conflict', index: 0 } : { kind: 'committed', rows };
  }
  const joined = joinWrites(writes);
  if (joined === null) return repeated(WRITES, () => transact(pool, writes));
  const { name, sql } = joined.statement;
  const { rowCount } = await pool.query(name, sql, joined.parameters);
  return rowCount === 0 ? { kind: 'conflict', index: 0 } : { kind: 'committed', rows: [] };
}

/** Stands for statements of which one at least writes. */
const WRITES = 'writes';

async function transact(pool: PostgresPool, writes: readonly BoundWrite[]): Promise<WriteOutcome> {
  const session = await pool.connect();
  let broken = true;
  try {
    const outcome = await transactOn(session, writes);
    broken = false;
    return outcome;
  } finally {
    session.release(broken);
  }
}

/** What cannot be refused any more is sent together with COMMIT; whatever waits for a guard is not. */
async function transactOn(session: PostgresSession, writes: readonly BoundWrite[]): Promise<WriteOutcome> {
  const guards = writes.filter(({ guarded }) => guarded);
  const run = ({ statement, parameters }: BoundWrite) =>
    session.run(statement.name, statement.sql, parameters);
  let begun: Promise<unknown> = session.run(undefined, 'begin', []);
  for (const [index, guard] of guards.entries()) {
    const [, { rowCount }] = await together([begun, run(guard)] as const);
    begun = Promise.resolve();
    if (rowCount === 0) {
      await session.run(undefined, 'rollback', []);
      return { kind: 'conflict', index };
    }
  }
  const rest = writes.slice(guards.length).map(run);
  await together([begun, ...rest, session.run(undefined, 'commit', [])]);
  return { kind: 'committed', rows: [] };
}

/** Waits for all, then fails with the first failure: none is left unheard. */
async function together<T extends readonly unknown[]>(
  answers: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const settled = await Promise.allSettled(answers);
  for (const answer of settled) if (answer.status === 'rejected') throw answer.reason;
  return Promise.all(answers);
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
      return await session.run(undefined, sql, parameters);
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
