/** Notes together, a little later, that sessions were used where nothing may be written at once (product.md §4). */

import type { Epoch, Hash } from '@grantor/protocol';
import type { Database } from '../database/database.ts';
import { type SessionRow, touchSessions } from '../store/sessions.ts';
import { touchEvery } from './sessions.ts';

export type SessionUses = {
  /** Remembers the use, unless one of the last minute is noted already. */
  saw(session: Pick<SessionRow, 'id' | 'lastSeenAt'>, now: Epoch): void;
  /** Writes down what was seen since, in a few statements. */
  note(): Promise<void>;
};

/** More sessions than this are not remembered between two notes: the next use counts. */
const capacity = 10_000;
const atOnce = 500;

export function createSessionUses(database: Database): SessionUses {
  const seen = new Map<Hash, Epoch>();
  return {
    saw({ id, lastSeenAt }, now) {
      if (lastSeenAt + touchEvery > now || seen.size >= capacity) return;
      seen.set(id, now);
    },
    async note() {
      const uses = [...seen];
      seen.clear();
      for (let start = 0; start < uses.length; start += atOnce) {
        const some = uses.slice(start, start + atOnce);
        const at = Math.min(...some.map(([, moment]) => moment)) as Epoch;
        await touchSessions(
          database,
          some.map(([id]) => id),
          at,
        );
      }
    },
  };
}
