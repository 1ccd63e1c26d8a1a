/** A pool of PostgreSQL connections that count their statements and tell outages from mistakes. */

import { setTimeout } from 'node:timers/promises';
import { getSystemErrorMessage } from 'node:util';
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
  /** `ours`: what is set on a connection stays there. */
  readonly #sessions: 'ours' | 'lent';
  readonly #connectedAt = new WeakMap<object, number>();
  /** What connected before it may lead to a server that takes no writes any more. */
  #distrustedBefore = Number.NEGATIVE_INFINITY;

  constructor(options: PostgresOptions, counts: StatementCounts) {
    this.counts = counts;
    this.#watch = options.watch;
    this.#sessions = sessionsOf(options);
    this.#pool = new pg.Pool(poolConfig(options));
    // An idle connection that breaks is replaced; the next statement tells of a lasting outage.
    this.#pool.on('error', ignore);
    this.#pool.on('connect', (client) => void this.#connectedAt.set(client, performance.now()));
  }

  /** One statement on any connection, by itself; repeated where nothing was committed. */
  query(name: string, sql: string, parameters: readonly SqlValue[]): Promise<PostgresAnswer> {
    return repeated(sql, () => this.#once(name, sql, parameters));
  }

  async #once(name: string, sql: string, parameters: readonly SqlValue[]): Promise<PostgresAnswer> {
    const session = await this.connect();
    let broken = true;
    try {
      const answer = await session.run(name, sql, parameters);
      broken = false;
      return answer;
    } finally {
      session.release(broken);
    }
  }

  /** A connection of one's own, to be released. */
  async connect(): Promise<PostgresSession> {
    const client = await this.#trusted();
    // The statement under way tells of a connection that breaks; the pool listens only while nobody has it
    client.on('error', ignore);
    const run = (name: string | undefined, sql: string, parameters: readonly SqlValue[]) => {
      if (!isControl(sql)) this.counts.statements++;
      const values = [...parameters];
      const answer = this.#run(sql, () =>
        client.query(name && this.#sessions === 'ours' ? { name, text: sql, values } : { text: sql, values }),
      );
      return answer.catch((error: unknown) => {
        if (codeOf(error) === readOnly) this.#distrustedBefore = performance.now();
        throw error;
      });
    };
    const release: PostgresSession['release'] = (broken) => {
      client.off('error', ignore);
      client.release(broken);
    };
    return { run, release };
  }

  async #trusted(): Promise<pg.PoolClient> {
    for (;;) {
      const client = await this.#connected();
      if ((this.#connectedAt.get(client) ?? 0) > this.#distrustedBefore) return client;
      client.release(true);
    }
  }

  async #connected(): Promise<pg.PoolClient> {
    try {
      return await this.#pool.connect();
    } catch (cause) {
      throw new NotConnected('PostgreSQL cannot be reached', namingFile(cause));
    }
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

/** A certificate or key that the DSN names, and that cannot be read: which one it is, since the system does not say. */
function namingFile(cause: unknown): unknown {
  if (!(cause instanceof Error)) return cause;
  const { syscall, path, errno = 0 } = cause as NodeJS.ErrnoException;
  if (syscall !== 'open' || path === undefined) return cause;
  return new Error(`${path} cannot be read: ${getSystemErrorMessage(errno)}`);
}

/** No statement was sent. */
class NotConnected extends StorageUnavailable {}

// PostgreSQL manual, Appendix A: read_only_sql_transaction, cannot_connect_now
const readOnly = '25006';
const refusedWhole: readonly unknown[] = [readOnly, '57P03'];

const codeOf = (error: unknown): string | undefined =>
  error instanceof StorageUnavailable && error.cause instanceof pg.DatabaseError
    ? error.cause.code
    : undefined;

/** Whether the database took none of it, whatever it was. */
const isRefused = (error: StorageUnavailable): boolean =>
  error instanceof NotConnected || refusedWhole.includes(codeOf(error));

/** Whether the connection was lost: of a write nobody knows what became. */
function isLost(error: StorageUnavailable): boolean {
  const code = codeOf(error);
  return code === undefined || /^(08|57P)/.test(code);
}

/** What changes nothing by itself: a read, or the beginning of a transaction. */
const isHarmless = (sql: string): boolean => /^(select|begin|start transaction)\b/.test(sql);

/** In milliseconds: a connection that was lost is replaced at once, a primary within moments if at all. */
const pauses = [0, 50, 150];

/** The work again, up to three times, where an outage left nothing of it committed (operations.md §11 fail-over). */
export async function repeated<Result>(sql: string, work: () => Promise<Result>): Promise<Result> {
  for (const pause of pauses) {
    try {
      return await work();
    } catch (error) {
      const mayRepeat =
        error instanceof StorageUnavailable && (isRefused(error) || (isHarmless(sql) && isLost(error)));
      if (!mayRepeat || isTimeout(error)) throw error;
    }
    await setTimeout(pause);
  }
  return work();
}

/** It would take as long again. */
const isTimeout = ({ cause }: Error): boolean => cause instanceof Error && /timeout/i.test(cause.message);

const isControl = (sql: string): boolean => /^(begin|commit|rollback|start transaction)/.test(sql);

/**
 * A pooler such as PgBouncer may give each transaction another connection to the database: `pgbouncer=true` in the DSN
 * says so. Nothing is kept on a connection then, neither statements by name nor settings.
 */
const sessionsOf = ({ dsn }: PostgresOptions): 'ours' | 'lent' =>
  URL.parse(dsn)?.searchParams.get('pgbouncer') === 'true' ? 'lent' : 'ours';

function poolConfig(options: PostgresOptions): pg.PoolConfig {
  return {
    connectionString: options.dsn,
    max: options.maxConnections,
    ...(sessionsOf(options) === 'ours' ? { statement_timeout: options.queryTimeout } : {}),
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
