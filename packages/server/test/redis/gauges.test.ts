import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createMetrics } from '../../src/telemetry/metrics/metrics.ts';
import { addStoredGauges } from '../../src/telemetry/metrics/stored.ts';
import { until } from '../operations/program.ts';
import { openSqlite } from '../store/databases.ts';
import { cachesOf, machineAt } from './machine.ts';
import { startRedis, withoutRedis } from './redis-server.ts';

it('what is stored is counted by one machine for all — operations.md M-4, operations.md §8 metrics', {
  skip: withoutRedis,
}, async () => {
  const server = await startRedis();
  const { database, close } = await openSqlite();
  const machines = [await machineAt(server.url), await machineAt(server.url)];
  const statements = [];
  const texts = [];
  for (const machine of machines) {
    const registry = await createMetrics();
    const gauges = addStoredGauges(registry, database, cachesOf(machine, 'redis').caches);
    const before = database.counts.statements;
    await gauges.refresh(2_000_000_000);
    statements.push(database.counts.statements - before);
    texts.push((await registry.text()).body.match(/^(?:users|sessions_active|clients).*$/gm));
    await until('the counts are there', async () =>
      String(await server.ask('GET', machine.redis.key('cache:metrics', 'gauges'))).includes('"row"'),
    );
  }
  assert.deepEqual(statements, [6, 0]);
  assert.deepEqual(texts[1], texts[0]);
  for (const { redis } of machines) redis.close();
  await close();
  await server.close();
});
