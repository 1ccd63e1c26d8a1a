import type { World } from '../start.ts';
import type { Database } from '../store/database.ts';
import { type AuditLog, createAuditLog } from '../telemetry/audit-log.ts';

/** The audit log as the configuration wants it. */
export const openAudit = (
  { configuration, log, clock }: Pick<World, 'configuration' | 'log' | 'clock'>,
  database: Database,
): AuditLog =>
  createAuditLog({
    database,
    now: clock?.now ?? Date.now,
    rows: configuration.audit.enabled ? 'keep' : 'log',
    capacity: configuration.audit.bufferSize,
    log: (entry) => log.warn('audit', { entry }),
  });
