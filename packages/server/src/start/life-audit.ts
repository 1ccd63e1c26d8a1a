import type { AuditLog } from '../telemetry/audit-log.ts';
import { version } from './version.ts';

/** Start and stop of this process as audit events (operations.md §5). Both are batched: neither waits or fails for its row. */
export type LifeAudit = {
  started(issuer: string): void;
  stopped(outcome: 'drained' | 'cut'): void;
};

export function createLifeAudit(
  audit: Pick<AuditLog, 'record'>,
  failed: (cause: unknown) => void,
): LifeAudit {
  const record = (...event: Parameters<AuditLog['record']>): void => {
    audit.record(...event).catch(failed);
  };
  const happened = { actor: {}, resource: null, error: null } as const;
  return {
    started: (issuer) =>
      record({ type: 'SERVER_STARTED', details: { version: version(), issuer }, ...happened }, null),
    stopped: (outcome) => record({ type: 'SERVER_STOPPED', details: { outcome }, ...happened }, null),
  };
}
