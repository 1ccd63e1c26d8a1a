/** Limits that all workers of a machine share, exactly: the primary counts (operations.md Q-1). */

import { createRecencyMap } from '@grantor/protocol';
import type { CountedLimitRule } from '../limits/counted-limit.ts';
import type { LimitStore, RefillingRule } from '../limits/limit-store.ts';

/** What a worker asks of the one who counts. */
export type LimitTopics = {
  readonly charge: {
    readonly said: { readonly limit: string; readonly rule: RefillingRule; readonly key: string };
    readonly answer: Ticket<Awaited<ReturnType<Refilling['charge']>>>;
  };
  readonly attempt: {
    readonly said: { readonly limit: string; readonly rule: CountedLimitRule; readonly key: string };
    readonly answer: Ticket<Awaited<ReturnType<Counted['attempt']>>>;
  };
  readonly settle: {
    readonly said: { readonly id: number; readonly as: 'refund' | 'succeeded' | 'withdrawn' };
    readonly answer: unknown;
  };
};

type Refilling = ReturnType<LimitStore['refilling']>;
type Counted = ReturnType<LimitStore['counted']>;

/** A charge as it can be told: its data, and the number by which it is settled. */
type Ticket<Charge> = { readonly id: number; readonly told: Data<Charge> };
/** Of each of a union by itself, what is no function. */
type Data<Value> = Value extends unknown
  ? {
      readonly [Name in keyof Value as Value[Name] extends (...given: never[]) => unknown
        ? never
        : Name]: Value[Name];
    }
  : never;

type Asking = {
  ask<Topic extends 'charge' | 'attempt'>(
    topic: Topic,
    said: LimitTopics[Topic]['said'],
  ): Promise<LimitTopics[Topic]['answer']>;
  tell(topic: 'settle', said: LimitTopics['settle']['said']): void;
};

/** Counted where `link` leads. */
export function createSharedLimits(link: Asking): LimitStore {
  const settle = (id: number, as: LimitTopics['settle']['said']['as']) => () =>
    link.tell('settle', { id, as });
  return {
    refilling: (limit, rule) => ({
      async charge(key) {
        // Nothing is counted, so nobody need be asked
        if (rule.budget === 0) return { allowed: true, refund: () => {} };
        const { id, told } = await link.ask('charge', { limit, rule, key });
        return told.allowed ? { ...told, refund: settle(id, 'refund') } : told;
      },
    }),
    counted: (limit, rule) => ({
      async attempt(key) {
        const { id, told } = await link.ask('attempt', { limit, rule, key });
        if (!told.allowed) return told;
        return { ...told, succeeded: settle(id, 'succeeded'), withdrawn: settle(id, 'withdrawn') };
      },
    }),
  };
}

export type LimitKeeper = {
  readonly [Topic in keyof LimitTopics]: (
    said: LimitTopics[Topic]['said'],
  ) => Promise<LimitTopics[Topic]['answer']>;
};

/** Charges that can still be settled: of each request under way a few. */
const openTickets = 100_000;

/** Counts in `store` for all workers. A charge whose worker died, or that is never settled, stays charged. */
export function createLimitKeeper(store: LimitStore): LimitKeeper {
  const refilling = new Map<string, Refilling>();
  const counted = new Map<string, Counted>();
  const open = createRecencyMap<Readonly<Record<string, unknown>>>(openTickets);
  let last = 0;
  const ticket = <Charge extends { readonly allowed: boolean }>(charge: Charge): Ticket<Charge> => {
    last += 1;
    if (charge.allowed) open.set(String(last), charge);
    return { id: last, told: charge as unknown as Data<Charge> }; // functions stay behind: the wire takes data only
  };
  return {
    async charge({ limit, rule, key }) {
      const kept = refilling.get(limit) ?? store.refilling(limit, rule);
      refilling.set(limit, kept);
      return ticket(await kept.charge(key));
    },
    async attempt({ limit, rule, key }) {
      const kept = counted.get(limit) ?? store.counted(limit, rule);
      counted.set(limit, kept);
      return ticket(await kept.attempt(key));
    },
    async settle({ id, as }) {
      const act = open.get(String(id))?.[as];
      open.delete(String(id));
      if (typeof act === 'function') act();
    },
  };
}
