/** The numbers of several processes as one (operations.md M-1): counters summed, gauges as the catalogue says. */

import type { MetricsText, Numbers } from './metrics.ts';

/** Each process has a name of its own, which no other has after it. */
export type MetricsSum = {
  /** The process says so now; until it says more, that is what counts. */
  heard(process: string, numbers: Numbers): void;
  /** It is no more. What it had counted when it was last heard stays: a sum that falls would be read as a new beginning. */
  ended(process: string): void;
  text(): Promise<MetricsText>;
};

type Aggregation = typeof import('prom-client').AggregatorRegistry;

/** The library is loaded only when there is something to add up. */
const aggregation = async (): Promise<Aggregation> => (await import('prom-client')).AggregatorRegistry;

export function createMetricsSum(): MetricsSum {
  const living = new Map<string, Numbers>();
  let past: Promise<Numbers> = Promise.resolve([]);
  return {
    heard: (process, numbers) => void living.set(process, numbers),
    ended(process) {
      const counted = (living.get(process) ?? []).filter(({ type }) => onlyGrows.has(String(type)));
      living.delete(process);
      if (counted.length === 0) return;
      past = past.then(async (earlier) =>
        (await aggregation()).aggregate([counted, earlier]).getMetricsAsJSON(),
      );
    },
    async text() {
      const registry = (await aggregation()).aggregate([...living.values(), await past]);
      return { contentType: registry.contentType, body: await registry.metrics() };
    },
  };
}

const onlyGrows: ReadonlySet<string> = new Set(['counter', 'histogram']);
