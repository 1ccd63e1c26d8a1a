import type { Epoch } from '@grantor/protocol';
import type { ServerKey } from './server-key.ts';

/** The keys this process works with, between one look into the database and the next. */
export type HeldKeys = {
  all(): Iterable<ServerKey>;
  /** The key, after a look into the database if this process has not heard of it. */
  find(kid: string, now: Epoch): Promise<ServerKey | null>;
  hold(keys: readonly ServerKey[]): void;
};

/** Seconds between two looks for unknown keys, so that strangers' tokens cost next to nothing. */
const lookAgainAfter = 5;

export function createHeldKeys(reload: () => Promise<readonly ServerKey[]>): HeldKeys {
  let keys: ReadonlyMap<string, ServerKey> = new Map();
  let lookedAt = 0;
  const hold = (held: readonly ServerKey[]): void => {
    keys = new Map(held.map((key) => [key.kid, key]));
  };
  return {
    all: () => keys.values(),
    hold,
    async find(kid, now) {
      const known = keys.get(kid);
      if (known !== undefined || now < lookedAt + lookAgainAfter) return known ?? null;
      lookedAt = now;
      hold(await reload());
      return keys.get(kid) ?? null;
    },
  };
}
