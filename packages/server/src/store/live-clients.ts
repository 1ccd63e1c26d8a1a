/** Whether clients are active now, whatever is remembered of them (operations.md E-1). */

import type { ClientId } from '@grantor/protocol';
import type { Database } from '../database/database.ts';
import { prepareQuery } from '../database/statement.ts';

export type LiveClients = {
  /** As the database says after the question was put. */
  isActive(id: ClientId): Promise<boolean>;
};

type Asked = { readonly resolve: (isActive: boolean) => void; readonly reject: (failure: unknown) => void };

/** Of how many clients one statement asks: a statement of its own for each of these. */
const sizes = [1, 8, 64] as const;
const most = 64;

/**
 * One statement at a time: whoever asks while it is under way is answered by the next, together with all others. So
 * clients that ask much cost little, and nobody is answered by a statement that began before the question.
 */
export function createLiveClients(database: Database): LiveClients {
  const ask = prepareActive(database);
  let waiting = new Map<ClientId, Asked[]>();
  let isAsking = false;

  const settle = async (asked: ReadonlyMap<ClientId, readonly Asked[]>): Promise<void> => {
    try {
      const active = await ask([...asked.keys()]);
      for (const [id, all] of asked) for (const { resolve } of all) resolve(active.has(id));
    } catch (failure) {
      for (const all of asked.values()) for (const { reject } of all) reject(failure);
    }
  };
  const askAll = async (): Promise<void> => {
    isAsking = true;
    while (waiting.size > 0) {
      const entries = [...waiting];
      waiting = new Map(entries.slice(most));
      await settle(new Map(entries.slice(0, most)));
    }
    isAsking = false;
  };

  return {
    isActive: (id) =>
      new Promise((resolve, reject) => {
        const sameClient = waiting.get(id) ?? [];
        sameClient.push({ resolve, reject });
        waiting.set(id, sameClient);
        if (!isAsking) void askAll();
      }),
  };
}

/** Answers those of the clients, 64 at most, that are active. */
function prepareActive(database: Database): (ids: readonly ClientId[]) => Promise<ReadonlySet<string>> {
  const queries = sizes.map((size) => {
    const names = Array.from({ length: size }, (_, index) => `id${index}`);
    const query = prepareQuery<Record<string, string>, { id: string }>(database, (kysely, values) =>
      kysely
        .selectFrom('client')
        .select('id')
        .where(
          'id',
          'in',
          names.map((name) => values[name] ?? ''),
        )
        .where('status', '=', 'active'),
    );
    return { size, names, query };
  });
  return async (ids) => {
    const fitting = queries.find(({ size }) => size >= ids.length);
    if (fitting === undefined) throw new Error(`more than ${most} clients in one question`);
    const { names, query } = fitting;
    // What is left of its places asks for the last one again
    const values = Object.fromEntries(names.map((name, index) => [name, ids[index] ?? ids.at(-1) ?? '']));
    return new Set((await query(values)).map(({ id }) => id));
  };
}
