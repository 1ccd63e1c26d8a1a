/** Where attempts are counted: in this process, or where all processes count together (operations.md Q-1). */

import { type Charge, createRefillingLimit, createRefillingTable } from '@grantor/protocol';
import { type Attempt, type CountedLimitRule, createCountedLimit } from './counted-limit.ts';

/** At once where it is counted here. */
export type Answer<Value> = Value | Promise<Value>;

export type RefillingRule = {
  /** Charges at once; 0: no limit. */
  readonly budget: number;
  /** In ms, in which the budget refills; absent: a minute. */
  readonly period?: number;
};

/** Each name is one limit, with counts of its own; to be asked for once. */
export type LimitStore = {
  refilling(name: string, rule: RefillingRule): { charge(key: string): Answer<Charge> };
  counted(name: string, rule: CountedLimitRule): { attempt(key: string): Answer<Attempt> };
};

/** Counts of this process; `now` in ms. */
export function createMemoryLimits(now: () => number): LimitStore {
  const shared = createRefillingTable();
  return {
    refilling: (name, { budget, ...rest }) =>
      createRefillingLimit(name, budget, {
        ...{ now, ...rest },
        // Those that owe nothing leave first, which is told by their order: one table for each period
        table: rest.period === undefined ? shared : createRefillingTable(),
      }),
    counted: (_name, rule) => createCountedLimit(rule, now),
  };
}
