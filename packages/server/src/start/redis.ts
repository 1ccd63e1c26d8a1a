/** Redis, where the configuration keeps something there (operations.md §2, §8). */

import { Secret } from '@grantor/protocol';
import { followsRedis, needsRedis } from '../config/load.ts';
import type { Configuration } from '../config/types.ts';
import type { RedisTarget } from '../redis/connection.ts';
import type { Redis } from '../redis/redis.ts';
import type { Log } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics/metrics.ts';
import type { Tracing } from '../telemetry/tracing/tracing.ts';
import { reasonOf } from './reason.ts';
import { tracedRedis } from './tracing.ts';

export type RedisWorld = {
  readonly configuration: Configuration;
  readonly secret: Uint8Array;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly tracing: Tracing | null;
};

/** null: nothing is kept there, and nothing of it is loaded. */
export async function openRedisOf({
  configuration,
  secret,
  log,
  metrics,
  tracing,
}: RedisWorld): Promise<Redis | null> {
  if (!needsRedis(configuration)) return null;
  const { openRedis } = await import('../redis/redis.ts');
  const target = targetOf(configuration);
  const place = placeOf(target);
  return openRedis({
    ...{ target, secret },
    clock: () => performance.now(),
    onAway: (failure) =>
      log.warn('redis is away; the server goes on without', { place, reason: reasonOf(failure) }),
    onUnanswered: ({ cache, operation }) =>
      metrics.count('cache_errors_total', { cache_name: cache, operation }),
    watch: tracing === null ? undefined : tracedRedis(tracing),
    follows: followsRedis(configuration) ? 'changes' : 'nothing',
    onBack: () => log.info('redis is back', { place }),
  });
}

function targetOf({ redis }: Configuration): RedisTarget {
  const connectTimeout = redis.connectTimeoutMilliseconds;
  if (redis.url !== null) return { url: redis.url, connectTimeout };
  const { host, port } = redis.address;
  const name = host ?? 'localhost';
  const authority = name.includes(':') ? `[${name}]` : name;
  const password = redis.password === null ? '' : `:${encodeURIComponent(redis.password.reveal())}@`;
  return { url: Secret.of(`redis://${password}${authority}:${port}/${redis.database}`), connectTimeout };
}

/** For people: never with a password. */
function placeOf({ url }: RedisTarget): string {
  const { hostname, port } = new URL(url.reveal());
  return `${hostname}:${port || '6379'}`;
}
