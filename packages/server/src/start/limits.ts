/** Rate limits as the configuration wants them (operations.md §6). */

import type { Clock } from '@grantor/engine';
import type { Configuration } from '../config/types.ts';
import { createMemoryLimits } from '../limits/limit-store.ts';
import { createLimits, type LimitSettings, type ServerLimits } from '../limits/limits.ts';
import { createRedisLimits } from '../limits/redis-limits.ts';
import type { Redis } from '../redis/redis.ts';

export function openLimits(configuration: Configuration, clock: Clock, redis: Redis | null): ServerLimits {
  const isShared = redis !== null && configuration.limits.store === 'redis';
  const store = isShared ? createRedisLimits(redis, clock.now) : createMemoryLimits(clock.now);
  return createLimits(limitSettings(configuration), store);
}

const limitSettings = ({ limits }: Configuration): LimitSettings => ({
  perAddress: limits.enabled ? 'on' : 'off',
  login: limits.login,
  deviceCode: limits.deviceCode,
  token: limits.token,
  deviceVerify: limits.deviceVerify,
  introspect: limits.introspect,
  registration: limits.registration,
  document: limits.document,
  fallback: limits.other,
  client: limits.client,
});
