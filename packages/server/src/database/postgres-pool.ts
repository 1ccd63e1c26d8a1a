/** A pool of PostgreSQL connections that count their statements and tell outages from mistakes. */

import { getSystemErrorMessage } from 'node:util';
import pg from 'pg';
import type { KeptContext, PoolState, StatementCounts, StatementWatch } from './connection.ts';
import { available, isOutdated, NotConnected, repeated } from './postgres-failure.ts';
import { Pipeline, type PostgresAnswer, type Prepared, type Statement } from './postgres-pipeline.ts';

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
  readonly #prepared = new WeakMap<object, Prepared>();
  /** What connected before it may lead to a server that takes no writes any more, or know tables as they were. */
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
  query(statement: Statement): Promise<PostgresAnswer> {
    return repeated(statement.sql, async () => onlyOf(await this.together([statement])));
  }

  /** In one transaction on any connection; never repeated. */
  async together(statements: readonly Statement[]): Promise<readonly PostgresAnswer[]> {
    const session = await this.connect();
    let broken = true;
    try {
      const answers = await session.send(statements);
      broken = false;
      return answers;
    } finally {
      session.release(broken);
    }
  }

  /** A connection of one's own, to be released. */
  async connect(): Promise<PostgresSession> {
    const client = await this.#trusted();
    // The statement under way tells of a connection that breaks; the pool listens only while nobody has it
    client.on('error', ignore);
    const send: PostgresSession['send'] = async (statements) => {
      for (const { sql } of statements) if (!isControl(sql)) this.counts.statements++;
      try {
        return await this.#send(client, statements);
      } catch (error) {
        if (isOutdated(error)) this.#distrustedBefore = performance.now();
        throw error;
      }
    };
    const release: PostgresSession['release'] = (broken) => {
      client.off('error', ignore);
      client.release(broken);
    };
    return { send, release };
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

  #preparedOn(client: pg.PoolClient): Prepared {
    const known = this.#prepared.get(client);
    if (known !== undefined) return known;
    const prepared: Prepared = new Map();
    this.#prepared.set(client, prepared);
    return prepared;
  }

  get state(): PoolState {
    const { totalCount, idleCount: idle, waitingCount: waiting } = this.#pool;
    return { idle, busy: totalCount - idle, waiting };
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #send(client: pg.PoolClient, statements: readonly Statement[]): Promise<readonly PostgresAnswer[]> {
    const watch = this.#watch;
    const named = this.#sessions === 'ours' ? statements : statements.map(withoutName);
    const pipeline = new Pipeline(named, this.#preparedOn(client));
    const started = performance.now();
    try {
      await available(pipeline.sendOn(client));
    } catch (error) {
      if (watch !== undefined) notice(watch, { statements, pipeline, started, failure: error });
      throw error;
    }
    if (watch !== undefined) notice(watch, { statements, pipeline, started, failure: null });
    return pipeline.answers;
  }
}

export type PostgresSession = {
  /** In order, in one transaction unless one has begun; rejects with the first failure, which undoes all of them. */
  send(statements: readonly Statement[]): Promise<readonly PostgresAnswer[]>;
  release(broken: boolean): void;
};

const withoutName = (statement: Statement): Statement => ({ ...statement, name: undefined });

type Sent = {
  readonly statements: readonly Statement[];
  readonly pipeline: Pipeline;
  readonly started: number;
  readonly failure: unknown;
};

/** What travelled together took as long for each. */
function notice(watch: StatementWatch, { statements, pipeline: { answers }, started, failure }: Sent): void {
  const milliseconds = performance.now() - started;
  const last = Math.min(answers.length, statements.length - 1);
  for (const [index, { sql, within = directly }] of statements.entries()) {
    const error = index === last ? failure : null;
    if (index <= last && (error !== null || milliseconds > watch.slowerThan))
      within(() => watch.notice({ sql, milliseconds, error }));
  }
}

const directly: KeptContext = (work) => work();

/** Of one statement. */
export const onlyOf = ([answer]: readonly PostgresAnswer[]): PostgresAnswer => {
  if (answer === undefined) throw new Error('a statement without an answer');
  return answer;
};

/** A certificate or key that the DSN names, and that cannot be read: which one it is, since the system does not say. */
function namingFile(cause: unknown): unknown {
  if (!(cause instanceof Error)) return cause;
  const { syscall, path, errno = 0 } = cause as NodeJS.ErrnoException;
  if (syscall !== 'open' || path === undefined) return cause;
  return new Error(`${path} cannot be read: ${getSystemErrorMessage(errno)}`);
}

const isControl = (sql: string): boolean =>
  /^(begin|commit|rollback|start transaction|select set_config)/.test(sql);

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
  };
}
