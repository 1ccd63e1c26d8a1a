/** What the operations of declared records (scopes, resources, types) share. */

import type { Finding } from '../bootstrap/problems.ts';
import { idOfKey } from '../console/path-key.ts';
import { invalid, noSuch } from '../http/problem.ts';
import type { Site } from '../site/site.ts';
import type { Call } from './operation.ts';

type Database = Site['database'];

type Place<Stored> = {
  /** Every id there is, where the path has a text that stands for one. */
  readonly list: (database: Database) => Promise<readonly string[]>;
  readonly read: (kysely: Database['kysely'], id: string) => Promise<Stored | null>;
};

/** The record that the path names. Throws 404. */
export const recordAt =
  <Stored>({ list, read }: Place<Stored>) =>
  async ({ site, ids: [key = ''] }: Pick<Call<unknown, unknown>, 'site' | 'ids'>): Promise<Stored> => {
    const id = await idOfKey(key, () => list(site.database));
    const found = id === null ? null : await read(site.database.kysely, id);
    return found ?? Promise.reject(noSuch());
  };

/** 422 with all that is wrong. */
export const refusedAs = (problems: readonly Finding[]) =>
  invalid(problems.map(({ at, message }) => ({ field: at, code: 'invalid', message })));

/** By the rules of the bootstrap file, in which null is absent. Throws 422 with all that is wrong. */
export const describedBy =
  <Stored>(
    read: (given: Readonly<Record<string, unknown>>) => {
      readonly record: Stored | null;
      readonly problems: readonly Finding[];
    },
  ) =>
  (members: Readonly<Record<string, unknown>>): Stored => {
    const given = Object.fromEntries(Object.entries(members).filter(([, value]) => value != null));
    const { record, problems } = read(given);
    if (record === null || problems.length > 0) throw refusedAs(problems);
    return record;
  };
