/** Owns the way of audit rows into the database (operations.md §5). Never decides what is audited. */

import type { Commit, RefusalCause, Source } from '@grantor/engine';
import { limitKey } from '@grantor/protocol';
import type { Kysely } from 'kysely';
import type { Database } from '../database/database.ts';
import type { Schema } from '../database/schema.ts';
import { auditRows } from './audit.ts';
import { createAuditBuffer } from './audit-buffer.ts';
import type { AuditEventType } from './audit-catalogue.ts';
import { type AuditEvent, type AuditRow, type AuditSource, auditRow, isWrittenAtOnce } from './audit-row.ts';
import { createTally } from './audit-tally.ts';

export type AuditLogOptions = {
  readonly database: Pick<Database, 'kysely' | 'transaction'>;
  /** Writes a batch, all or none, without those that are there already; absent: by a statement made for it. */
  readonly keepBatch?: (rows: readonly AuditRow[]) => Promise<void>;
  readonly now: () => number;
  /** `ENABLE_AUDIT_LOGGING`: off, WARNING and above go to `log` instead of the table. */
  readonly rows: 'keep' | 'log';
  /** `AUDIT_LOG_BUFFER_SIZE` */
  readonly capacity: number;
  readonly log: (entry: AuditLogEntry) => void;
  /** Gets every row whose change has been committed, once, kept or not; what was counted, with its count. */
  readonly onCommitted?: (row: AuditRow) => void;
};

export type AuditLogEntry =
  | { readonly kind: 'row'; readonly row: AuditRow }
  | { readonly kind: 'dropped'; readonly count: number }
  | { readonly kind: 'write_failed'; readonly cause: unknown };

export type AuditLog = {
  /** The rows of a commit that succeeded, but for those written in it. */
  committed(commit: Commit): void;
  /** An event outside a transaction of its own: batched, or written when this resolves, as its type says. */
  record(event: AuditEvent, source: AuditSource): Promise<void>;
  /** A change in one transaction with the rows that tell of it: if a row fails, the change fails (operations.md D-2). */
  transaction<Result>(
    change: (tx: Kysely<Schema>, record: AuditLog['record']) => Promise<Result>,
  ): Promise<Result>;
  /** Rows that the transaction of something else carries; what it answers is called once that has committed. */
  writeIn(transaction: Kysely<Schema>, rows: readonly AuditRow[]): Promise<() => void>;
  /** One row per source and minute, with a count (operations.md D-3). */
  tally(failure: TalliedFailure, source: Source): void;
  /** Writes what waits; part of shutting down. */
  flush(): Promise<void>;
  readonly waiting: number;
  readonly dropped: number;
};

export type TalliedFailure =
  | { readonly kind: 'client_authentication_failed'; readonly clientId: string | null }
  | {
      readonly kind: 'authorization_refused';
      readonly cause: RefusalCause;
      readonly clientId: string | null;
      readonly redirectUri: string | null;
    }
  | { readonly kind: 'rate_limited'; readonly limit: string }
  /** `role`: signed in, but not as somebody who may; `form`: a form that this browser was not given (CSRF); `front_end`: a call without a token of the configuration. */
  | {
      readonly kind: 'denied';
      readonly cause: 'role' | 'form' | 'front_end';
      readonly userId: string | null;
    };

type Tallied = { readonly failure: TalliedFailure; readonly source: Source };

export function createAuditLog(options: AuditLogOptions): AuditLog {
  const { database, now, rows, capacity, log, onCommitted = () => {} } = options;
  const { keepBatch = (batch) => write(database.kysely, batch) } = options;
  const logGrave = (kept: readonly AuditRow[]): void => {
    for (const row of kept) if (row.severity !== 'INFO') log({ kind: 'row', row });
  };
  const write = async (kysely: Kysely<Schema>, written: readonly AuditRow[]): Promise<void> => {
    if (rows === 'log') logGrave(written);
    else if (written.length > 0) {
      await kysely
        .insertInto('audit_event')
        .values([...written])
        // A batch whose COMMIT was not heard of may be there already (operations.md §11)
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute();
    }
  };
  const buffer = createAuditBuffer({
    write: async (batch) => (rows === 'log' ? logGrave(batch) : keepBatch(batch)),
    capacity,
    onLost: logGrave,
    onDropped: (count) => log({ kind: 'dropped', count }),
    onFailure: (cause) => log({ kind: 'write_failed', cause }),
  });
  const tally = createTally<Tallied>(({ failure, source }, count) => {
    const row = auditRow(talliedEvent(failure, count), source, now());
    buffer.add([row]);
    onCommitted(row);
  });

  return {
    // With the table off no transaction carries rows, and the grave ones are for the log
    committed(commit) {
      const all = auditRows(commit);
      buffer.add(rows === 'keep' ? all.filter((row) => !isWrittenAtOnce(row)) : all);
      all.forEach(onCommitted);
    },
    async record(event, source) {
      const row = auditRow(event, source, now());
      if (isWrittenAtOnce(row)) await write(database.kysely, [row]);
      else buffer.add([row]);
      onCommitted(row);
    },
    async transaction(change) {
      let written: AuditRow[] = [];
      const result = await database.transaction((tx) => {
        written = [];
        return change(tx, async (event, source) => {
          const row = auditRow(event, source, now());
          await write(tx, [row]);
          written.push(row);
        });
      });
      written.forEach(onCommitted);
      return result;
    },
    async writeIn(transaction, carried) {
      await write(transaction, carried);
      return () => carried.forEach(onCommitted);
    },
    tally: (failure, source) => tally.count(talliedKey(failure, source), { failure, source }),
    async flush() {
      tally.close();
      await buffer.flush();
    },
    get waiting() {
      return buffer.length;
    },
    get dropped() {
      return buffer.dropped;
    },
  };
}

/** What counts as one flood: of a kind, and what any visitor can make differ is no part of it (security.md L-9). */
function talliedKey(failure: TalliedFailure, source: Source): string {
  const address = limitKey(source.address);
  switch (failure.kind) {
    case 'rate_limited':
      return `limit ${failure.limit} ${address}`;
    case 'client_authentication_failed':
      return `client ${address}`;
    case 'authorization_refused':
      return `refused ${failure.cause} ${address}`;
    case 'denied':
      return `denied ${failure.cause} ${failure.userId ?? address}`;
  }
}

const denials = {
  role: 'not for this account',
  form: 'form refused',
  front_end: 'call without a token',
} as const;

function talliedEvent(failure: TalliedFailure, count: number): AuditEvent<AuditEventType> {
  if (failure.kind === 'rate_limited') {
    return {
      type: 'RATE_LIMIT_EXCEEDED',
      actor: {},
      resource: null,
      details: { count, limit: failure.limit },
      error: 'rate limit exceeded',
    };
  }
  if (failure.kind === 'denied') {
    const { cause, userId } = failure;
    return {
      type: 'ACCESS_DENIED',
      actor: { userId },
      resource: userId === null ? null : { id: userId },
      details: { count, cause },
      error: denials[cause],
    };
  }
  const { clientId } = failure;
  const parties = { actor: { clientId }, resource: clientId === null ? null : { id: clientId } };
  if (failure.kind === 'client_authentication_failed') {
    const details = { count };
    return {
      type: 'CLIENT_AUTHENTICATION_FAILURE',
      ...parties,
      details,
      error: 'client authentication failed',
    };
  }
  const { cause, redirectUri } = failure;
  const details = { count, cause, ...(redirectUri === null ? {} : { redirect_uri: redirectUri }) };
  return { type: 'AUTHORIZATION_REFUSED', ...parties, details, error: 'authorization request refused' };
}
