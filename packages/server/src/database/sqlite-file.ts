/** One SQLite file: a connection that writes, one that reads while it is held, and whose turn it is. */

import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import {
  FileUnusable,
  type Row,
  type SqlValue,
  type StatementCounts,
  type StatementWatch,
  StorageUnavailable,
} from './connection.ts';

import { LogSync } from './log-sync.ts';

export type Answer = { readonly rows: readonly Row[]; readonly affected: number };

/** Statements kept compiled per connection; beyond it the oldest are dropped. */
const KEPT_STATEMENTS = 500;

/** Milliseconds for which another process may hold the file before it counts as an outage. */
const LONGEST_WAIT = 5000;

/** SQLite waits in short slices: between them the event loop goes on. */
const PRAGMAS = [
  'journal_mode = WAL',
  'synchronous = NORMAL',
  'foreign_keys = ON',
  'busy_timeout = 10',
  // 16 MB each: a page that changes often is copied to the file less often, and read from it less often.
  'wal_autocheckpoint = 4000',
  'cache_size = -16000',
];

/** A connection with its compiled statements. Everything it does is synchronous. */
export class SqliteHandle {
  readonly counts: StatementCounts;
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, { statement: StatementSync; answers: boolean }>();
  readonly #watch: StatementWatch | undefined;

  constructor(path: string, counts: StatementCounts, watch?: StatementWatch) {
    this.counts = counts;
    this.#watch = watch;
    this.#database = available(() => new DatabaseSync(path, { timeout: LONGEST_WAIT }));
    for (const pragma of PRAGMAS) this.control(`pragma ${pragma}`);
  }

  /** Runs a statement that answers nothing and is not counted: pragmas, BEGIN, COMMIT. */
  control(sql: string): void {
    available(() => this.#database.exec(sql));
  }

  /** SQLite may have rolled back by itself, after a full disk for instance. */
  rollback(): void {
    if (this.#database.isTransaction) this.control('rollback');
  }

  run(sql: string, parameters: readonly SqlValue[]): Answer {
    this.counts.statements++;
    if (this.#watch === undefined) return available(() => this.#execute(sql, parameters));
    return this.#watched(this.#watch, sql, parameters);
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  #execute(sql: string, parameters: readonly SqlValue[]): Answer {
    const { statement, answers } = this.#prepared(sql);
    if (answers) {
      const rows = statement.all(...parameters) as Row[];
      return { rows, affected: rows.length };
    }
    return { rows: [], affected: Number(statement.run(...parameters).changes) };
  }

  #prepared(sql: string): { statement: StatementSync; answers: boolean } {
    const kept = this.#statements.get(sql);
    if (kept !== undefined) return kept;
    const statement = this.#database.prepare(sql);
    const prepared = { statement, answers: statement.columns().length > 0 };
    if (this.#statements.size >= KEPT_STATEMENTS) {
      for (const oldest of this.#statements.keys()) {
        this.#statements.delete(oldest);
        break;
      }
    }
    this.#statements.set(sql, prepared);
    return prepared;
  }

  #watched(watch: StatementWatch, sql: string, parameters: readonly SqlValue[]): Answer {
    const started = performance.now();
    let error: unknown = null;
    try {
      return available(() => this.#execute(sql, parameters));
    } catch (thrown) {
      error = thrown;
      throw thrown;
    } finally {
      const milliseconds = performance.now() - started;
      if (error !== null || milliseconds > watch.slowerThan) watch.notice({ sql, milliseconds, error });
    }
  }
}

/** The file's two connections. A transaction that spans turns of the event loop holds the writing one. */
export class SqliteFile {
  readonly writer: SqliteHandle;
  readonly #reader: SqliteHandle;
  readonly #log: LogSync;
  readonly #waiting: (() => void)[] = [];
  #held = false;

  constructor(path: string, counts: StatementCounts, watch?: StatementWatch) {
    this.writer = new SqliteHandle(path, counts, watch);
    this.#reader = new SqliteHandle(path, counts, watch);
    this.#log = new LogSync(path);
  }

  /** Where a read outside transactions goes: it sees what is committed, and only that. */
  get reader(): SqliteHandle {
    return this.#held ? this.#reader : this.writer;
  }

  /** Whether the writing connection is the caller's now, who then calls `release` once. */
  tryAcquire(): boolean {
    if (this.#held) return false;
    this.#held = true;
    return true;
  }

  /** Resolves when the writing connection is the caller's, who then calls `release` once. */
  acquire(): Promise<void> {
    if (this.tryAcquire()) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Begins a transaction on the connection the caller has acquired, unless another process has one. */
  tryBegin(): boolean {
    this.#log.check();
    try {
      this.writer.control('begin immediate');
      return true;
    } catch (error) {
      if (isBusy(error)) return false;
      throw error;
    }
  }

  /** As `tryBegin`, waiting for the other process. */
  async begin(): Promise<void> {
    const started = performance.now();
    while (!this.tryBegin()) {
      if (performance.now() - started > LONGEST_WAIT) {
        throw new StorageUnavailable('another process holds the SQLite file');
      }
      await setTimeout(5);
    }
  }

  release(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#held = false;
    else next();
  }

  /** Throws when the file cannot be relied on any more. */
  check(): void {
    this.#reader.run('select 1', []);
    this.#log.check();
  }

  /** Resolves when everything committed so far is on the disk. */
  durable(): Promise<void> {
    return this.#log.durable();
  }

  /**
   * Rewrites the file without its free pages, which SQLite only uses again, where they are half of it. Keeping it
   * small all along would cost every write (security.md L-8). Another process, or a full disk, lets it be.
   */
  giveBack(least: number): void {
    const { rows } = this.writer.run(
      `select freelist_count * page_size as free, page_count * page_size as whole
        from pragma_freelist_count, pragma_page_count, pragma_page_size`,
      [],
    );
    const [free, whole] = [Number(rows[0]?.['free']), Number(rows[0]?.['whole'])];
    if (free < least || free * 2 < whole) return;
    try {
      this.writer.control('vacuum');
      this.writer.control('pragma wal_checkpoint(truncate)');
    } catch (error) {
      if (!(error instanceof StorageUnavailable) || error instanceof FileUnusable) throw error;
    }
  }

  close(): void {
    this.#log.close();
    this.#reader.close();
    this.writer.close();
  }
}

// https://www.sqlite.org/rescode.html: busy, locked, read-only, interrupt, I/O, corrupt, full, cannot open, no database
const UNAVAILABLE = new Set([5, 6, 8, 9, 10, 11, 13, 14, 26]);

/** Read-only, corrupt, cannot open, no database. */
const LASTING = new Set([8, 11, 14, 26]);

const SQLITE_BUSY = 5;

const resultCode = (error: unknown): number | null =>
  error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : null;

/** Whether another connection holds the file. */
export const isBusy = (error: unknown): boolean =>
  error instanceof StorageUnavailable && resultCode(error.cause) === SQLITE_BUSY;

/** Tells an unreachable, full or busy file from a wrong statement. */
export function available<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const code = resultCode(error);
    if (code !== null && LASTING.has(code)) throw new FileUnusable('SQLite cannot use the file', error);
    if (code !== null && UNAVAILABLE.has(code)) throw new StorageUnavailable('SQLite did not answer', error);
    throw error;
  }
}
