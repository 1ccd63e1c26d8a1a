/** Caches in the form that the operator chose: order is here, Redis, database (operations.md E-2). */

import type { Relay } from '../cluster/relay.ts';
import type { CacheName } from '../redis/uses.ts';
import { checkedRecords, type Revised, type Revisions } from './checked-records.ts';
import { RecordCache, type RecordCacheOptions } from './record-cache.ts';
import type { Row, SharedRecords } from './shared-records.ts';

/** `redis-aside`: kept here too, for as long as Redis tells what others change. */
export type CacheForm = 'memory' | 'redis' | 'redis-aside';

export type CacheDefinition<Stored, Value, Key = never> = {
  readonly name: CacheName;
  /** What the row means: it is kept here as this, and in Redis as it was read. */
  readonly read: (row: Stored) => Value;
  /** How many records there may be at most; absent: as many as caches have. */
  readonly entries?: number;
  readonly bytes?: { readonly most: number; readonly of: (value: Value) => number };
  readonly unknown?: 'asked_again';
  /** Absent: a change is heard of, or nobody else makes any. Where changes are heard of it is not used. */
  readonly revisions?: Revisions<Key, Stored> | null;
};

export type Records<Key extends string, Stored, Value> = {
  get(key: Key, load: () => Promise<Stored | null>): Promise<Value | null>;
  /** Once a write was committed: resolves when the next question sees it, where the form allows on every machine. */
  forget(key: Key): Promise<void>;
  /** How many are held here. */
  readonly size: number;
};

export type Caches = {
  /** Each name once. */
  of<Key extends string, Stored, Value>(
    definition: CacheDefinition<Stored, Value, Key>,
  ): Records<Key, Stored, Value>;
  /** Whether what others change is heard of. */
  readonly hearing: boolean;
  /** How many records each holds here. */
  sizes(): ReadonlyMap<CacheName, number>;
};

/** What tells of changes by other machines. */
export type Tracked = {
  /** Whether it does now. */
  isHeard(): boolean;
  /** `lost`: something may have changed unheard. The key is that of Redis. */
  onChange(listener: (key: string) => void, lost: () => void): void;
};

type Shared = {
  records(name: CacheName, asked: { readonly onHit: () => void; readonly onMiss: () => void }): SharedRecords;
  keyOf(name: CacheName, key: string): string;
  readonly tracked: Tracked;
};

export type CachesOptions = {
  /** Milliseconds a record is kept here. */
  readonly lifetime: number;
  readonly entries: number;
  readonly clock: () => number;
  readonly relay: Relay;
  readonly asked: (name: CacheName, outcome: 'hit' | 'miss') => void;
} & ({ readonly form: 'memory' } | { readonly form: 'redis' | 'redis-aside'; readonly shared: Shared });

export function createCaches(options: CachesOptions): Caches {
  const all = new Map<CacheName, { readonly size: number }>();
  return {
    of(definition) {
      const records =
        options.form === 'memory' ? memoryRecords(options, definition) : sharedRecords(options, definition);
      all.set(definition.name, records);
      return records;
    },
    hearing: options.form !== 'memory',
    sizes: () => new Map([...all].map(([name, { size }]) => [name, size])),
  };
}

type Local<Value> = Pick<CacheDefinition<never, Value>, 'name' | 'entries' | 'bytes' | 'unknown'>;

function localRecords<Value>(
  { lifetime, entries, clock }: CachesOptions,
  definition: Local<Value>,
  { mayKeep, onHit }: Pick<RecordCacheOptions<Value>, 'mayKeep' | 'onHit'>,
): RecordCache<string, Value> {
  const { unknown } = definition;
  return new RecordCache<string, Value>({
    ...{ lifetime, clock, bytes: definition.bytes, onHit },
    ...(mayKeep === undefined ? {} : { mayKeep }),
    ...(unknown === undefined ? {} : { unknown }),
    entries: definition.entries ?? entries,
  });
}

/** What others on this machine write is heard through the relay; other machines are not, and are asked about. */
function memoryRecords<Key extends string, Stored, Value>(
  options: CachesOptions,
  definition: CacheDefinition<Stored, Value, Key>,
): Records<Key, Stored, Value> {
  const { relay } = options;
  const { name } = definition;
  const { local, get } = rememberedIn(options, definition);
  const call = `${name} `;
  relay.subscribe((message) => {
    if (message.startsWith(call)) local.forget(message.slice(call.length));
  });
  return {
    get,
    async forget(key) {
      local.forget(key);
      relay.publish(call + key);
    },
    get size() {
      return local.size;
    },
  };
}

type Remembered<Key, Stored, Value> = Pick<Records<Key & string, Stored, Value>, 'get'> & {
  readonly local: Pick<RecordCache<string, unknown>, 'forget' | 'size'>;
};

function rememberedIn<Key extends string, Stored, Value>(
  options: CachesOptions,
  definition: CacheDefinition<Stored, Value, Key>,
): Remembered<Key, Stored, Value> {
  const { name, read, bytes, revisions = null, ...rest } = definition;
  const asked = (outcome: 'hit' | 'miss'): void => options.asked(name, outcome);
  if (revisions !== null) {
    const weighed = bytes && { most: bytes.most, of: ({ value }: Revised<Value>) => bytes.of(value) };
    const checked = { ...rest, name, ...(weighed === undefined ? {} : { bytes: weighed }) };
    const local = localRecords<Revised<Value>>(options, checked, {});
    return { local, get: checkedRecords({ local, read, revisions, asked }) };
  }
  const local = localRecords(options, definition, { onHit: () => asked('hit') });
  return {
    local,
    get: (key, load) =>
      local.get(key, async () => {
        asked('miss');
        const row = await load();
        return row === null ? null : read(row);
      }),
  };
}

function sharedRecords<Key extends string, Stored, Value>(
  options: Extract<CachesOptions, { form: 'redis' | 'redis-aside' }>,
  definition: CacheDefinition<Stored, Value>,
): Records<Key, Stored, Value> {
  const { form, shared, asked } = options;
  const { name, read } = definition;
  const { tracked } = shared;
  const records = shared.records(name, {
    onHit: () => asked(name, 'hit'),
    onMiss: () => asked(name, 'miss'),
  });
  const local = localRecords(options, definition, {
    mayKeep: () => form === 'redis-aside' && tracked.isHeard(),
    onHit: () => asked(name, 'hit'),
  });
  tracked.onChange(
    (key) => local.forget(key),
    () => local.forgetAll(),
  );
  return {
    get: (key, load) =>
      local.get(shared.keyOf(name, key), async () => {
        const row: Row | null = await records.fetch(key, load);
        return row === null ? null : read(row as Stored);
      }),
    async forget(key) {
      local.forget(shared.keyOf(name, key));
      await records.forget(key);
    },
    get size() {
      return local.size;
    },
  };
}
