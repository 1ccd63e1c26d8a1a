/** Notes together, a little later, which clients got tokens: whoever looks after them sees the last use (product.md §8). */

import type { Commit, Fact } from '@grantor/engine';
import { type ClientId, type Epoch, secondOf } from '@grantor/protocol';
import type { Database } from '../database/database.ts';

export type ClientUses = {
  /** Remembers whose request it was; of a client that was noted within the hour, nothing. */
  saw(commit: Commit): void;
  /** Writes down what was seen since, in one statement. */
  note(): Promise<void>;
};

/** In seconds. */
const spacing = 3600;
/** More clients than this are not remembered: the next use of one counts. */
const capacity = 1000;
const mostNoted = 10_000;

export function createClientUses({ kysely }: Pick<Database, 'kysely'>): ClientUses {
  const noted = new Map<ClientId, Epoch>();
  const seen = new Map<ClientId, Epoch>();
  return {
    saw({ facts, at }) {
      for (const fact of facts) {
        const client = userOf(fact);
        if (client === null || seen.size >= capacity) continue;
        const now = secondOf(at);
        if ((noted.get(client) ?? 0) + spacing <= now) seen.set(client, now);
      }
    },
    async note() {
      const uses = [...seen];
      seen.clear();
      if (noted.size + uses.length > mostNoted) noted.clear();
      if (uses.length === 0) return;
      const ids = uses.map(([id]) => id);
      const now = Math.min(...uses.map(([, second]) => second));
      await kysely.updateTable('client').set({ seen_at: now }).where('id', 'in', ids).execute();
      for (const [id, second] of uses) noted.set(id, second);
    },
  };
}

/** The client that got tokens by this; null: none did. */
function userOf(fact: Fact): ClientId | null {
  switch (fact.kind) {
    case 'code_redeemed':
      return fact.code.clientId;
    case 'device_redeemed':
      return fact.deviceCode.clientId;
    case 'refresh_rotated':
    case 'refresh_used':
      return fact.family.clientId;
    case 'client_token_issued':
      return fact.clientId;
    default:
      return null;
  }
}
