export type FairTurns<Who> = {
  /** The result of `work` in its turn; null when `patience` ended before the turn came. */
  run<Result>(who: Who, patience: AbortSignal, work: () => Promise<Result>): Promise<Result | null>;
};

export type TurnRules<Who> = {
  /** Whether it may run beside those that run. */
  readonly mayRun: (who: Who, running: readonly Who[]) => boolean;
  /** How much it has had of late: of those that wait and may run, the one with the least goes next. */
  readonly had: (who: Who) => number;
};

type Waiter<Who> = { readonly who: Who; readonly start: () => void };

/** Lets work run as `rules` allow; how much may wait is for its callers to bound. */
export function createFairTurns<Who>({ mayRun, had }: TurnRules<Who>): FairTurns<Who> {
  const waiting = new Set<Waiter<Who>>();
  const running: Who[] = [];

  const startNext = (): void => {
    for (;;) {
      const ready = [...waiting].filter(({ who }) => mayRun(who, running));
      const [next] = ready.toSorted((one, other) => had(one.who) - had(other.who));
      if (next === undefined) return;
      waiting.delete(next);
      running.push(next.who);
      next.start();
    }
  };

  /** Whether the turn came; the place is taken then. */
  const enter = (who: Who, patience: AbortSignal): Promise<boolean> => {
    if (patience.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const giveUp = (): void => {
        waiting.delete(waiter);
        resolve(false);
      };
      const start = (): void => {
        patience.removeEventListener('abort', giveUp);
        resolve(true);
      };
      const waiter = { who, start };
      patience.addEventListener('abort', giveUp, { once: true });
      waiting.add(waiter);
      startNext();
    });
  };

  return {
    async run(who, patience, work) {
      if (!(await enter(who, patience))) return null;
      try {
        return await work();
      } finally {
        running.splice(running.indexOf(who), 1);
        startNext();
      }
    },
  };
}
