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

/** What all values together may weigh, in any unit; one that is heavier alone is not kept. */
export type Weighing<Value> = { readonly most: number; readonly weightOf: (value: Value) => number };

/** A map of `capacity` entries at most, and of no more weight than `weighing` allows. */
export function createRecencyMap<Value>(capacity: number, weighing?: Weighing<Value>): RecencyMap<Value> {
  const entries = new Map<string, { readonly value: Value; readonly weight: number }>();
  let total = 0;
  let newest: string | null = null;
  const remove = (key: string): void => {
    total -= entries.get(key)?.weight ?? 0;
    entries.delete(key);
  };
  const isOver = (): boolean =>
    entries.size > capacity || (weighing !== undefined && total > weighing.most && entries.size > 0);
  return {
    get: (key) => entries.get(key)?.value,
    set(key, value) {
      // What lies last stays there without a new place, for which a map is built anew now and then
      if (key === newest) total -= entries.get(key)?.weight ?? 0;
      else remove(key);
      newest = key;
      const weight = weighing?.weightOf(value) ?? 0;
      entries.set(key, { value, weight });
      total += weight;
      for (const oldest of entries.keys()) {
        if (!isOver()) return;
        remove(oldest);
      }
    },
    delete: remove,
    drain(lapsed) {
      let left = 2;
      for (const [key, { value }] of entries) {
        if (left === 0 || !lapsed(value)) return;
        remove(key);
        left -= 1;
      }
    },
    get size() {
      return entries.size;
    },
  };
}
