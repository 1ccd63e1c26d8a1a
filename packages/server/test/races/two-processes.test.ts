import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { postgresDatabase } from '../postgres.ts';
import { freePort, startServerProcess } from '../running-server.ts';
import { fixtures } from './person.ts';
import { races } from './races.ts';

races('two processes on one PostgreSQL', async (grace) => {
  const database = await postgresDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'grantor-'));
  // One public address in front of both; secrets and issuer are the same, as behind a balancer.
  const environment = {
    BASE_URL: `http://127.0.0.1:${await freePort()}`,
    DATABASE_DRIVER: 'postgres',
    DATABASE_DSN: database.dsn,
    ...(grace === 'on' ? {} : { REFRESH_TOKEN_GRACE_PERIOD: '0' }),
  };
  const options = { bootstrap: fixtures, environment, folder };
  const ports = [await freePort(), await freePort()];
  const processes = await Promise.all(ports.map((port) => startServerProcess({ ...options, port })));
  return {
    origins: ports.map((port) => `http://127.0.0.1:${port}`),
    publicOrigin: environment.BASE_URL,
    async stop() {
      await Promise.all(processes.map((process) => process.stop()));
      await rm(folder, { recursive: true, force: true });
      await database.close();
    },
  };
});
