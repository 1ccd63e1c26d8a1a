import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startTestServer, type TestServer } from '../running-server.ts';
import { until } from './program.ts';

describe('a schema that a newer program wrote meanwhile', () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer();
  });
  after(() => server.stop());

  const ready = async () => {
    const answer = await fetch(`${server.origin}/readyz`);
    const { checks } = (await answer.json()) as { checks: Record<string, string> };
    return [answer.status, checks['database'], checks['schema']];
  };

  it('makes the server unready, not unhealthy, while it is there — operations.md B-8', async () => {
    const { kysely } = server.running.database;
    assert.deepEqual(await ready(), [200, 'ok', 'ok']);
    const newer = { id: 9999, checksum: 'of a newer program', applied_at: 0 };
    await kysely.insertInto('migration').values(newer).execute();
    await until('unready', async () => (await ready())[0] === 503);
    assert.deepEqual(await ready(), [503, 'ok', 'failed']);
    assert.equal((await fetch(`${server.origin}/health`)).status, 200);
    await kysely.deleteFrom('migration').where('id', '=', newer.id).execute();
    await until('ready', async () => (await ready())[0] === 200);
  });
});
