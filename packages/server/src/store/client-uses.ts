/** Notes together, a little later, which clients got tokens: whoever looks after them sees the last use (product.md §8). */

import type { Commit, Fact } from '@grantor/engine';
import { type ClientId, secondOf } from '@grantor/protocol';
import type { Database } from '../database/database.ts';
import { createHourlyNotes } from './hourly-notes.ts';

export type ClientUses = {
  /** Remembers whose request it was; of a client that was noted within the hour, nothing. */
  saw(commit: Commit): void;
  /** Writes down what was seen since, in one statement. */
  note(): Promise<void>;
};

export function createClientUses({ kysely }: Pick<Database, 'kysely'>): ClientUses {
  const notes = createHourlyNotes<ClientId>(
    (id) => id,
    async (ids, at) => {
      await kysely.updateTable('client').set({ seen_at: at }).where('id', 'in', ids).execute();
    },
  );
  return {
    saw({ facts, at }) {
      for (const fact of facts) {
        const client = userOf(fact);
        if (client !== null) notes.saw(client, secondOf(at));
      }
    },
    note: notes.note,
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
    case 'assertion_redeemed':
      return fact.family.clientId;
    case 'offer_redeemed':
    case 'client_token_issued':
    case 'token_exchanged':
      return fact.clientId;
    default:
      return null;
  }
}
