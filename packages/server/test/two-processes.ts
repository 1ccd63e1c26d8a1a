/** Two processes of the server on one PostgreSQL, behind one public address, as behind a balancer. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { postgresDatabase } from './postgres.ts';
import { freePort, type ServerOptions, startServerProcess } from './running-server.ts';

export type TwoProcesses = {
  readonly origins: readonly string[];
  readonly publicOrigin: string;
  readonly dsn: string;
  stop(): Promise<void>;
};

export async function startTwoProcesses(options: ServerOptions): Promise<TwoProcesses> {
  const database = await postgresDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'grantor-'));
  // Secrets and issuer are the same
  const environment = {
    BASE_URL: `http://127.0.0.1:${await freePort()}`,
    DATABASE_DRIVER: 'postgres',
    DATABASE_DSN: database.dsn,
    ...options.environment,
  };
  const ports = [await freePort(), await freePort()];
  const start = (port: number) => startServerProcess({ ...options, environment, folder, port });
  const processes = await Promise.all(ports.map(start));
  return {
    origins: ports.map((port) => `http://127.0.0.1:${port}`),
    publicOrigin: environment.BASE_URL,
    dsn: database.dsn,
    async stop() {
      await Promise.all(processes.map((process) => process.stop()));
      await rm(folder, { recursive: true, force: true });
      await database.close();
    },
  };
}
