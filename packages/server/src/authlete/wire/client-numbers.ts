/** Whole numbers below 2^53 in the place of client ids, as typed clients of the API need them (federation-vci-authlete.md ATL-4). */

import { sha256 } from '@grantor/protocol';
import type { Kysely } from 'kysely';
import type { Schema } from '../../database/schema.ts';

export type ClientNumbers = {
  of(id: string): number;
  /** The id that the number, or the id itself, stands for; null: no client's. */
  find(numberOrId: string): Promise<string | null>;
};

/** Those that were handed out last: what is asked about is among them, as long as nothing was started anew. */
const mostRemembered = 10_000;

/** An id that is such a number is its own; of another the first 52 bits of its digest. */
function numberOf(id: string): number {
  if (/^[1-9]\d{0,15}$/.test(id) && Number.isSafeInteger(Number(id))) return Number(id);
  return Number.parseInt(Buffer.from(sha256(id), 'base64url').toString('hex').slice(0, 13), 16);
}

export function createClientNumbers(db: Kysely<Schema>): ClientNumbers {
  const remembered = new Map<string, string>();
  const remember = (number: string, id: string): void => {
    remembered.delete(number);
    remembered.set(number, id);
    const [oldest] = remembered.keys();
    if (remembered.size > mostRemembered && oldest !== undefined) remembered.delete(oldest);
  };
  return {
    of(id) {
      const number = numberOf(id);
      remember(String(number), id);
      return number;
    },
    async find(numberOrId) {
      const known = remembered.get(numberOrId);
      if (known !== undefined) return known;
      const named = await db
        .selectFrom('client')
        .select('id')
        .where('id', '=', numberOrId)
        .executeTakeFirst();
      if (named !== undefined || !/^\d{1,16}$/.test(numberOrId)) return named?.id ?? null;
      // After a start: what was a number before it is still one
      const ids = await db.selectFrom('client').select('id').execute();
      const found = ids.find(({ id }) => String(numberOf(id)) === numberOrId);
      if (found !== undefined) remember(numberOrId, found.id);
      return found?.id ?? null;
    },
  };
}
