import type { AuditLog } from '../telemetry/audit-log.ts';
import { version } from './version.ts';
import type { Workers } from './workers.ts';

/** Start and stop of the server as audit events (operations.md §5); of several workers one tells them. Both are batched: neither waits or fails for its row. */
export type LifeAudit = {
  started(issuer: string): void;
  stopped(outcome: 'drained' | 'cut'): void;
};

type LifeWorld = {
  readonly audit: Pick<AuditLog, 'record'>;
  readonly failed: (cause: unknown) => void;
  readonly workers?: Pick<Workers, 'starts' | 'ends'> | undefined;
};

export function createLifeAudit({ audit, failed, workers }: LifeWorld): LifeAudit {
  const record = (...event: Parameters<AuditLog['record']>): void => {
    audit.record(...event).catch(failed);
  };
  const happened = { actor: {}, resource: null, error: null } as const;
  return {
    started(issuer) {
      if (workers?.starts === 'worker') return;
      record({ type: 'SERVER_STARTED', details: { version: version(), issuer }, ...happened }, null);
    },
    stopped(outcome) {
      if (workers?.ends() === 'worker') return;
      record({ type: 'SERVER_STOPPED', details: { outcome }, ...happened }, null);
    },
  };
}
