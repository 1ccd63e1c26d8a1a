/** Records that others change unheard: each use asks whether what is remembered is still what they are. */

import type { RecordCache } from './record-cache.ts';

/** What tells whether a record is still the one that was read. */
export type Revisions<Key, Stored> = {
  /** As it is after the question was put; null: there is no such record. */
  now(key: Key): Promise<string | null>;
  /** Whether one of this revision may be used without the question. */
  trusts(key: Key, revision: string | null): boolean;
  /** null: rows do not say it, and it is asked before they are read. */
  readonly of: ((row: Stored) => string) | null;
};

/** A record as it was read, with what it was then. */
export type Revised<Value> = { readonly revision: string; readonly value: Value };

export type CheckedOptions<Key extends string, Stored, Value> = {
  readonly local: RecordCache<string, Revised<Value>>;
  readonly read: (row: Stored) => Value;
  readonly revisions: Revisions<Key, Stored>;
  readonly asked: (outcome: 'hit' | 'miss') => void;
};

/**
 * What is remembered counts if it is what the record is, by a question put when it is used; else the record is read. So
 * each answer is as true as one from the database, and costs what its question does (operations.md E-4).
 */
export function checkedRecords<Key extends string, Stored, Value>({
  local,
  read,
  revisions,
  asked,
}: CheckedOptions<Key, Stored, Value>) {
  const readRevised = async (
    key: Key,
    load: () => Promise<Stored | null>,
  ): Promise<Revised<Value> | null> => {
    asked('miss');
    // Before the rows: they may be newer than it says, which is seen when they are used, and never older
    const before = revisions.of === null ? await revisions.now(key) : null;
    const row = await load();
    const revision = row === null ? null : (revisions.of?.(row) ?? before);
    return row === null || revision === null ? null : { revision, value: read(row) };
  };

  return async (key: Key, load: () => Promise<Stored | null>): Promise<Value | null> => {
    let now: string | null | undefined;
    for (;;) {
      let isOwn = false;
      const found = await local.get(key, () => {
        isOwn = true;
        return readRevised(key, load);
      });
      if (isOwn) return found?.value ?? null;
      // It may have been read before this was asked
      const revision = found?.revision ?? null;
      const isTrusted = now === undefined && revisions.trusts(key, revision);
      if (!isTrusted && revision !== now) now = await revisions.now(key);
      if (isTrusted || revision === now) {
        asked('hit');
        return found?.value ?? null;
      }
      local.forgetOnly(key, found);
    }
  };
}
