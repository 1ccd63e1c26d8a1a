/** A turn that is waited for by everybody who wants the same work done. */
export type Turn<Who> = {
  /** On whose account it came; null: all of them gave up. */
  readonly come: Promise<Who | null>;
  /** Whether it came; known before anybody hears of it by the promise. */
  readonly isCome: boolean;
  /** Somebody else wants it, too, or the same once more: it comes when it is anybody's turn. */
  join(who: Who): void;
  /** One of them gives up. */
  leave(who: Who): void;
  /** The work is over, and its place is free. */
  end(): void;
};

export type FairTurns<Who> = {
  wait(who: Who): Turn<Who>;
};

export type TurnRules<Who> = {
  /** Whether it may run beside those that run. */
  readonly mayRun: (who: Who, running: readonly Who[]) => boolean;
  /** How much it has had of late: of those that wait and may run, the one with the least goes next. */
  readonly had: (who: Who) => number;
};

type Waiter<Who> = {
  /** How many wait of each. */
  readonly whos: Map<Who, number>;
  readonly start: (who: Who) => void;
};

/** Lets work run as `rules` allow; how much may wait is for its callers to bound. */
export function createFairTurns<Who>({ mayRun, had }: TurnRules<Who>): FairTurns<Who> {
  const waiting = new Set<Waiter<Who>>();
  const running: Who[] = [];

  const start = (waiter: Waiter<Who>, who: Who): void => {
    waiting.delete(waiter);
    running.push(who);
    waiter.start(who);
  };

  const startNext = (): void => {
    for (;;) {
      const ready = [...waiting].flatMap((waiter) =>
        [...waiter.whos.keys()].filter((who) => mayRun(who, running)).map((who) => ({ waiter, who })),
      );
      const [next] = ready.toSorted((one, other) => had(one.who) - had(other.who));
      if (next === undefined) return;
      start(next.waiter, next.who);
    }
  };

  /** Of the others nobody may run: they would not be waiting. */
  const add = (waiter: Waiter<Who>, who: Who): void => {
    waiter.whos.set(who, (waiter.whos.get(who) ?? 0) + 1);
    if (mayRun(who, running)) start(waiter, who);
  };

  return {
    wait(first) {
      let resolve: (who: Who | null) => void = () => {};
      const come = new Promise<Who | null>((settle) => {
        resolve = settle;
      });
      let held: { readonly who: Who } | null = null;
      let isCome = false;
      const waiter: Waiter<Who> = {
        whos: new Map(),
        start(who) {
          held = { who };
          isCome = true;
          resolve(who);
        },
      };
      waiting.add(waiter);
      add(waiter, first);
      return {
        come,
        get isCome() {
          return isCome;
        },
        join(who) {
          if (waiting.has(waiter)) add(waiter, who);
        },
        leave(who) {
          const left = (waiter.whos.get(who) ?? 0) - 1;
          if (left < 0 || !waiting.has(waiter)) return;
          if (left > 0) waiter.whos.set(who, left);
          else waiter.whos.delete(who);
          if (waiter.whos.size > 0) return;
          waiting.delete(waiter);
          resolve(null);
        },
        end() {
          if (held === null) return;
          running.splice(running.indexOf(held.who), 1);
          held = null;
          startNext();
        },
      };
    },
  };
}
