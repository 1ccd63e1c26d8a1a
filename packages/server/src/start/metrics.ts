/** What is measured while the server runs, as the configuration wants it (operations.md §7). */

import type { Clock, KeyRing } from '@grantor/engine';
import { secondOf } from '@grantor/protocol';
import type { Passwords } from '../accounts/passwords.ts';
import type { AppWorld } from '../app/app.ts';
import type { Caches } from '../caches/caches.ts';
import type { Configuration } from '../config/types.ts';
import type { Database } from '../database/database.ts';
import type { AuditLog } from '../telemetry/audit-log.ts';
import { createMetrics, type Metrics, type MetricsRegistry } from '../telemetry/metrics/metrics.ts';
import { addRequestMetrics } from '../telemetry/metrics/requests.ts';
import { addStoredGauges } from '../telemetry/metrics/stored.ts';
import type { ServerCaches } from './caches.ts';
import type { Chore } from './upkeep.ts';
import { version } from './version.ts';
import type { World } from './world.ts';

/** null: METRICS_ENABLED is false. */
export async function openMetrics({ metrics }: Configuration): Promise<MetricsRegistry | null> {
  if (!metrics.enabled) return null;
  const registry = await createMetrics();
  registry.gauge('build_info', () => [{ labels: { version: version() }, value: 1 }]);
  return registry;
}

/** What `/metrics` answers: of all workers where there are several (operations.md M-1). */
export function exportOf(
  registry: MetricsRegistry | null,
  { configuration, workers }: Pick<World, 'configuration' | 'workers'>,
): AppWorld['metrics'] {
  if (registry === null) return null;
  const { token } = configuration.metrics;
  return { registry: workers?.summed(registry) ?? registry, token, requests: addRequestMetrics(registry) };
}

/** The key ring, with the time that it takes over access tokens. */
export function measuredKeys(keys: KeyRing, metrics: Metrics): KeyRing {
  const provider = 'local';
  const since = (started: number): number => (performance.now() - started) / 1000;
  return {
    ...keys,
    async sign(request) {
      const started = performance.now();
      const signed = await keys.sign(request);
      if (request.use === 'access_token')
        metrics.observe('oauth_token_generation_duration_seconds', { provider }, since(started));
      return signed;
    },
    async verify(jwt, options) {
      const started = performance.now();
      const verified = await keys.verify(jwt, options);
      if (options.use === 'access_token')
        metrics.observe('oauth_token_validation_duration_seconds', { provider }, since(started));
      return verified;
    },
  };
}

/** What the store tells as it works. */
export const storeMetrics = (metrics: Metrics) => ({
  onConflict: () => metrics.count('database_commit_conflicts_total', {}),
});

export type Measured = {
  readonly database: Database;
  readonly passwords: Pick<Passwords, 'waiting'>;
  readonly audit: Pick<AuditLog, 'waiting' | 'dropped'>;
  readonly caches: ServerCaches;
};

/** Adds what is read of these parts at each scrape. */
export function addGauges(registry: MetricsRegistry, { database, passwords, audit, caches }: Measured): void {
  const one = (value: number) => [{ labels: {}, value }];
  registry.gauge('auth_password_hash_queue', () => one(passwords.waiting()));
  registry.gauge('audit_buffer_length', () => one(audit.waiting));
  registry.total('audit_events_dropped_total', () => audit.dropped);
  registry.gauge('cache_entries', () => {
    const opened = Object.values(caches).flatMap((each: Caches | null) => [...(each?.sizes() ?? [])]);
    return opened.map(([cache_name, value]) => ({ labels: { cache_name }, value }));
  });
  const { pool } = database.connection;
  if (pool === null) return;
  registry.gauge('database_pool_connections', () => {
    const now = pool();
    return (['idle', 'busy', 'waiting'] as const).map((state) => ({ labels: { state }, value: now[state] }));
  });
}

type Counting = Pick<World, 'configuration' | 'workers'> & {
  readonly database: Database;
  readonly clock: Clock;
  readonly caches: ServerCaches;
  readonly failed: (cause: unknown) => void;
};

/** Counts what is stored, now and then again and again (operations.md M-4). */
export function gaugeChores(
  registry: MetricsRegistry | null,
  { configuration, database, clock, caches, failed, workers }: Counting,
): readonly Chore[] {
  const { gaugesEnabled, gaugeInterval } = configuration.metrics;
  if (registry === null || !gaugesEnabled || workers?.counts === 'elsewhere') return [];
  const gauges = addStoredGauges(registry, database, caches.metrics);
  const work = (): Promise<void> => gauges.refresh(secondOf(clock.now()));
  work().catch(failed);
  return [{ name: 'gauges', every: gaugeInterval * 1000, work }];
}
