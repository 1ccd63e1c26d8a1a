import type { Branding } from '../branding/branding.ts';
import type { ServerSecretValues } from '../config/secret-files.ts';
import type { ServerKeys } from '../config/secrets.ts';
import type { Database } from '../database/database.ts';
import type { Redis } from '../redis/redis.ts';
import type { MetricsRegistry } from '../telemetry/metrics/metrics.ts';
import type { Tracing } from '../telemetry/tracing/tracing.ts';

/** What is held before anything is written. */
export type Held = {
  readonly draining: AbortSignal;
  readonly branding: Branding;
  readonly database: Database;
  readonly redis: Redis | null;
  readonly secretValues: ServerSecretValues;
  readonly secrets: ServerKeys;
  readonly registry: MetricsRegistry | null;
  readonly tracing: Tracing | null;
};
