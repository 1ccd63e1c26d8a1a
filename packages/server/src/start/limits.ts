/** Rate limits as the configuration wants them (operations.md §6). */

import type { Clock } from '@grantor/engine';
import type { Configuration } from '../config/types.ts';
import { createMemoryLimits } from '../limits/limit-store.ts';
import { createLimits, type LimitSettings, type ServerLimits } from '../limits/limits.ts';
import { createRedisLimits } from '../limits/redis-limits.ts';
import type { Redis } from '../redis/redis.ts';
import type { World } from './world.ts';

type LimitWorld = Pick<World, 'configuration' | 'workers'>;

/** Counted in Redis for all machines, by the primary for all workers of this one, or here. */
export function openLimits(
  { configuration, workers }: LimitWorld,
  clock: Clock,
  redis: Redis | null,
): ServerLimits {
  const isShared = redis !== null && configuration.limits.store === 'redis';
  const here = workers?.limits ?? createMemoryLimits(clock.now);
  return createLimits(limitSettings(configuration), isShared ? createRedisLimits(redis, here) : here);
}

/** The limits that are set. */
export const limitSettings = ({ limits }: Configuration): LimitSettings => ({
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
