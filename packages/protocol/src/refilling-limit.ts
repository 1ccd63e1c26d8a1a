import { createRecencyMap, type RecencyMap } from './recency.ts';

const minute = 60_000;

/** Keys of all limits that share the table, each entry the instant at which the key owes nothing again. */
export type RefillingTable = RecencyMap<number>;

// operations.md Q-1
export const createRefillingTable = (capacity = 100_000): RefillingTable =>
  createRecencyMap<number>(capacity);

/** The answer to one charge; `retryAfter` in seconds. */
export type Charge =
  | { readonly allowed: true; refund(): void }
  | { readonly allowed: false; readonly retryAfter: number; readonly limit: number };

export type RefillingLimit = { charge(key: string): Charge };

/**
 * The generic cell rate algorithm: `budget` charges at once, and it refills continuously over a `period`, a minute
 * where none is given, so there is no boundary to exploit (operations.md Q-1). 0: no limit. A refund gives back what
 * the charge still owes at that moment, never more; `now` and `period` are in ms.
 */
export function createRefillingLimit(
  name: string,
  budget: number,
  world: { readonly table: RefillingTable; readonly now: () => number; readonly period?: number },
): RefillingLimit {
  const { table, now, period = minute } = world;
  if (budget === 0) return { charge: () => unlimited };
  const cost = period / budget;

  const refund = (key: string, settledAt: number): void => {
    const at = now();
    const owed = Math.min(cost, settledAt - at);
    const standing = table.get(key);
    if (standing === undefined || owed <= 0) return;
    if (standing - owed <= at) table.delete(key);
    else table.set(key, standing - owed);
  };

  return {
    charge(subject) {
      const at = now();
      const key = `${name} ${subject}`;
      table.drain((settledAt) => settledAt <= at);
      const settledAt = Math.max(table.get(key) ?? at, at) + cost;
      const excess = settledAt - at - period;
      if (excess > rounding) return { allowed: false, retryAfter: Math.ceil(excess / 1000), limit: budget };
      table.set(key, settledAt);
      return { allowed: true, refund: once(() => refund(key, settledAt)) };
    },
  };
}

// Sums of 60 000 / 7 and the like miss the period by less than this, in ms
const rounding = 0.001;

const unlimited: Charge = { allowed: true, refund: () => undefined };

function once(act: () => void): () => void {
  let open = true;
  return () => {
    if (open) act();
    open = false;
  };
}
