import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createTotals } from '../../src/store/counts.ts';
import { until } from '../operations/program.ts';
import { openSqlite } from '../store/databases.ts';
import { cachesOf, machineAt } from './machine.ts';
import { startRedis, withoutRedis } from './redis-server.ts';

it('the totals of the dashboard are counted by one machine for all — operations.md §8 metrics', {
  skip: withoutRedis,
}, async () => {
  const server = await startRedis();
  const { database, close } = await openSqlite();
  const machines = [await machineAt(server.url), await machineAt(server.url)];
  const statements = [];
  const answers = [];
  for (const machine of machines) {
    const totals = createTotals(database, cachesOf(machine, 'redis').caches);
    const before = database.counts.statements;
    answers.push(await totals(2_000_000_000));
    statements.push(database.counts.statements - before);
    await until('they are there', async () =>
      String(await server.ask('GET', machine.redis.key('cache:totals', 'all'))).includes('"row"'),
    );
  }
  assert.deepEqual(statements, [4, 0]);
  assert.deepEqual(answers[1], answers[0]);
  const alone = createTotals(database, null);
  assert.deepEqual([await alone(2_000_000_000), await alone(2_000_000_000)], [answers[0], answers[0]]);
  for (const { redis } of machines) redis.close();
  await close();
  await server.close();
});
