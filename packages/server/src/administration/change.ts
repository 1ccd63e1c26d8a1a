/**
 * administration/ owns what administrators and owners do to people, clients and everything else: each operation once,
 * for the pages, the management API and the command line alike (product.md G-1). Never renders, never reads a request.
 */

import type { Instant } from '@grantor/protocol';
import type { Kysely } from 'kysely';
import type { Database } from '../database/database.ts';
import type { Schema } from '../database/schema.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { AuditLog } from '../telemetry/audit-log.ts';
import type { AuditActor, AuditEvent, AuditSource } from '../telemetry/audit-row.ts';

/** Who does it, and from where; for the audit log. */
export type Actor = AuditActor & { readonly source: AuditSource };

export type ChangePorts = {
  readonly database: Database;
  readonly audit: AuditLog;
  readonly now: () => Instant;
  /** null: this server sends no mail. */
  readonly outbox: Outbox | null;
};

export type Tell = (event: Omit<AuditEvent, 'actor'>) => Promise<void>;

/**
 * One change and its audit rows in one transaction: both or neither (operations.md D-2). Guards belong into the
 * statements of `work`, never before them (product.md G-4); nothing slow, such as a password hash, is done inside.
 * What it posted is sent once it is done.
 */
export async function change<Result>(
  { audit, outbox }: ChangePorts,
  { source, ...actor }: Actor,
  work: (tx: Kysely<Schema>, tell: Tell) => Promise<Result>,
): Promise<Result> {
  const result = await audit.transaction((tx, record) =>
    work(tx, (event) => record({ ...event, actor }, source)),
  );
  outbox?.kick();
  return result;
}
