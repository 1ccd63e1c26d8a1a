import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { sql } from 'kysely';
import { openDatabase } from '../../src/database/database.ts';
import { createMetrics } from '../../src/telemetry/metrics/metrics.ts';
import { addStoredGauges } from '../../src/telemetry/metrics/stored.ts';

it('what is stored is counted by indexes alone, in one query for each area — operations.md M-4', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'grantor-gauges-'));
  const asked: string[] = [];
  const database = await openDatabase({
    driver: 'sqlite',
    path: join(folder, 'grantor.db'),
    watch: { slowerThan: -1, notice: (event) => void asked.push(event.sql) },
  });
  const gauges = addStoredGauges(await createMetrics(), database, null);
  asked.length = 0;
  await gauges.refresh(2_000_000_000);
  const queries = [...asked];
  assert.equal(queries.length, 6);
  const steps: string[] = [];
  for (const query of queries) {
    const plan = sql.raw<{ detail: string }>(`explain query plan ${query}`);
    steps.push(...(await plan.execute(database.kysely)).rows.map(({ detail }) => detail));
  }
  const rows = steps.filter(
    (step) => /^(?:SCAN|SEARCH)/.test(step) && !/COVERING INDEX|CONSTANT ROW/.test(step),
  );
  // There are never many of either
  assert.deepEqual(rows, [
    'SEARCH device_code USING INDEX device_code_by_expiry (expires_at>?)',
    'SCAN signing_key',
  ]);
  await database.close();
  rmSync(folder, { recursive: true });
});

it('gauges of what is stored are there once, though two counts ran side by side — operations.md M-4', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'grantor-gauges-'));
  const database = await openDatabase({ driver: 'sqlite', path: join(folder, 'grantor.db') });
  const registry = await createMetrics();
  const gauges = addStoredGauges(registry, database, null);
  await Promise.all([gauges.refresh(2_000_000_000), gauges.refresh(2_000_000_000)]);
  assert.match((await registry.text()).body, /^users\{status="active"\} 0$/m);
  await database.close();
  rmSync(folder, { recursive: true });
});
