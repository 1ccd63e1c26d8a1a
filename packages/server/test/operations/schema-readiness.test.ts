import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startTestServer, type TestServer } from '../running-server.ts';
import { until } from './program.ts';

async function readyOf({ origin }: TestServer): Promise<readonly unknown[]> {
  const answer = await fetch(`${origin}/readyz`);
  const { checks } = (await answer.json()) as { checks: Record<string, string> };
  return [answer.status, checks['database'], checks['schema']];
}

describe('a schema that a newer program wrote meanwhile', () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer();
  });
  after(() => server.stop());

  const ready = () => readyOf(server);

  it('leaves the server ready: it takes nothing away — operations.md Y-1', async () => {
    const { kysely } = server.running.database;
    assert.deepEqual(await ready(), [200, 'ok', 'ok']);
    const newer = { id: 9999, checksum: 'of a newer program', applied_at: 0 };
    await kysely.insertInto('migration').values(newer).execute();
    await new Promise((resolve) => setTimeout(resolve, 1100));
    assert.deepEqual(await ready(), [200, 'ok', 'ok']);
  });
});

describe('a schema that lacks what the server wrote', () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer();
  });
  after(() => server.stop());

  it('makes it unready, not unhealthy, while it is there — operations.md B-8', async () => {
    const { kysely } = server.running.database;
    const last = await kysely
      .selectFrom('migration')
      .selectAll()
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();
    await kysely.deleteFrom('migration').where('id', '=', last.id).execute();
    await until('unready', async () => (await readyOf(server))[0] === 503);
    assert.deepEqual(await readyOf(server), [503, 'ok', 'failed']);
    assert.equal((await fetch(`${server.origin}/health`)).status, 200);
    await kysely.insertInto('migration').values(last).execute();
    await until('ready', async () => (await readyOf(server))[0] === 200);
  });
});
