/** Records that change seldom, kept in this process (operations.md §8). Nothing live is ever kept here. */

import { createRecencyMap, type RecencyMap } from '@grantor/protocol';

/** `weight`: of the record, in the unit of the cache's limit. */
type Entry<Value> = { readonly value: Value; readonly until: number; readonly weight: number };

export type RecordCacheOptions<Value> = {
  /** Milliseconds a record is kept. */
  readonly lifetime: number;
  readonly entries: number;
  /** About the bytes that all records together may hold, and how many one holds. */
  readonly bytes?: { readonly most: number; readonly of: (value: Value) => number };
  /** Milliseconds since any fixed point; never goes back. */
  readonly clock: () => number;
  /** Told of each question: whether a record, or that there is none, was held. */
  readonly asked?: ((outcome: 'hit' | 'miss') => void) | undefined;
};

/** operations.md E-2: unknown keys are remembered this long, in at most a tenth of the space. */
const UNKNOWN_LIFETIME = 5000;

/**
 * Least recently used goes first, and what has lapsed goes as others come; one load per key at a time; a load that
 * `forget` overtook is not kept.
 */
export class RecordCache<Key extends string, Value> {
  readonly #options: RecordCacheOptions<Value>;
  readonly #known: RecencyMap<Entry<Value>>;
  readonly #unknown: RecencyMap<Entry<null>>;
  readonly #loading = new Map<Key, Promise<Value | null>>();

  constructor(options: RecordCacheOptions<Value>) {
    const { entries, bytes } = options;
    this.#options = options;
    this.#known = createRecencyMap(
      entries,
      bytes === undefined ? undefined : { most: bytes.most, weightOf: ({ weight }) => weight },
    );
    this.#unknown = createRecencyMap(Math.ceil(entries / 10));
  }

  get(key: Key, load: () => Promise<Value | null>): Promise<Value | null> {
    const known = this.#known.get(key);
    const entry = known ?? this.#unknown.get(key);
    if (entry !== undefined && entry.until > this.#options.clock()) {
      if (known !== undefined) this.#known.set(key, known);
      this.#options.asked?.('hit');
      return Promise.resolve(entry.value);
    }
    this.#options.asked?.('miss');
    return this.#loading.get(key) ?? this.#load(key, load);
  }

  /** To be called when a write to the record has been committed. */
  forget(key: Key): void {
    this.#known.delete(key);
    this.#unknown.delete(key);
    this.#loading.delete(key);
  }

  /** How many records are held. */
  get size(): number {
    return this.#known.size;
  }

  #load(key: Key, load: () => Promise<Value | null>): Promise<Value | null> {
    const loading = load().then(
      (value) => {
        if (this.#loading.get(key) === loading) this.#keep(key, value);
        return value;
      },
      (error: unknown) => {
        if (this.#loading.get(key) === loading) this.#loading.delete(key);
        throw error;
      },
    );
    this.#loading.set(key, loading);
    return loading;
  }

  #keep(key: Key, value: Value | null): void {
    this.forget(key);
    const { lifetime, clock, bytes } = this.#options;
    const now = clock();
    const isLapsed = ({ until }: Entry<unknown>): boolean => until <= now;
    this.#known.drain(isLapsed);
    this.#unknown.drain(isLapsed);
    if (value === null) {
      this.#unknown.set(key, { value: null, until: now + Math.min(lifetime, UNKNOWN_LIFETIME), weight: 0 });
    } else this.#known.set(key, { value, until: now + lifetime, weight: bytes?.of(value) ?? 0 });
  }
}
