/**
 * Owns who gets the places of deliveries: one receiving server no more than its share, through however many clients, and
 * what one person does no more, at however many servers. The fewer places are left, the smaller is the share, so that
 * several who take all they can leave one to whoever has none.
 */

import { webOrigin } from '@grantor/protocol';
import { type Expression, type RawBuilder, sql } from 'kysely';

/** A delivery that waits, or is under way; `user_id`: whose doing it is, where that counts. */
export type Addressed = { readonly id: string; readonly uri: string; readonly user_id?: string };

/** What a reading leaves out: deliveries that are chosen already, addresses that begin so, and what these people did. */
export type LeftOut = {
  readonly ids: readonly string[];
  readonly beginnings: readonly string[];
  readonly people: readonly string[];
};

export type Share<Row> = {
  /** Of this kind, with what is under way. */
  readonly places: number;
  /** At most so many times what is left may one receiver have, and one person. */
  readonly ratio: number;
  readonly room: number;
  readonly underWay: readonly Addressed[];
  /** The first of those that wait, at most `limit`, in the order in which they are to be sent. */
  readonly read: (leftOut: LeftOut, limit: number) => Promise<readonly Row[]>;
};

/** How often is looked further for others: each time whoever turned out to have enough is left out. */
const mostReadings = 32;

/** The first of them that there is room for (security.md S-4). */
export async function fairlyShared<Row extends Addressed>({
  places,
  ratio,
  room,
  underWay,
  read,
}: Share<Row>): Promise<readonly Row[]> {
  const chosen: Row[] = [];
  const full = { beginnings: new Set<string>(), people: new Set<string>() };
  /** Whether there is one more for it; who has had enough is full from then on, since nothing becomes free meanwhile. */
  const fits = (row: Addressed): boolean => {
    const others = [...underWay, ...chosen];
    const isEnough = (own: readonly Addressed[]): boolean => own.length >= ratio * (places - others.length);
    const person = row.user_id;
    if (isEnough(others.filter(({ uri }) => receiverOf(uri) === receiverOf(row.uri))))
      full.beginnings.add(beginningOf(row.uri));
    if (person !== undefined && isEnough(others.filter(({ user_id }) => user_id === person)))
      full.people.add(person);
    return !full.beginnings.has(beginningOf(row.uri)) && (person === undefined || !full.people.has(person));
  };
  for (const row of underWay) fits(row);
  for (let reading = 0; reading < mostReadings && chosen.length < room; reading += 1) {
    const leftOut = {
      ids: chosen.map(({ id }) => id),
      ...{ beginnings: [...full.beginnings], people: [...full.people] },
    };
    const rows = await read(leftOut, room - chosen.length);
    const before = full.beginnings.size + full.people.size;
    for (const row of rows) if (fits(row)) chosen.push(row);
    if (full.beginnings.size + full.people.size === before) break; // all were chosen, so there is room left or nothing is
  }
  return chosen;
}

/** As a condition on the columns of a delivery. */
export const isNotLeftOut = (
  { ids, beginnings, people }: LeftOut,
  { id, uri, user }: Columns,
): RawBuilder<boolean> => {
  const others = beginnings.map(
    (beginning) => sql`substr(${uri} || '/', 1, ${sql.lit([...beginning].length)}) <> ${beginning}`,
  );
  const unchosen = ids.length === 0 ? [] : [sql`${id} not in (${sql.join(ids)})`];
  const ofOthers =
    user === undefined || people.length === 0 ? [] : [sql`${user} not in (${sql.join(people)})`];
  return sql<boolean>`(${sql.join([sql`1 = 1`, ...others, ...unchosen, ...ofOthers], sql` and `)})`;
};

type Columns = {
  readonly id: Expression<string>;
  readonly uri: Expression<string>;
  readonly user?: Expression<string>;
};

/**
 * The address as a delivery is to keep it: in the one spelling of its host, scheme and port that there is (URL Standard).
 * Each further spelling would be a receiver that has to be looked past, in all that waits.
 */
export const asCalled = (uri: string): string => URL.parse(uri)?.href ?? uri;

const receiverOf = (uri: string): string => webOrigin(uri) ?? uri;

/** Up to and with the sign that ends the host, as the address spells it. */
const beginningOf = (uri: string): string => /^[^/?#]*\/\/[^/?#]*[/?#]/.exec(`${uri}/`)?.[0] ?? `${uri}/`;
