/** What happened a day, counted (operations.md X-2): read by charts, written by one statement now and then. */

import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { DailyCountTable, DailyPersonTable } from '../database/schema.ts';

export type DailyCount = Readonly<DailyCountTable>;
export type DailyPerson = Readonly<DailyPersonTable>;

/** Adds to what is there, whoever else adds meanwhile. */
export async function addDailyStatistics(
  { kysely }: Pick<Database, 'kysely'>,
  counts: readonly DailyCount[],
  people: readonly DailyPerson[],
): Promise<void> {
  for (const rows of slicesOf(counts)) {
    await kysely
      .insertInto('daily_count')
      .values(rows)
      .onConflict((conflict) =>
        conflict
          .columns(['day', 'kind', 'name'])
          .doUpdateSet({ count: sql<number>`daily_count.count + excluded.count` }),
      )
      .execute();
  }
  for (const rows of slicesOf(people)) {
    await kysely
      .insertInto('daily_person')
      .values(rows)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

const slice = 200;

const slicesOf = <Row>(rows: readonly Row[]): readonly Row[][] =>
  Array.from({ length: Math.ceil(rows.length / slice) }, (_, index) =>
    rows.slice(index * slice, (index + 1) * slice),
  );

/** The counts of a kind, day by day from `since` (days since 1970) on. */
export async function readDailyCounts(
  { kysely }: Pick<Database, 'kysely'>,
  kind: string,
  since: number,
): Promise<readonly DailyCount[]> {
  const rows = await kysely
    .selectFrom('daily_count')
    .selectAll()
    .where('day', '>=', since)
    .where('kind', '=', kind)
    .execute();
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}

/** How many people were active, by day; a day without anybody is absent. */
export async function readActivePeople(
  database: Pick<Database, 'kysely'>,
  since: number,
): Promise<ReadonlyMap<number, number>> {
  const [closed, open] = await Promise.all([
    readDailyCounts(database, closedPeople, since),
    database.kysely
      .selectFrom('daily_person')
      .select(({ fn }) => ['day', fn.countAll<number>().as('people')])
      .where('day', '>=', since)
      .groupBy('day')
      .execute(),
  ]);
  return new Map([
    ...open.map(({ day, people }) => [day, Number(people)] as const),
    ...closed.map(({ day, count }) => [day, count] as const),
  ]);
}

const closedPeople = 'people';

/** Clients of a day that are remembered when it is over: more than are ever shown. */
const mostClients = 50;

/**
 * Writes down how many people were active on each day until `last`, and forgets which, and the clients that were used
 * least: what a page reads does not grow with either, and who was here when is kept no longer than needed. To be called
 * by one process at a time.
 */
export async function closeDays({ kysely, transaction }: Database, last: number): Promise<void> {
  const open = await kysely
    .selectFrom('daily_person')
    .select('day')
    .distinct()
    .where('day', '<=', last)
    .execute();
  for (const { day } of open) {
    await transaction(async (tx) => {
      const { people } = await tx
        .selectFrom('daily_person')
        .select(({ fn }) => fn.countAll<number>().as('people'))
        .where('day', '=', day)
        .executeTakeFirstOrThrow();
      // Who is told of later than that was counted, or is too few to matter
      await tx
        .insertInto('daily_count')
        .values({ day, kind: closedPeople, name: '', count: Number(people) })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      await tx.deleteFrom('daily_person').where('day', '=', day).execute();
      const kept = tx
        .selectFrom('daily_count')
        .select('name')
        .where('day', '=', day)
        .where('kind', '=', 'client')
        .orderBy('count', 'desc')
        .orderBy('name')
        .limit(mostClients);
      await tx
        .deleteFrom('daily_count')
        .where('day', '=', day)
        .where('kind', '=', 'client')
        .where('name', 'not in', kept)
        .execute();
    });
  }
}
