/**
 * A map of bounded size, ordered by last write: the entry written longest ago leaves first. Entries that
 * have lapsed leave as new ones come, so nothing has to run on a timer.
 */
export type RecencyMap<Value> = {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  delete(key: string): void;
  /** Removes up to two of the oldest entries that `lapsed` accepts. */
  drain(lapsed: (value: Value) => boolean): void;
  readonly size: number;
};

export function createRecencyMap<Value>(capacity: number): RecencyMap<Value> {
  const entries = new Map<string, Value>();
  return {
    get: (key) => entries.get(key),
    set(key, value) {
      entries.delete(key);
      entries.set(key, value);
      if (entries.size <= capacity) return;
      const oldest = entries.keys().next();
      if (!oldest.done) entries.delete(oldest.value);
    },
    delete(key) {
      entries.delete(key);
    },
    drain(lapsed) {
      let left = 2;
      for (const [key, value] of entries) {
        if (left === 0 || !lapsed(value)) return;
        entries.delete(key);
        left -= 1;
      }
    },
    get size() {
      return entries.size;
    },
  };
}
