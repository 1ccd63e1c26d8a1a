/** A process as one of the workers of a server (operations.md Z-1): what they do together, through their primary. */

import type { FirstRun } from '../bootstrap/first-run.ts';
import { createSharedLimits, type LimitTopics } from '../cluster/limits.ts';
import type { Link } from '../cluster/link.ts';
import type { Relay } from '../cluster/relay.ts';
import type { LimitStore } from '../limits/limit-store.ts';
import type { MetricsRegistry, MetricsText, Numbers } from '../telemetry/metrics/metrics.ts';

/** Which of the workers it is. */
export type Place = {
  readonly number: number;
  /** `first`: nobody had this place before, since the server started. */
  readonly turn: 'first' | 'again';
};

/** What the operator is told once all serve. */
export type Started = {
  readonly port: number;
  /** null: every interface. */
  readonly hosts: readonly (string | null)[];
  readonly firstRun: FirstRun;
};

type Topic<Said, Answer = unknown> = { readonly said: Said; readonly answer: Answer };

/** What a worker says. */
export type WorkerTopics = LimitTopics & {
  readonly place: Topic<null, Place>;
  readonly ready: Topic<Started>;
  readonly publish: Topic<string>;
  /** Asks for the numbers of all. */
  readonly metrics: Topic<null, MetricsText>;
};

/** What the primary says. */
export type PrimaryTopics = {
  readonly stop: Topic<null>;
  readonly published: Topic<string>;
  readonly numbers: Topic<null, Numbers>;
};

export type Workers = {
  readonly relay: Relay;
  readonly limits: LimitStore;
  /** Whether this one counts what is stored. */
  readonly counts: 'itself' | 'elsewhere';
  /** `server`: with this one the server starts, and what is done once at its start is done. */
  readonly starts: 'server' | 'worker';
  /** What this one's end is: of several one tells that the server has ended. */
  ends(): 'server' | 'worker';
  /** The same numbers, of all workers together. */
  summed(own: MetricsRegistry): Pick<MetricsRegistry, 'text'>;
};

/** `stopping`: aborted once the primary ends the server. */
export function createWorkers(
  link: Link<WorkerTopics, PrimaryTopics>,
  { number, turn }: Place,
  stopping: AbortSignal,
): Workers {
  const isFirst = number === 1;
  const listeners: ((message: string) => void)[] = [];
  link.on('published', (message) => {
    for (const listener of listeners) listener(message);
  });
  return {
    relay: {
      publish: (message) => link.tell('publish', message),
      subscribe: (listener) => void listeners.push(listener),
    },
    limits: createSharedLimits(link),
    counts: isFirst ? 'itself' : 'elsewhere',
    starts: isFirst && turn === 'first' ? 'server' : 'worker',
    ends: () => (isFirst && stopping.aborted ? 'server' : 'worker'),
    summed(own) {
      link.on('numbers', () => own.numbers());
      return { text: () => link.ask('metrics', null) };
    },
  };
}
