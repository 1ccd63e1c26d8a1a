/** Clocks that differ (operations.md §11 clock > 30 s off the database). */

import { strict as assert } from 'node:assert';
import { describe, it } from 'node:test';
import { instant } from '@grantor/protocol';
import { postgresDatabase } from '../postgres.ts';
import { startTestServer } from '../running-server.ts';

const checksAt = async (origin: string): Promise<{ status: number; clock: unknown }> => {
  const answer = await fetch(`${origin}/readyz`);
  const { checks } = (await answer.json()) as { readonly checks: Readonly<Record<string, unknown>> };
  return { status: answer.status, clock: checks['clock'] };
};

async function readinessWith(apart: number): Promise<{ seen: unknown; warnings: readonly string[] }> {
  const { dsn, close } = await postgresDatabase();
  const server = await startTestServer({
    environment: { DATABASE_DRIVER: 'postgres', DATABASE_DSN: dsn },
    clock: { now: () => instant(Date.now() + apart) },
  });
  const seen = await checksAt(server.origin);
  assert.deepEqual(await checksAt(server.origin), seen);
  const warnings = server.logged.filter((line) => line.includes('clocks of server and database'));
  await server.stop();
  await close();
  return { seen, warnings };
}

describe('readiness', () => {
  for (const [apart, clock, times] of [
    [60_000, 'off', 1],
    [-60_000, 'off', 1],
    [5_000, 'ok', 0],
  ] as const) {
    it(`says ${clock} of clocks ${apart / 1000} s apart, and stays — operations.md §11 clock > 30 s off the database`, async () => {
      const { seen, warnings } = await readinessWith(apart);
      assert.deepEqual(seen, { status: 200, clock });
      assert.equal(warnings.length, times);
    });
  }

  it('asks no other clock where there is none', async () => {
    const server = await startTestServer({ clock: { now: () => instant(Date.now() + 3_600_000) } });
    assert.deepEqual(await checksAt(server.origin), { status: 200, clock: 'ok' });
    await server.stop();
  });
});
