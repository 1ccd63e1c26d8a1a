/** Limits that all machines share: one atomic script for each check, by the clock of Redis (operations.md Q-1). */

import type { Charge } from '@grantor/protocol';
import type { Redis, RedisScript } from '../redis/redis.ts';
import { redisScript } from '../redis/redis.ts';
import type { Attempt, CountedLimitRule } from './counted-limit.ts';
import type { LimitStore, RefillingRule } from './limit-store.ts';

/** What scripts begin with: microseconds, which are whole numbers for as long as matters. */
const now = "local clock = redis.call('TIME')\nlocal now = clock[1] * 1000000 + clock[2]\n";

/**
 * As `createRefillingLimit` of the protocol package: one number for each key, the instant at which it owes nothing.
 * Given: cost, period. Answers whether it is allowed, and until when it owes; or how long to wait.
 */
const chargeScript = redisScript(`${now}
local cost, period = tonumber(ARGV[1]), tonumber(ARGV[2])
local owes = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now)
-- a clock that was set back keeps nobody out for longer than a period
local settled = math.min(owes, now + period) + cost
local excess = settled - now - period
if excess > 0 then return {0, excess} end
redis.call('SET', KEYS[1], string.format('%.0f', settled), 'PX', math.ceil((settled - now) / 1000))
return {1, settled}`);

/** Given: cost, and until when the charge owed. Gives back what it still owes, never more. */
const refundScript = redisScript(`${now}
local owed = math.min(tonumber(ARGV[1]), tonumber(ARGV[2]) - now)
local owes = tonumber(redis.call('GET', KEYS[1]) or 0)
if owed <= 0 or owes <= now then return 0 end
local left = owes - owed
if left <= now then return redis.call('DEL', KEYS[1]) end
redis.call('SET', KEYS[1], string.format('%.0f', left), 'PX', math.ceil((left - now) / 1000))
return 1`);

/**
 * As counted-limit.ts: the instants of the failures, the oldest first. Given: failures, window, `lock` or `slide`.
 * Answers whether it is allowed, and its instant and how many there are now; or how long to wait.
 */
const attemptScript = redisScript(`${now}
local most, window, rule = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
local times = redis.call('LRANGE', KEYS[1], 0, -1)
if rule == 'lock' and #times >= most then
  local wait = tonumber(times[#times]) + window - now
  if wait > 0 then return {0, math.min(wait, window)} end
  redis.call('DEL', KEYS[1])
  times = {}
end
while #times > 0 and tonumber(times[1]) + window <= now do
  redis.call('LPOP', KEYS[1])
  table.remove(times, 1)
end
if #times >= most then return {0, math.min(tonumber(times[1]) + window - now, window)} end
redis.call('RPUSH', KEYS[1], string.format('%.0f', now))
redis.call('PEXPIRE', KEYS[1], math.ceil(window / 1000))
return {1, string.format('%.0f', now), #times + 1}`);

const microsecond = 1_000_000;
const minute = 60_000;

/** While Redis does not answer, `here` counts (security.md L-1): never open, never an error. */
export function createRedisLimits(redis: Asked, here: LimitStore): LimitStore {
  return {
    refilling: (name, rule) => sharedRefilling(redis, { name, rule, here: here.refilling(name, rule) }),
    counted: (name, rule) => sharedCounted(redis, { name, rule, here: here.counted(name, rule) }),
  };
}

type Limit<Rule, Here> = { readonly name: string; readonly rule: Rule; readonly here: Here };
type Asked = Pick<Redis, 'run' | 'ask' | 'key'>;

function sharedRefilling(
  redis: Asked,
  { name, rule, here }: Limit<RefillingRule, ReturnType<LimitStore['refilling']>>,
): ReturnType<LimitStore['refilling']> {
  const { budget, period = minute } = rule;
  if (budget === 0) return here;
  const whole = period * 1000;
  const cost = Math.floor(whole / budget);
  return {
    async charge(subject): Promise<Charge> {
      const key = redis.key(kindOf(name), subject);
      const answer = await redis.run(chargeScript, key, { given: [cost, whole], about });
      if (answer === null) return here.charge(subject);
      const [allowed, number] = answer.value as readonly [0 | 1, number];
      if (allowed === 0) return { allowed: false, retryAfter: secondsOf(number), limit: budget };
      return { allowed: true, refund: once(redis, refundScript, { key, given: [cost, number] }) };
    },
  };
}

function sharedCounted(
  redis: Asked,
  { name, rule, here }: Limit<CountedLimitRule, ReturnType<LimitStore['counted']>>,
): ReturnType<LimitStore['counted']> {
  const { failures, window, onceFull } = rule;
  return {
    async attempt(subject): Promise<Attempt> {
      const key = redis.key(kindOf(name), subject);
      const answer = await redis.run(attemptScript, key, {
        given: [failures, window * 1000, onceFull],
        about,
      });
      if (answer === null) return here.attempt(subject);
      const [allowed, value, count] = answer.value as readonly [0 | 1, string | number, number];
      if (allowed === 0) return { allowed: false, retryAfter: secondsOf(Number(value)), limit: failures };
      const withdrawn = (): void => void redis.ask(['LREM', key, '1', String(value)], about);
      const cleared = (): void => void redis.ask(['DEL', key], about);
      return {
        allowed: true,
        lastAllowed: count === failures,
        succeeded: onceFull === 'lock' ? cleared : withdrawn,
        withdrawn,
      };
    },
  };
}

const kindOf = (limit: string) => `limit:${limit}` as const;

const about = { cache: 'rate_limit', operation: 'charge' } as const;

const secondsOf = (microseconds: number): number => Math.max(1, Math.ceil(microseconds / microsecond));

type Call = { readonly key: string; readonly given: readonly number[] };

function once(redis: Asked, script: RedisScript, { key, given }: Call): () => void {
  let open = true;
  return () => {
    if (open) void redis.run(script, key, { given, about });
    open = false;
  };
}
