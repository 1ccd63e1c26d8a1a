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
  { kysely }: Pick<Database, 'kysely'>,
  since: number,
): Promise<ReadonlyMap<number, number>> {
  const rows = await kysely
    .selectFrom('daily_person')
    .select(({ fn }) => ['day', fn.countAll<number>().as('people')])
    .where('day', '>=', since)
    .groupBy('day')
    .execute();
  return new Map(rows.map(({ day, people }) => [day, Number(people)]));
}
