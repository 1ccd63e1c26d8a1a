/** Records that change seldom, kept in this process (operations.md §8). Nothing live is ever kept here. */

type Entry<Value> = { readonly value: Value; readonly until: number };

export type RecordCacheOptions = {
  /** Milliseconds a record is kept. */
  readonly lifetime: number;
  readonly entries: number;
  /** Milliseconds since any fixed point; never goes back. */
  readonly clock: () => number;
};

/** operations.md E-2: unknown keys are remembered this long, in at most a tenth of the space. */
const UNKNOWN_LIFETIME = 5000;

/** Least recently used goes first; one load per key at a time; a load that `forget` overtook is not kept. */
export class RecordCache<Key, Value> {
  readonly #options: RecordCacheOptions;
  readonly #known = new Map<Key, Entry<Value>>();
  readonly #unknown = new Map<Key, Entry<null>>();
  readonly #loading = new Map<Key, Promise<Value | null>>();

  constructor(options: RecordCacheOptions) {
    this.#options = options;
  }

  get(key: Key, load: () => Promise<Value | null>): Promise<Value | null> {
    const entry = this.#known.get(key) ?? this.#unknown.get(key);
    if (entry !== undefined && entry.until > this.#options.clock()) {
      if (entry.value !== null) this.#touch(key, entry as Entry<Value>);
      return Promise.resolve(entry.value);
    }
    return this.#loading.get(key) ?? this.#load(key, load);
  }

  /** To be called when a write to the record has been committed. */
  forget(key: Key): void {
    this.#known.delete(key);
    this.#unknown.delete(key);
    this.#loading.delete(key);
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
    const { lifetime, entries, clock } = this.#options;
    if (value !== null) store(this.#known, entries, [key, { value, until: clock() + lifetime }]);
    else {
      const until = clock() + Math.min(lifetime, UNKNOWN_LIFETIME);
      store(this.#unknown, Math.ceil(entries / 10), [key, { value, until }]);
    }
  }

  #touch(key: Key, entry: Entry<Value>): void {
    this.#known.delete(key);
    this.#known.set(key, entry);
  }
}

function store<Key, Value>(map: Map<Key, Value>, limit: number, [key, value]: [Key, Value]): void {
  map.set(key, value);
  if (map.size <= limit) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}
