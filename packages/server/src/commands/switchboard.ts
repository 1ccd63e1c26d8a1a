/** What the workers of a server share through their primary: counts of limits, metrics, and what they tell one another. */

import { createLimitKeeper } from '../cluster/limits.ts';
import type { Link } from '../cluster/link.ts';
import { within } from '../http/within.ts';
import { createMemoryLimits } from '../limits/limit-store.ts';
import { systemClock } from '../start/start.ts';
import type { PrimaryTopics, WorkerTopics } from '../start/workers.ts';
import type { Numbers } from '../telemetry/metrics/metrics.ts';
import { createMetricsSum } from '../telemetry/metrics/sum.ts';

/** To one worker. */
export type Line = Link<PrimaryTopics, WorkerTopics>;

export type Switchboard = {
  /** Answers what comes on this line; `id`: of a worker that nobody else was, or will be. */
  connect(id: string, line: Line): void;
  disconnect(id: string): void;
};

export function createSwitchboard(): Switchboard {
  const lines = new Map<string, Line>();
  const keeper = createLimitKeeper(createMemoryLimits(systemClock.now));
  const sum = createMetricsSum();

  const summed = async () => {
    await Promise.all([...lines].map(([id, line]) => hearNumbers(line, (said) => sum.heard(id, said))));
    return sum.text();
  };

  return {
    connect(id, line) {
      lines.set(id, line);
      line.on('charge', keeper.charge);
      line.on('attempt', keeper.attempt);
      line.on('settle', keeper.settle);
      line.on('metrics', summed);
      line.on('publish', (message) => {
        for (const [other, each] of lines) if (other !== id) each.tell('published', message);
      });
    },
    disconnect(id) {
      lines.get(id)?.ended();
      lines.delete(id);
      sum.ended(id);
    },
  };
}

/** What a worker says within a second; of one that is busy, or about to end, the last that was heard counts. */
function hearNumbers(line: Line, heard: (numbers: Numbers) => void): Promise<void> {
  const answered = line.ask('numbers', null).then(heard, () => {});
  return within(1000, answered).catch(() => {});
}
