import { after, type Epoch, epoch } from '@grantor/protocol';

/** A value from a source that may be down, kept for as long as it may be trusted. */
export type Held<Value> = {
  /** The value if it may be used without asking anybody now, else null. */
  peek(now: Epoch): Value | null;
  /** The value, asked for if it has to be; rejects when it is neither there nor to be had. */
  current(now: Epoch): Promise<Value>;
  /** Asks the source, whatever is held; calls that overlap share one request. Rejects as the source does. */
  renew(now: Epoch): Promise<Value>;
  /** Whether the source has given the value and its time is not over. */
  isFresh(now: Epoch): boolean;
  /** The request under way, or null. */
  readonly pending: Promise<Value> | null;
};

export type Fetched<Value> = { readonly value: Value /** Seconds. */; readonly freshFor: number };

/** Seconds for which the last good value is used while its source is down (resource.md §2). */
const staleFor = 86_400;

/** Seconds until the source is asked again after so many failures in a row. */
const backOff = (failures: number): number => Math.min(5 * 2 ** (failures - 1), 60);

/** Holds what `source` gives; after a failure the old value stands in, and the source is left alone for a while. */
export function createHeld<Value>(source: (now: Epoch) => Promise<Fetched<Value>>): Held<Value> {
  let held: { readonly value: Value; readonly freshUntil: Epoch } | null = null;
  let pending: Promise<Value> | null = null;
  let failed: { readonly count: number; readonly error: unknown; readonly until: Epoch } | null = null;

  const usable = (now: Epoch): Value | null =>
    held !== null && now < held.freshUntil + staleFor ? held.value : null;

  const isFresh = (now: Epoch): boolean => held !== null && now < held.freshUntil;

  const peek = (now: Epoch): Value | null => {
    const isWaiting = failed !== null && now < failed.until;
    return isFresh(now) || isWaiting ? usable(now) : null;
  };

  const ask = async (now: Epoch): Promise<Value> => {
    try {
      const { value, freshFor } = await source(now);
      held = { value, freshUntil: after(now, freshFor) };
      failed = null;
      return value;
    } catch (error) {
      const count = (failed?.count ?? 0) + 1;
      failed = { count, error, until: after(now, backOff(count)) };
      throw error;
    } finally {
      pending = null;
    }
  };

  const renew = (now: Epoch): Promise<Value> => {
    pending ??= ask(now);
    return pending;
  };

  return {
    isFresh,
    peek,
    renew,
    async current(now) {
      const value = peek(now);
      if (value !== null) return value;
      if (pending === null && failed !== null && now < failed.until) throw failed.error;
      try {
        return await renew(now);
      } catch (error) {
        const old = usable(now);
        if (old === null) throw error;
        return old;
      }
    },
    get pending() {
      return pending;
    },
  };
}

/** The `max-age` of a `Cache-Control` header in seconds, or null when it has none (RFC 9111 §5.2.2.1). */
export function maxAgeOf(cacheControl: string | null): number | null {
  const [, seconds] = /(?:^|[\s,])max-age="?(\d{1,10})"?(?=[\s,]|$)/i.exec(cacheControl ?? '') ?? [];
  return seconds === undefined ? null : Number(seconds);
}

export const beginning: Epoch = epoch(0);
