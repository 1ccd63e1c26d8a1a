import type { Clock } from '@grantor/engine';
import type { Configuration } from '../config/types.ts';
import type { Database } from '../database/database.ts';
import { type AuditLog, createAuditLog } from '../telemetry/audit-log.ts';
import type { AuditRow } from '../telemetry/audit-row.ts';
import type { Log } from '../telemetry/log.ts';

type AuditWorld = {
  readonly configuration: Configuration;
  readonly log: Log;
  readonly clock?: Clock;
  readonly onEvent?: ((row: AuditRow) => void) | undefined;
};

/** The audit log as the configuration wants it; `also` is told every row whose change has been committed. */
export const openAudit = (
  { configuration, log, clock, onEvent }: AuditWorld,
  database: Database,
  also: (row: AuditRow) => void = () => {},
): AuditLog =>
  createAuditLog({
    database,
    now: clock?.now ?? Date.now,
    rows: configuration.audit.enabled ? 'keep' : 'log',
    capacity: configuration.audit.bufferSize,
    onCommitted(row) {
      also(row);
      onEvent?.(row);
    },
    log: (entry) => log.warn('audit', { entry }),
  });
