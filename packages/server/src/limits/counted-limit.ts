import { createRecencyMap } from '@grantor/protocol';

/** An attempt counts as a failure from its start until it is told otherwise, so a flood in parallel gains nothing. */
export type Attempt =
  /** `lastAllowed`: if this one fails, the next is refused. `withdrawn`: nothing came of it, and it counts as never made. */
  | { readonly allowed: true; readonly lastAllowed: boolean; succeeded(): void; withdrawn(): void }
  | { readonly allowed: false; readonly retryAfter: number; readonly limit: number };

export type CountedLimit = { attempt(key: string): Attempt };

export type CountedLimitRule = {
  readonly failures: number;
  /** In ms. */
  readonly window: number;
  /**
   * `lock`: the failure that fills the window starts a pause as long as the window, and a success clears
   * the count. `slide`: each failure is forgotten when the window has passed it by; a success takes back
   * only itself.
   */
  readonly onceFull: 'lock' | 'slide';
};

/** At most so many failures within a window, counted exactly. `now` is in ms; times out of order are not expected. */
export function createCountedLimit(
  rule: CountedLimitRule,
  now: () => number,
  capacity = 100_000,
): CountedLimit {
  const failuresOf = createRecencyMap<readonly number[]>(capacity);

  const live = (times: readonly number[], at: number): readonly number[] => {
    const newest = times.at(-1);
    const locked = rule.onceFull === 'lock' && times.length >= rule.failures;
    if (locked && newest !== undefined) return newest + rule.window > at ? times : [];
    return times.filter((time) => time + rule.window > at);
  };

  const withdrawn = (key: string, startedAt: number): void => {
    const times = failuresOf.get(key) ?? [];
    const own = times.indexOf(startedAt);
    if (own < 0) return;
    const left = times.toSpliced(own, 1);
    if (left.length === 0) failuresOf.delete(key);
    else failuresOf.set(key, left);
  };

  const succeeded = (key: string, startedAt: number): void => {
    if (rule.onceFull === 'slide') withdrawn(key, startedAt);
    else failuresOf.delete(key);
  };

  return {
    attempt(key) {
      const at = now();
      failuresOf.drain((times) => live(times, at).length === 0);
      const times = live(failuresOf.get(key) ?? [], at);
      if (times.length >= rule.failures) {
        const reference = rule.onceFull === 'lock' ? times.at(-1) : times[0];
        const wait = (reference ?? at) + rule.window - at;
        return { allowed: false, retryAfter: Math.max(1, Math.ceil(wait / 1000)), limit: rule.failures };
      }
      failuresOf.set(key, [...times, at]);
      return {
        allowed: true,
        lastAllowed: times.length + 1 === rule.failures,
        succeeded: () => succeeded(key, at),
        withdrawn: () => withdrawn(key, at),
      };
    },
  };
}
