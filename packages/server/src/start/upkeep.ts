/** Work that recurs while the server runs. A round never overlaps itself, and a failed one is told and tried again. */

export type Chore = {
  readonly name: string;
  /** Milliseconds between the end of one round and the next. */
  readonly every: number;
  readonly work: () => Promise<unknown>;
};

export type Upkeep = { stop(): Promise<void> };

export function startUpkeep(
  chores: readonly Chore[],
  failed: (name: string, cause: unknown) => void,
): Upkeep {
  const stops = chores.map((chore) => repeat(chore, failed));
  return {
    async stop() {
      await Promise.all(stops.map((stop) => stop()));
    },
  };
}

function repeat(
  { name, every, work }: Chore,
  failed: (name: string, cause: unknown) => void,
): () => Promise<void> {
  let stopped = false;
  let round: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout;
  const run = (): void => {
    round = work().then(
      () => undefined,
      (cause: unknown) => failed(name, cause),
    );
    void round.then(schedule);
  };
  const schedule = (): void => {
    if (stopped) return;
    timer = setTimeout(run, every);
    timer.unref();
  };
  schedule();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await round;
  };
}
