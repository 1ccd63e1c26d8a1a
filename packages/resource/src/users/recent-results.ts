import { after, createRecencyMap, type Epoch } from '@grantor/protocol';
import type { Clock } from '../ports/ports.ts';

/** The most results kept; the oldest give way. */
const capacity = 10_000;

/**
 * Remembers what was found for a key for `seconds`, counted from the moment it was asked for. Calls for one key
 * that overlap share one search; failures are not remembered.
 */
export function createRecentResults<Result>(
  clock: Clock,
  seconds: number,
): (key: string, search: () => Promise<Result>) => Promise<Result> {
  type Entry = { readonly until: Epoch; readonly result: Promise<Result> };
  const entries = createRecencyMap<Entry>(capacity);
  return (key, search) => {
    const now = clock();
    const earlier = entries.get(key);
    if (earlier !== undefined && now < earlier.until) return earlier.result;
    const entry = { until: after(now, seconds), result: search() };
    entries.drain(({ until }) => until <= now);
    entries.set(key, entry);
    entry.result.catch(() => {
      if (entries.get(key) === entry) entries.delete(key);
    });
    return entry.result;
  };
}
