/** What records that are remembered are now, as the database says (operations.md E-1, E-4). */

import type { ClientId } from '@grantor/protocol';
import type { Database } from '../database/database.ts';
import { type NoValues, prepareQuery } from '../database/statement.ts';
import { currentReading, type LiveClient, Reading, type ReadingMode, runIn } from './reading.ts';

export type LiveRecords = {
  /** Of the client, as the database says after the question was put; within one reading, after the first. */
  client(id: ClientId): Promise<LiveClient>;
  /** The revision of the document the client comes from, likewise; null: there is none. */
  document(url: ClientId): Promise<string | null>;
  /** The revision of all that administrators lay down, likewise. */
  policies(): Promise<string>;
  /** Whether it is active, likewise, but not as somebody waiting for others heard it a while ago. */
  isActive(id: ClientId): Promise<boolean>;
  /** Asks what the request at work has trusted in: whether all of it was so. */
  isConfirmed(): Promise<boolean>;
};

type Asked<Answer> = {
  readonly reading: Reading | undefined;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (failure: unknown) => void;
};

/** Of how many clients one statement asks: a statement of its own for each of these. */
const sizes = [1, 8, 64] as const;
const most = 64;

/** In ms: what a request has heard so recently of a client is good for its commit too. */
const recent = 100;

/**
 * One statement at a time: whoever asks while it is under way is answered by the next, together with all others. So
 * clients that ask much cost little, and nobody is answered by a statement that began before the question.
 */
export function createLiveRecords(database: Database): LiveRecords {
  const questions = prepareQuestions(database);
  let clients = new Map<ClientId, Asked<LiveClient>[]>();
  let policies: Asked<string>[] = [];
  let isAsking = false;

  const settle = async (
    asked: ReadonlyMap<ClientId, readonly Asked<LiveClient>[]>,
    alike: readonly Asked<string>[],
  ): Promise<void> => {
    const everybody = [...asked.values()].flat();
    const askedAt = performance.now();
    try {
      const answer = await questions([...asked.keys()]);
      for (const { reading } of [...everybody, ...alike]) reading?.tellPolicies(answer.policies);
      for (const { resolve } of alike) resolve(answer.policies);
      for (const [id, all] of asked) {
        const live = { ...(answer.clients.get(id) ?? nobody), askedAt };
        for (const { reading, resolve } of all) {
          reading?.tellClient(id, live);
          resolve(live);
        }
      }
    } catch (failure) {
      for (const { reject } of [...everybody, ...alike]) reject(failure);
    }
  };
  const askAll = async (): Promise<void> => {
    isAsking = true;
    while (clients.size > 0 || policies.length > 0) {
      const entries = [...clients];
      const alike = policies;
      clients = new Map(entries.slice(most));
      policies = [];
      await settle(new Map(entries.slice(0, most)), alike);
    }
    isAsking = false;
  };
  const askClient = (id: ClientId, reading: Reading | undefined): Promise<LiveClient> =>
    new Promise((resolve, reject) => {
      const sameClient = clients.get(id) ?? [];
      sameClient.push({ reading, resolve, reject });
      clients.set(id, sameClient);
      if (!isAsking) void askAll();
    });
  const client = (id: ClientId): Promise<LiveClient> => {
    const reading = currentReading();
    const known = reading?.client(id);
    return known === undefined ? askClient(id, reading) : Promise.resolve(known);
  };

  const document = async (url: ClientId): Promise<string | null> =>
    (await client(url)).document ?? (await askClient(url, currentReading())).document ?? null;
  const askPolicies = (reading: Reading | undefined): Promise<string> =>
    new Promise((resolve, reject) => {
      policies.push({ reading, resolve, reject });
      if (!isAsking) void askAll();
    });

  return {
    client,
    document,
    policies: () => {
      const reading = currentReading();
      const known = reading?.policies ?? null;
      return known === null ? askPolicies(reading) : Promise.resolve(known);
    },
    async isActive(id) {
      const { askedAt, isActive } = await client(id);
      if (isActive !== undefined && performance.now() - askedAt <= recent) return isActive;
      return (await askClient(id, currentReading())).isActive === true;
    },
    async isConfirmed() {
      const reading = currentReading();
      if (reading === undefined) return true;
      const ids = new Set(reading.unasked.flatMap(({ id }) => id ?? []));
      // Whoever asks about a client is told of policies too
      if (ids.size > 0) await Promise.all([...ids].map((id) => askClient(id, reading)));
      else if (reading.unasked.length > 0) await askPolicies(reading);
      return !reading.isOutdated;
    },
  };
}

