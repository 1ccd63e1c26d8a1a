/** Who waits for the work, and what it is about: neither has more than its share under way or waiting. */
export type TurnKeys = readonly string[];

export type FairTurns = {
  /** The result of `work` in its turn; null when too many wait, or when `patience` ended before the turn came. */
  run<Result>(keys: TurnKeys, patience: AbortSignal, work: () => Promise<Result>): Promise<Result | null>;
};

export type FairTurnLimits = {
  readonly atOnce: number;
  /** Of these, for any one key. */
  readonly each: number;
  /** Waiting in all. */
  readonly waiting: number;
  /** Of these, for any one key. */
  readonly eachWaiting: number;
};

type Waiter = { readonly keys: TurnKeys; readonly start: () => void };

/** Lets so many pieces of work run at once; of those that wait, the first whose keys have a place goes next. */
export function createFairTurns(limits: FairTurnLimits): FairTurns {
  const queue: Waiter[] = [];
  const running = new Map<string, number>();
  let total = 0;

  const mayRun = (keys: TurnKeys): boolean =>
    total < limits.atOnce && keys.every((key) => (running.get(key) ?? 0) < limits.each);

  const mayWait = (keys: TurnKeys): boolean =>
    queue.length < limits.waiting &&
    keys.every((key) => queue.filter((other) => other.keys.includes(key)).length < limits.eachWaiting);

  const count = (keys: TurnKeys, by: 1 | -1): void => {
    total += by;
    for (const key of keys) {
      const now = (running.get(key) ?? 0) + by;
      if (now === 0) running.delete(key);
      else running.set(key, now);
    }
  };

  const leave = (keys: TurnKeys): void => {
    count(keys, -1);
    const next = queue.findIndex((waiter) => mayRun(waiter.keys));
    const [waiter] = next === -1 ? [] : queue.splice(next, 1);
    waiter?.start();
  };

  /** Whether the turn came; the place is taken then. */
  const enter = (keys: TurnKeys, patience: AbortSignal): Promise<boolean> => {
    if (patience.aborted) return Promise.resolve(false);
    if (mayRun(keys)) {
      count(keys, 1);
      return Promise.resolve(true);
    }
    if (!mayWait(keys)) return Promise.resolve(false);
    return new Promise((resolve) => {
      const giveUp = (): void => {
        queue.splice(queue.indexOf(waiter), 1);
        resolve(false);
      };
      const waiter = {
        keys,
        start: () => {
          patience.removeEventListener('abort', giveUp);
          count(keys, 1);
          resolve(true);
        },
      };
      patience.addEventListener('abort', giveUp, { once: true });
      queue.push(waiter);
    });
  };

  return {
    async run(keys, patience, work) {
      if (!(await enter(keys, patience))) return null;
      try {
        return await work();
      } finally {
        leave(keys);
      }
    },
  };
}
