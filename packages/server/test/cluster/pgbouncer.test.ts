import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { logLines } from '../operations/program.ts';
import { type ServerProcess, startServerProcess } from '../running-server.ts';
import { createBalancer } from './balancer.ts';
import { bootstrap, everything } from './flows.ts';
import { type PgBouncer, startPgBouncer, withoutPgBouncer } from './pgbouncer.ts';

describe('behind PgBouncer in transaction mode — operations.md Z-2', {
  skip: withoutPgBouncer,
  timeout: 120_000,
}, () => {
  let pooler: PgBouncer;
  let server: ServerProcess;
  before(async () => {
    pooler = await startPgBouncer(3);
    server = await startServerProcess({
      bootstrap,
      environment: {
        ...{ WORKERS: '2', DB_MAX_OPEN_CONNS: '20' },
        ...{ DATABASE_DRIVER: 'postgres', DATABASE_DSN: pooler.dsn },
      },
    });
  });
  after(async () => {
    await server?.stop();
    await pooler?.stop();
  });

  it('does everything with three connections to the database for twenty of ours', async () => {
    const { origin } = server;
    const place = { balancer: createBalancer([origin]), publicOrigin: origin };
    await Promise.all(Array.from({ length: 4 }, () => everything(place)));
    const errors = logLines(server.output()).filter(
      ({ level, status, route }) => route !== '/health' && (level === 'error' || Number(status) >= 500),
    );
    assert.deepEqual(errors, []);
  });
});
