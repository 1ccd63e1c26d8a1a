import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import type { Kysely } from 'kysely';
import type { MigrationTable, Schema } from '../../src/database/schema.ts';
import { startTestServer, type TestServer } from '../running-server.ts';
import { until } from './program.ts';

describe('a schema that changes under a running server', () => {
  let server: TestServer;
  let kysely: Kysely<Schema>;
  let last: MigrationTable;
  before(async () => {
    server = await startTestServer();
    ({ kysely } = server.running.database);
    last = await kysely.selectFrom('migration').selectAll().orderBy('id', 'desc').executeTakeFirstOrThrow();
  });
  after(() => server.stop());

  /** What it says is remembered for a moment. */
  const becomes = (status: number, schema: string) =>
    until(`${status}, ${schema}`, async () => {
      const answer = await fetch(`${server.origin}/readyz`);
      const { checks } = (await answer.json()) as { checks: Record<string, string> };
      const said = [answer.status, checks['database'], checks['schema']];
      return isDeepStrictEqual(said, [status, 'ok', schema]);
    });
  const put = (row: MigrationTable) => kysely.insertInto('migration').values(row).execute();
  const dropLast = () => kysely.deleteFrom('migration').where('id', '=', last.id).execute();

  beforeEach(() => becomes(200, 'ok'));

  it('makes it unready, not unhealthy, while something of it is missing — operations.md B-8', async () => {
    await dropLast();
    await becomes(503, 'failed');
    assert.equal((await fetch(`${server.origin}/health`)).status, 200);
    await put(last);
    await becomes(200, 'ok');
  });

  it('makes it unready where something was written in another form — operations.md B-8', async () => {
    const change = kysely.updateTable('migration').where('id', '=', last.id);
    await change.set({ checksum: 'of another form' }).execute();
    await becomes(503, 'failed');
    await change.set({ checksum: last.checksum }).execute();
  });

  it('leaves it ready where a newer program has added to it: that takes nothing away — operations.md Y-1', async () => {
    await dropLast();
    await becomes(503, 'failed');
    await put({ id: 9999, checksum: 'of a newer program', applied_at: 0 });
    await put(last);
    await becomes(200, 'ok');
  });
});
