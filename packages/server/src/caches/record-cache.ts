/** Records that change seldom, kept in this process (operations.md §8). Nothing live is ever kept here. */

import { createRecencyMap, type RecencyMap } from '@grantor/protocol';
import { chance, spread } from './spread.ts';

/** `weight`: of the record, in the unit of the cache's limit. */
type Entry<Value> = { readonly value: Value; readonly until: number; readonly weight: number };

export type RecordCacheOptions<Value> = {
  /** Milliseconds a record is kept, give or take a tenth; 0: not at all, but loaded once for all who ask meanwhile. */
  readonly lifetime: number;
  readonly entries: number;
  /** About the bytes that all records together may hold, and how many one holds. */
  readonly bytes?: { readonly most: number; readonly of: (value: Value) => number } | undefined;
  /** Milliseconds since any fixed point; never goes back. */
  readonly clock: () => number;
  /** Asked before and after a load: whether what is loaded now may be kept; absent: always. */
  readonly mayKeep?: (() => boolean) | undefined;
  /** Whether a key that has no record is remembered for a while; absent: it is. */
  readonly unknown?: 'asked_again';
  /** From 0 to 1, by chance: where in its tenth a lifetime ends. */
  readonly chance?: () => number;
  /** Told of each question that was answered from here. */
  readonly onHit?: (() => void) | undefined;
};

/** operations.md E-2: unknown keys are remembered this long, in at most a tenth of the space. */
const UNKNOWN_LIFETIME = 5000;

/**
 * Least recently used goes first, and what has lapsed goes as others come; one load per key at a time; a load that
 * `forget` overtook is not kept.
 */
export class RecordCache<Key extends string, Value> {
  readonly #options: RecordCacheOptions<Value>;
  readonly #loading = new Map<Key, Promise<Value | null>>();
  #known: RecencyMap<Entry<Value>>;
  #unknown: RecencyMap<Entry<null>>;

  constructor(options: RecordCacheOptions<Value>) {
    this.#options = options;
    [this.#known, this.#unknown] = spaces(options);
  }

  get(key: Key, load: () => Promise<Value | null>): Promise<Value | null> {
    const known = this.#known.get(key);
    const entry = known ?? this.#unknown.get(key);
    if (entry !== undefined && entry.until > this.#options.clock()) {
      if (known !== undefined) this.#known.set(key, known);
      this.#options.onHit?.();
      return Promise.resolve(entry.value);
    }
    const loading = this.#loading.get(key);
    if (loading === undefined) return this.#load(key, load);
    this.#options.onHit?.();
    return loading;
  }

  /** To be called when a write to the record has been committed. */
  forget(key: Key): void {
    this.#known.delete(key);
    this.#unknown.delete(key);
    this.#loading.delete(key);
  }

  /** Where it is what is remembered: somebody may have loaded another meanwhile. */
  forgetOnly(key: Key, value: Value | null): void {
    const entry = this.#known.get(key) ?? this.#unknown.get(key);
    if (entry?.value === value) this.forget(key);
  }

  /** Of all keys. */
  forgetAll(): void {
    [this.#known, this.#unknown] = spaces(this.#options);
    this.#loading.clear();
  }

  /** How many records are held. */
  get size(): number {
    return this.#known.size;
  }

  #load(key: Key, load: () => Promise<Value | null>): Promise<Value | null> {
    const couldKeep = this.#mayKeep();
    const loading = load().then(
      (value) => {
        if (this.#loading.get(key) === loading) this.#settle(key, couldKeep ? value : undefined);
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

  #mayKeep(): boolean {
    const { lifetime, mayKeep } = this.#options;
    return lifetime > 0 && mayKeep?.() !== false;
  }

  /** undefined: what was loaded may not be kept. */
  #settle(key: Key, value: Value | null | undefined): void {
    this.forget(key);
    const { lifetime, clock, bytes, unknown } = this.#options;
    if (value === undefined || !this.#mayKeep()) return;
    const now = clock();
    const isLapsed = ({ until }: Entry<unknown>): boolean => until <= now;
    this.#known.drain(isLapsed);
    this.#unknown.drain(isLapsed);
    const life = spread(lifetime, (this.#options.chance ?? chance)());
    if (value !== null) this.#known.set(key, { value, until: now + life, weight: bytes?.of(value) ?? 0 });
    else if (unknown === undefined)
      this.#unknown.set(key, { value: null, until: now + Math.min(life, UNKNOWN_LIFETIME), weight: 0 });
  }
}

function spaces<Value>({
  entries,
  bytes,
}: RecordCacheOptions<Value>): [RecencyMap<Entry<Value>>, RecencyMap<Entry<null>>] {
  const weighing = bytes && { most: bytes.most, weightOf: ({ weight }: Entry<Value>) => weight };
  return [createRecencyMap(entries, weighing), createRecencyMap(Math.ceil(entries / 10))];
}
