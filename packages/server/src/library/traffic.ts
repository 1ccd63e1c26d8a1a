/** Counts requests that were accepted and are not answered yet, so that closing can wait for them. */

export type Traffic = {
  /** Counts the work while it runs; null: the end has begun, nothing was started. */
  during<T>(work: () => Promise<T>): Promise<T> | null;
  /** Accepts nothing from now on; resolves when nothing runs, or after `milliseconds`. */
  end(milliseconds: number): Promise<'drained' | 'cut'>;
};

export function createTraffic(): Traffic {
  let running = 0;
  let isEnding = false;
  let idle: () => void = () => {};
  return {
    during(work) {
      if (isEnding) return null;
      running += 1;
      return work().finally(() => {
        running -= 1;
        if (running === 0) idle();
      });
    },
    end(milliseconds) {
      isEnding = true;
      if (running === 0) return Promise.resolve('drained');
      return new Promise((resolve) => {
        const deadline = setTimeout(() => resolve('cut'), milliseconds);
        idle = () => {
          clearTimeout(deadline);
          resolve('drained');
        };
      });
    },
  };
}
