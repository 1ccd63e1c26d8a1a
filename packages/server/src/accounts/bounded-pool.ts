/** Runs work a few at a time, lets a bounded number wait in order, and turns the rest away. */
export type BoundedPool = {
  /** The result of `work`; throws `PoolFull` at once when too many wait already. */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Whether the next work would be turned away. */
  isFull(): boolean;
  /** How many wait now, for the gauge. */
  waiting(): number;
};

export class PoolFull extends Error {
  override readonly name = 'PoolFull';
}

export function createBoundedPool(limits: {
  readonly running: number;
  readonly waiting: number;
}): BoundedPool {
  const queue: (() => void)[] = [];
  let running = 0;

  const isFull = (): boolean => running >= limits.running && queue.length >= limits.waiting;

  const enter = async (): Promise<void> => {
    if (running < limits.running) {
      running += 1;
      return;
    }
    if (isFull()) throw new PoolFull();
    await new Promise<void>((resolve) => queue.push(resolve));
  };

  // the place goes to the next in line without being free in between
  const leave = (): void => {
    const next = queue.shift();
    if (next === undefined) running -= 1;
    else next();
  };

  return {
    async run(work) {
      await enter();
      try {
        return await work();
      } finally {
        leave();
      }
    },
    isFull,
    waiting: () => queue.length,
  };
}
