import type { Clock } from '@grantor/engine';
import type { Configuration } from '../config/types.ts';
import type { Database } from '../database/database.ts';
import { prepareBatch } from '../database/statement.ts';
import { severities } from '../telemetry/audit-catalogue.ts';
import { type AuditLog, type AuditLogOptions, createAuditLog } from '../telemetry/audit-log.ts';
import type { AuditRow } from '../telemetry/audit-row.ts';
import type { Log } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics/metrics.ts';

type AuditWorld = {
  readonly configuration: Configuration;
  readonly log: Log;
  readonly clock?: Clock;
  readonly onEvent?: ((row: AuditRow) => void) | undefined;
};

/** Who is told every row whose change has been committed. */
export type AuditListener = (row: AuditRow) => void;

/** Counts each event by how grave it is. */
export const countingEvents =
  (metrics: Metrics): AuditListener =>
  ({ severity: said }) => {
    const severity = severities.find((one) => one === said);
    if (severity !== undefined) metrics.count('audit_events_total', { severity });
  };

/** A prepared insert is run row by row, which costs least in this process; PostgreSQL has less to do with one statement. */
const batchOf = (database: Database): Pick<AuditLogOptions, 'keepBatch'> =>
  database.dialect.driver === 'sqlite' ? { keepBatch: prepareBatch(database, 'audit_event') } : {};

/** The audit log as the configuration wants it; `listeners` are told before the application is. */
export function openAudit(
  { configuration, log, clock, onEvent }: AuditWorld,
  database: Database,
  listeners: readonly AuditListener[] = [],
): AuditLog {
  return createAuditLog({
    database,
    ...batchOf(database),
    now: clock?.now ?? Date.now,
    rows: configuration.audit.enabled ? 'keep' : 'log',
    capacity: configuration.audit.bufferSize,
    onCommitted(row) {
      for (const listener of listeners) listener(row);
      onEvent?.(row);
    },
    log: (entry) => log.warn('audit', { entry }),
  });
}
