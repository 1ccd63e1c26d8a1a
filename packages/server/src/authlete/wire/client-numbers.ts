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

/** Of all clients, a page of ids at a time: no index knows their numbers. */
async function findByNumber(db: Kysely<Schema>, number: string): Promise<string | null> {
  let after = '';
  for (;;) {
    const rows = await db
      .selectFrom('client')
      .select('id')
      .where('id', '>', after)
      .orderBy('id')
      .limit(readAtOnce)
      .execute();
    const found = rows.find(({ id }) => String(numberOf(id)) === number);
    if (found !== undefined) return found.id;
    if (rows.length < readAtOnce) return null;
    after = rows.at(-1)?.id ?? after;
  }
}

const readAtOnce = 1000;

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
      const found = await findByNumber(db, numberOrId);
      if (found !== null) remember(numberOrId, found);
      return found;
    },
  };
}
