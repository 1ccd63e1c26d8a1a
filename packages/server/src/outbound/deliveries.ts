/** Owns the turns of deliveries that wait in the database: so many at once, each taken by one replica. Never knows what is sent. */

/** Seconds from the start of each attempt to the next; after the last the delivery has failed (protocol.md §2). */
export const retryAfter = [10, 60] as const;
export const attemptsAllowed = retryAfter.length + 1;

/** Attempts under way at once (security.md S-3). */
export const atOnce = 16;

export type Deliveries = {
  /** Sends what is due, in the background: to be called after a commit that brought something. */
  kick(): void;
  /** Looks for what is due every so many ms, of this replica and of others. */
  start(interval: number): void;
  /** Resolves when the attempts under way have ended; what is left stays queued. */
  stop(): Promise<void>;
};

export type DeliveriesOptions<Job> = {
  /** Takes what is due for one attempt each, knowing what is under way here. */
  readonly claim: (underWay: readonly Job[]) => Promise<readonly Job[]>;
  readonly deliver: (job: Job) => Promise<void>;
  /** The database or a key was not to be had; the rest stays queued. */
  readonly onFailure: (cause: unknown) => void;
};

export function createDeliveries<Job>({ claim, deliver, onFailure }: DeliveriesOptions<Job>): Deliveries {
  const underWay = new Map<Promise<void>, Job>();
  let turn: Promise<void> | null = null;
  let asked = false;
  let stopped = false;
  let timer: NodeJS.Timeout | null = null;

  const sendDue = async (): Promise<void> => {
    while (asked && !stopped && underWay.size < atOnce) {
      asked = false;
      for (const job of await claim([...underWay.values()])) {
        const attempt = deliver(job)
          .catch(onFailure)
          .finally(() => {
            underWay.delete(attempt);
            kick();
          });
        underWay.set(attempt, job);
      }
    }
  };

  const kick = (): void => {
    asked = true;
    turn ??= sendDue()
      .catch(onFailure)
      .finally(() => {
        turn = null;
        if (asked && !stopped && underWay.size < atOnce) kick();
      });
  };

  return {
    kick,
    start(interval) {
      timer ??= setInterval(kick, interval).unref();
    },
    async stop() {
      stopped = true;
      if (timer !== null) clearInterval(timer);
      await turn;
      await Promise.all(underWay.keys());
    },
  };
}
