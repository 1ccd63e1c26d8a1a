import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import {
  addDailyStatistics,
  closeDays,
  readActivePeople,
  readDailyCounts,
} from '../../src/store/daily-statistics.ts';
import { type AuditEvent, auditRow } from '../../src/telemetry/audit-row.ts';
import { createDailyStatistics, dayOf } from '../../src/telemetry/daily-statistics.ts';
import { databases, type TestDatabase } from './databases.ts';

const day = 20_775;
const noon = (day + 0.5) * 86_400_000;

const token = (clientId: string, userId: string): AuditEvent => ({
  type: 'TOKEN_REFRESHED',
  actor: { clientId, userId },
  resource: null,
  details: {},
  error: null,
});
const failure: AuditEvent = {
  type: 'AUTHENTICATION_FAILURE',
  actor: { userId: 'bob' },
  resource: null,
  details: {},
  error: 'sign-in refused',
};

for (const { name, open } of databases) {
  describe(`what happened a day, on ${name}`, () => {
    let opened: TestDatabase;
    before(async () => {
      opened = await open();
      // Two processes, each of which hands over what it counted, twice
      for (let round = 0; round < 2; round += 1)
        await Promise.all(
          ['one', 'other'].map(async () => {
            const statistics = createDailyStatistics();
            statistics.count(auditRow(token('a client', 'ada'), null, noon));
            statistics.count(auditRow(token('a client', 'ada'), null, noon));
            statistics.count(auditRow(token('another', 'carl'), null, noon + 86_400_000));
            statistics.count(auditRow(failure, null, noon));
            const { counts, people } = statistics.take();
            await addDailyStatistics(opened.database, counts, people);
            assert.deepEqual(statistics.take(), { counts: [], people: [] });
          }),
        );
    });
    after(() => opened.close());

    const read = async (kind: string, since: number) =>
      (await readDailyCounts(opened.database, kind, since))
        .map((row) => `${row.day} ${row.name} ${row.count}`)
        .sort();

    it('is added up over processes, by type, severity and success — operations.md D-5', async () => {
      assert.deepEqual(await read('event', day), [
        `${day} AUTHENTICATION_FAILURE WARNING 0 4`,
        `${day} TOKEN_REFRESHED INFO 1 8`,
        `${day + 1} TOKEN_REFRESHED INFO 1 4`,
      ]);
      assert.deepEqual(await read('event', day + 1), [`${day + 1} TOKEN_REFRESHED INFO 1 4`]);
    });

    it('is counted by client, whatever its id is made of — product.md §12.3 /admin', async () => {
      assert.deepEqual(await read('client', day), [`${day} a client 8`, `${day + 1} another 4`]);
    });

    it('has each person once, and none who only failed — product.md §12.3 /admin', async () => {
      assert.deepEqual([...(await readActivePeople(opened.database, day))].sort(), [
        [day, 1],
        [day + 1, 1],
      ]);
    });

    it('keeps of a day that is over how many came, and not who — operations.md X-2', async () => {
      const clients = Array.from({ length: 60 }, (_, index) => ({
        ...{ day, kind: 'client', name: `client ${index}`, count: 100 + index },
      }));
      await addDailyStatistics(opened.database, clients, [
        { day, user_id: 'bea' },
        { day, user_id: 'cleo' },
      ]);
      await closeDays(opened.database, day);
      await closeDays(opened.database, day);
      assert.deepEqual([...(await readActivePeople(opened.database, day))].sort(), [
        [day, 3],
        [day + 1, 1],
      ]);
      const left = await opened.database.kysely.selectFrom('daily_person').select('day').execute();
      assert.deepEqual(
        left.map((row) => row.day),
        [day + 1],
      );
      const kept = await readDailyCounts(opened.database, 'client', day);
      assert.equal(kept.filter((row) => row.day === day).length, 50);
      assert.ok(
        kept.every(({ day: of, count }) => of > day || count >= 110),
        'those used least are gone',
      );
    });
  });
}

describe('the day of a moment', () => {
  it('begins at midnight, UTC', () => {
    assert.equal(dayOf(day * 86_400_000), day);
    assert.equal(dayOf(day * 86_400_000 - 1), day - 1);
  });
});
