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

/** The audit log as the configuration wants it. */
export const openAudit = ({ configuration, log, clock, onEvent }: AuditWorld, database: Database): AuditLog =>
  createAuditLog({
    database,
    now: clock?.now ?? Date.now,
    rows: configuration.audit.enabled ? 'keep' : 'log',
    capacity: configuration.audit.bufferSize,
    ...(onEvent === undefined ? {} : { onCommitted: onEvent }),
    log: (entry) => log.warn('audit', { entry }),
  });
