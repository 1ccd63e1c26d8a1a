import type { Clock } from '@grantor/engine';
import type { Configuration } from '../config/types.ts';
import type { Database } from '../database/database.ts';
import { type AuditLog, createAuditLog } from '../telemetry/audit-log.ts';
import type { Log } from '../telemetry/log.ts';

type AuditWorld = { readonly configuration: Configuration; readonly log: Log; readonly clock?: Clock };

/** The audit log as the configuration wants it. */
export const openAudit = ({ configuration, log, clock }: AuditWorld, database: Database): AuditLog =>
  createAuditLog({
    database,
    now: clock?.now ?? Date.now,
    rows: configuration.audit.enabled ? 'keep' : 'log',
    capacity: configuration.audit.bufferSize,
    log: (entry) => log.warn('audit', { entry }),
  });
