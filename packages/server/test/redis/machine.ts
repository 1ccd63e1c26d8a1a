import { Secret } from '@grantor/protocol';
import { type CacheForm, type Caches, createCaches } from '../../src/caches/caches.ts';
import { createSharedRecords } from '../../src/caches/shared-records.ts';
import { noRelay } from '../../src/cluster/relay.ts';
import { openRedis, type Redis } from '../../src/redis/redis.ts';

export const secret = new Uint8Array(32).fill(7);

export type Machine = { readonly redis: Redis; unanswered(): number };

/** A machine's own connection; all of them are one installation unless they have secrets of their own. */
export async function machineAt(url: string, { own = secret, longestWait = 5000 } = {}): Promise<Machine> {
  let unanswered = 0;
  const redis = await openRedis({
    target: { url: Secret.of(url), connectTimeout: 5000 },
    secret: own,
    clock: () => performance.now(),
    // A machine with much to do must not decide what these tests see
    longestWait,
    follows: 'changes',
    onAway() {},
    onBack() {},
    onUnanswered() {
      unanswered += 1;
    },
  });
  return { redis, unanswered: () => unanswered };
}

/** Its caches. `asked` counts questions to Redis, `version` is that of its program. */
export function cachesOf({ redis }: Machine, form: Exclude<CacheForm, 'memory'>, version = '1') {
  const counts = { hit: 0, miss: 0, asked: 0 };
  const counting: Pick<Redis, 'ask' | 'run' | 'key'> = {
    ...redis,
    ask(...question) {
      counts.asked += 1;
      return redis.ask(...question);
    },
  };
  const caches: Caches = createCaches({
    ...{ form, lifetime: 60_000, entries: 100, relay: noRelay, clock: () => performance.now() },
    asked: (_name, outcome) => {
      counts[outcome] += 1;
    },
    shared: {
      records: (name, told) =>
        createSharedRecords({ ...told, redis: counting, name, version, secret, lifetime: 60_000 }),
      keyOf: (name, key) => redis.key(`cache:${name}`, key),
      tracked: redis,
    },
  });
  return { caches, counts };
}
