import { randomUUID } from 'node:crypto';
import type { Clock } from '@grantor/engine';
import { type Epoch, secondOf } from '@grantor/protocol';
import type { Configuration } from '../config/types.ts';
import type { Database } from '../database/database.ts';
import { type Swept, sweep } from '../store/sweep.ts';
import type { AuditLog } from '../telemetry/audit-log.ts';
import type { AuditEvent } from '../telemetry/audit-row.ts';
import type { MetricsRegistry } from '../telemetry/metrics/metrics.ts';
import type { Chore } from './upkeep.ts';

type CleanupWorld = {
  readonly configuration: Configuration;
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditLog;
  readonly metrics?: MetricsRegistry | null;
  /** Called after each run of this process. */
  readonly onCleaned?: (at: Epoch) => void;
  /** Called where a run fails. */
  readonly onFailed?: (at: Epoch) => void;
};

/** The recurring deletions: expired rows often, old audit rows seldom (operations.md X-1, D-7). */
export function cleanupChores({
  configuration,
  database,
  clock,
  audit,
  metrics = null,
  onCleaned = () => {},
  onFailed = () => {},
}: CleanupWorld): readonly Chore[] {
  const { cleanup, audit: settings, registration } = configuration;
  const clientLifetime = registration.clientLifetime === 0 ? null : registration.clientLifetime;
  const holder = randomUUID();
  const tell = deletionTeller(metrics, clock);
  const run = async (auditRetention: number | null) => {
    const swept = await sweep(database, { clock: clock.now, holder, auditRetention, clientLifetime });
    if (swept !== null) onCleaned(secondOf(clock.now()));
    return tell(swept);
  };
  const chores: Chore[] = [];
  if (cleanup.enabled) {
    chores.push({ name: 'cleanup', every: cleanup.interval * 1000, work: () => run(null) });
  }
  if (settings.retention > 0) {
    const purge = async (): Promise<void> => {
      const rows = (await run(settings.retention))?.['audit_event'] ?? 0;
      const event = {
        type: 'AUDIT_LOG_PURGED',
        actor: {},
        resource: null,
        details: { rows },
        error: null,
      } as const;
      if (rows > 0) await audit.record(event, null);
    };
    chores.push({ name: 'audit retention', every: settings.cleanupInterval * 1000, work: purge });
  }
  return chores.map((chore) => telling(chore, audit, () => onFailed(secondOf(clock.now()))));
}

/** Counts what a run deleted; one that another process was at counts there. */
function deletionTeller(
  metrics: MetricsRegistry | null,
  clock: Clock,
): (swept: Swept | null) => Swept | null {
  let succeeded: number | null = null;
  return (swept) => {
    if (swept === null) return swept;
    if (succeeded === null)
      metrics?.gauge('cleanup_last_success_timestamp_seconds', () => [{ labels: {}, value: succeeded ?? 0 }]);
    succeeded = secondOf(clock.now());
    for (const [table, rows] of Object.entries(swept))
      metrics?.count('cleanup_deleted_total', { table }, rows);
    return swept;
  };
}

/** The first failure after a success is an audit event; the log has each (operations.md §5). */
function telling(chore: Chore, audit: AuditLog, onFailed: () => void): Chore {
  let isFailing = false;
  const work = async (): Promise<void> => {
    try {
      await chore.work();
      isFailing = false;
    } catch (cause) {
      onFailed();
      if (!isFailing) await audit.record(failureOf(chore), null);
      isFailing = true;
      throw cause;
    }
  };
  return { ...chore, work };
}

const failureOf = ({ name }: Chore): AuditEvent => ({
  type: 'CLEANUP_FAILED',
  actor: {},
  resource: null,
  details: { chore: name },
  error: 'cleanup failed',
});
