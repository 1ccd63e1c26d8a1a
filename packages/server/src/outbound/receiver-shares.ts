/** Owns who gets the places of deliveries: one receiving server no more than its share, through however many clients. */

import { webOrigin } from '@grantor/protocol';
import { type Expression, type RawBuilder, sql } from 'kysely';

/** A delivery that waits, or is under way. */
export type Addressed = { readonly id: string; readonly uri: string };

/** What a reading leaves out: deliveries that are chosen already, and addresses that begin so. */
export type LeftOut = { readonly ids: readonly string[]; readonly beginnings: readonly string[] };

export type Share<Row> = {
  /** How many there may be to one receiver at once, with what is under way to it. */
  readonly most: number;
  readonly room: number;
  readonly underWay: readonly Addressed[];
  /** The first of those that wait, at most `limit`, in the order in which they are to be sent. */
  readonly read: (leftOut: LeftOut, limit: number) => Promise<readonly Row[]>;
};

/** How often is looked further for others: whoever spells one host in many ways has gained no more than by many hosts. */
const mostReadings = 32;

/** The first of them that there is room for (security.md S-4). */
export async function fairlyShared<Row extends Addressed>({
  most,
  room,
  underWay,
  read,
}: Share<Row>): Promise<readonly Row[]> {
  const chosen: Row[] = [];
  const isFull = ({ uri }: Addressed) =>
    [...underWay, ...chosen].filter((other) => receiverOf(other.uri) === receiverOf(uri)).length >= most;
  const beginnings = new Set(underWay.filter(isFull).map(({ uri }) => beginningOf(uri)));
  for (let reading = 0; reading < mostReadings && chosen.length < room; reading += 1) {
    const leftOut = { ids: chosen.map(({ id }) => id), beginnings: [...beginnings] };
    const rows = await read(leftOut, room - chosen.length);
    const before = beginnings.size;
    for (const row of rows) {
      if (!isFull(row)) chosen.push(row);
      if (isFull(row)) beginnings.add(beginningOf(row.uri));
    }
    if (beginnings.size === before) break; // all were chosen, so there is room left or nothing is
  }
  return chosen;
}

/** As a condition on the columns of a delivery. */
export const isNotLeftOut = (
  { ids, beginnings }: LeftOut,
  { id, uri }: { readonly id: Expression<string>; readonly uri: Expression<string> },
): RawBuilder<boolean> => {
  const others = beginnings.map(
    (beginning) => sql`substr(${uri} || '/', 1, ${sql.lit([...beginning].length)}) <> ${beginning}`,
  );
  const unchosen = ids.length === 0 ? [] : [sql`${id} not in (${sql.join(ids)})`];
  return sql<boolean>`(${sql.join([sql`1 = 1`, ...others, ...unchosen], sql` and `)})`;
};

const receiverOf = (uri: string): string => webOrigin(uri) ?? uri;

/** Up to and with the sign that ends the host, as the address spells it. */
const beginningOf = (uri: string): string => /^[^/?#]*\/\/[^/?#]*[/?#]/.exec(`${uri}/`)?.[0] ?? `${uri}/`;
