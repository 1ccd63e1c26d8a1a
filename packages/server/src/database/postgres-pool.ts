/** A pool of PostgreSQL connections that count their statements and tell outages from mistakes. */

import pg from 'pg';
import {
  type PoolState,
  type Row,
  type SqlValue,
  type StatementCounts,
  type StatementWatch,
  StorageUnavailable,
} from './connection.ts';

export type PostgresOptions = {
  readonly dsn: string;
  readonly maxConnections: number;
  /** Milliseconds, as all that follow. */
  readonly queryTimeout: number;
  readonly connectTimeout?: number;
  readonly idleTimeout?: number;
  readonly lifetime?: number;
  readonly watch?: StatementWatch;
};

export type PostgresAnswer = {
  readonly rows: readonly Row[];
  readonly rowCount: number;
  readonly command: string;
};

/** Beyond the server's own limit, for an answer that never comes. */
const ANSWER_MARGIN = 1000;

const ignore = (): void => {};

export class PostgresPool {
  readonly counts: StatementCounts;
  readonly #pool: pg.Pool;
  readonly #watch: StatementWatch | undefined;

  constructor(options: PostgresOptions, counts: StatementCounts) {
    this.counts = counts;
    this.#watch = options.watch;
    this.#pool = new pg.Pool(poolConfig(options));
    // An idle connection that breaks is replaced; the next statement tells of a lasting outage.
    this.#pool.on('error', ignore);
  }

  /** One statement on any connection, by itself. */
  query(name: string, sql: string, parameters: readonly SqlValue[]): Promise<PostgresAnswer> {
    this.counts.statements++;
    return this.#run(sql, () => this.#pool.query({ name, text: sql, values: [...parameters] }));
  }

  /** A connection of one's own, to be released. */
  async connect(): Promise<PostgresSession> {
    const client = await available(this.#pool.connect());
    // The statement under way tells of a connection that breaks; the pool listens only while nobody has it
    client.on('error', ignore);
    const run = (name: string | undefined, sql: string, parameters: readonly SqlValue[]) => {
      if (!isControl(sql)) this.counts.statements++;
      const values = [...parameters];
      return this.#run(sql, () => client.query(name ? { name, text: sql, values } : { text: sql, values }));
    };
    const release: PostgresSession['release'] = (broken) => {
      client.off('error', ignore);
      client.release(broken);
    };
    return { run, release };
  }

  get state(): PoolState {
    const { totalCount, idleCount: idle, waitingCount: waiting } = this.#pool;
    return { idle, busy: totalCount - idle, waiting };
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #run(sql: string, start: () => Promise<pg.QueryResult>): Promise<PostgresAnswer> {
    const watch = this.#watch;
    const answer = watch === undefined ? available(start()) : watched(watch, sql, start);
    return (await answer) as PostgresAnswer;
  }
}

export type PostgresSession = {
  run(name: string | undefined, sql: string, parameters: readonly SqlValue[]): Promise<PostgresAnswer>;
  release(broken: boolean): void;
};

async function watched(watch: StatementWatch, sql: string, start: () => Promise<pg.QueryResult>) {
  const started = performance.now();
  const passed = () => performance.now() - started;
  try {
    const answer = await available(start());
    if (passed() > watch.slowerThan) watch.notice({ sql, milliseconds: passed(), error: null });
    return answer;
  } catch (error) {
    watch.notice({ sql, milliseconds: passed(), error });
    throw error;
  }
}

const isControl = (sql: string): boolean => /^(begin|commit|rollback|start transaction)/.test(sql);

function poolConfig(options: PostgresOptions): pg.PoolConfig {
  return {
    connectionString: options.dsn,
    max: options.maxConnections,
    statement_timeout: options.queryTimeout,
    query_timeout: options.queryTimeout + ANSWER_MARGIN,
    connectionTimeoutMillis: options.connectTimeout ?? options.queryTimeout,
    idleTimeoutMillis: options.idleTimeout ?? 600_000,
    maxLifetimeSeconds: Math.ceil((options.lifetime ?? 300_000) / 1000),
    keepAlive: true,
    application_name: 'grantor',
    types: { getTypeParser: typeParser },
    ...PIPELINED,
  };
}

/** Statements are sent without waiting for the answer to the one before. */
const PIPELINED = { pipeline: true };

/** Times in milliseconds and counts are int8, and far below 2^53. */
const typeParser: typeof pg.types.getTypeParser = (oid: number, format?: 'text' | 'binary') =>
  oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format);

// PostgreSQL manual, Appendix A: connection, transaction rollback (deadlock), resources, operator, system
const UNAVAILABLE = /^(08|40|53|57|58|25006)/;

/** Only the database itself can say that a statement is wrong; anything else is an outage. */
async function available<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof pg.DatabaseError && !UNAVAILABLE.test(error.code ?? '')) throw error;
    throw new StorageUnavailable('PostgreSQL did not answer', error);
  }
}
