/** What the store asks of a database engine. sqlite.ts and postgres.ts answer it; neither knows a table. */

import { StoreUnavailable } from '@grantor/engine';
import type { Dialect as KyselyDialect } from 'kysely';
import { refused } from '../refusal/refusal.ts';

export type SqlValue = string | number | null;
export type Row = Readonly<Record<string, SqlValue>>;

/** A statement compiled once. */
export type PreparedStatement = {
  /** Unique in this program: names the statement on a PostgreSQL connection. */
  readonly name: string;
  readonly sql: string;
  /** Of a read of many rows, for which nobody else is to wait. */
  readonly isLong?: boolean;
};

/** A write that can also be told to happen only if another one did. */
export type PreparedWrite = PreparedStatement & {
  /** The same insert with `where exists (select 1 from "guard")`; null where there is no such form. */
  readonly gated: string | null;
};

export type BoundWrite = {
  readonly statement: PreparedWrite;
  readonly parameters: readonly SqlValue[];
  /** Guarded: no row affected refuses the whole commit. Guarded writes come first. */
  readonly guarded: boolean;
};

export type WriteOutcome =
  /** `rows`: what the last write returned. */
  | { readonly kind: 'committed'; readonly rows: readonly Row[] }
  /** `index`: of the first write whose guard did not hold; nothing was kept. */
  | { readonly kind: 'conflict'; readonly index: number };

/** Since opening. BEGIN and COMMIT are not statements; `transactions` counts what was made durable as one. */
export type StatementCounts = { statements: number; commits: number; transactions: number };

export type StatementEvent = {
  readonly sql: string;
  readonly milliseconds: number;
  readonly error: unknown;
};

/** Called for statements that failed or took longer than `slowerThan` milliseconds; never with values. */
export type StatementWatch = {
  readonly slowerThan: number;
  readonly notice: (event: StatementEvent) => void;
  /** Called for each group of commits that shared a transaction, with their number. */
  readonly group?: (commits: number) => void;
  /** Remembers whose work this is: what runs in the answer later, with that of others, is told as theirs. */
  readonly keep?: () => KeptContext;
};

export type KeptContext = <Result>(work: () => Result) => Result;

/** All of them as one, each told what it asked for; undefined: none is there. */
export function joinWatches(watches: readonly StatementWatch[]): StatementWatch | undefined {
  const [first, ...others] = watches;
  if (first === undefined || others.length === 0) return first;
  const keep = watches.find((watch) => watch.keep !== undefined)?.keep;
  return {
    slowerThan: Math.min(...watches.map(({ slowerThan }) => slowerThan)),
    notice(event) {
      for (const { slowerThan, notice } of watches)
        if (event.error !== null || event.milliseconds > slowerThan) notice(event);
    },
    group(commits) {
      for (const { group } of watches) group?.(commits);
    },
    ...(keep === undefined ? {} : { keep }),
  };
}

/** Connections of a pool now; `waiting` are requests for one. */
export type PoolState = { readonly idle: number; readonly busy: number; readonly waiting: number };

export type Connection = {
  readonly kysely: KyselyDialect;
  readonly counts: StatementCounts;
  query(statement: PreparedStatement, parameters: readonly SqlValue[]): Promise<readonly Row[]>;
  /** All or nothing, durable when it resolves. */
  commit(writes: readonly BoundWrite[]): Promise<WriteOutcome>;
  /** null: there is no pool. */
  readonly pool: (() => PoolState) | null;
  /** Gives space that is free back to the disk; everything waits meanwhile. `least`: what is worth it, in bytes. */
  giveBack(least: number): Promise<void>;
  ping(): Promise<void>;
  close(): Promise<void>;
};

/** The database cannot be reached, is overloaded or full, or did not answer in time (protocol.md G-9). */
export class StorageUnavailable extends StoreUnavailable {
  override readonly name: string = 'StorageUnavailable';
  readonly [refused] = true;

  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
  }
}

/** The same of a file that waiting does not mend: it cannot be opened, is read-only, damaged, or no database. */
export class FileUnusable extends StorageUnavailable {}