/** Runs what one request does; resolves and rejects as that does. */
export type InOneReading = <Result>(mode: ReadingMode, work: () => Promise<Result>) => Promise<Result>;

/**
 * What is trusted in is asked about at the end, unless something has said it before; where it was not so, nothing that
 * was done is kept or told, and all is done again by asking first.
 */
export const readingsOf =
  (live: LiveRecords): InOneReading =>
  (mode, work) => {
    const reading = new Reading(mode);
    return mode === 'trusted' ? runTrusted(live, { reading, work }) : runIn(reading, work);
  };

type Run<Result> = { readonly reading: Reading; readonly work: () => Promise<Result> };

async function runTrusted<Result>(live: LiveRecords, { reading, work }: Run<Result>): Promise<Result> {
  const again = (): Promise<Result> => runIn(new Reading('asked', reading), work);
  let result: Result;
  try {
    result = await runIn(reading, work);
  } catch (failure) {
    if (!(await isConfirmed(live, reading))) return again();
    reading.tellAll();
    throw failure;
  }
  if (!(await isConfirmed(live, reading))) return again();
  reading.tellAll();
  return result;
}

/** Where it cannot be asked, those who ask first say so. */
async function isConfirmed(live: LiveRecords, reading: Reading): Promise<boolean> {
  if (reading.unasked.length === 0) return !reading.isOutdated;
  return runIn(reading, () => live.isConfirmed()).catch(() => false);
}

const nobody = { revision: null, document: null, isActive: false };

type Answer = {
  readonly policies: string;
  readonly clients: ReadonlyMap<string, Omit<LiveClient, 'askedAt'>>;
};

type Row = {
  policies: string;
  id: string | null;
  revision: string | null;
  status: string | null;
  document: string | null;
};

/** Answers the policies, and those of the clients, 64 at most, that there are. */
function prepareQuestions(database: Database): (ids: readonly ClientId[]) => Promise<Answer> {
  const { revisionOf } = database.dialect;
  const askPolicies = prepareQuery<NoValues, { revision: string }>(database, (kysely) =>
    kysely.selectFrom('policy_revision').select('revision'),
  );
  const queries = sizes.map((size) => {
    const names = Array.from({ length: size }, (_, index) => `id${index}`);
    const query = prepareQuery<Record<string, string>, Row>(database, (kysely, values) =>
      kysely
        .selectFrom('policy_revision')
        .leftJoin('client', (join) =>
          join.on(
            'client.id',
            'in',
            names.map((name) => values[name] ?? ''),
          ),
        )
        .leftJoin('client_document', 'client_document.url', 'client.id')
        .select([
          'policy_revision.revision as policies',
          'client.id',
          revisionOf('client').as('revision'),
          'client.status',
          revisionOf('client_document').as('document'),
        ]),
    );
    return { size, names, query };
  });
  return async (ids) => {
    if (ids.length === 0) return { policies: policiesOf(await askPolicies({})), clients: new Map() };
    const fitting = queries.find(({ size }) => size >= ids.length);
    if (fitting === undefined) throw new Error(`more than ${most} clients in one question`);
    const { names, query } = fitting;
    // What is left of its places asks for the last one again
    const values = Object.fromEntries(names.map((name, index) => [name, ids[index] ?? ids.at(-1) ?? '']));
    const rows = await query(values);
    return {
      policies: policiesOf(rows.map(({ policies }) => ({ revision: policies }))),
      clients: new Map(rows.flatMap((row) => (row.id === null ? [] : [[row.id, liveOf(row)]]))),
    };
  };
}

const liveOf = ({ revision, status, document }: Row): Omit<LiveClient, 'askedAt'> => ({
  revision,
  document,
  isActive: status === 'active',
});

function policiesOf([row]: readonly { readonly revision: string }[]): string {
  if (row === undefined) throw new Error('policy_revision has no row');
  return row.revision;
}
