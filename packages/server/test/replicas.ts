/** Servers of one issuer on one PostgreSQL, as behind a balancer. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { postgresDatabase } from './postgres.ts';
import { freePort, type ServerOptions, type ServerProcess, startServerProcess } from './running-server.ts';

export type Replicas = {
  readonly origins: readonly string[];
  /** In the order of the origins. */
  readonly servers: readonly ServerProcess[];
  readonly publicOrigin: string;
  readonly dsn: string;
  /** Puts another server in the place of one, with the same address and settings. */
  startAgain(index: number): Promise<ServerProcess>;
  stop(): Promise<void>;
};

export async function startReplicas(count: number, options: ServerOptions): Promise<Replicas> {
  const database = await postgresDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'grantor-'));
  // Secrets and issuer are the same
  const environment = {
    BASE_URL: `http://127.0.0.1:${await freePort()}`,
    DATABASE_DRIVER: 'postgres',
    DATABASE_DSN: database.dsn,
    ...options.environment,
  };
  const ports: number[] = [];
  while (ports.length < count) ports.push(await freePort());
  const start = (port: number) => startServerProcess({ ...options, environment, folder, port });
  const servers = await Promise.all(ports.map(start));
  return {
    origins: ports.map((port) => `http://127.0.0.1:${port}`),
    servers,
    publicOrigin: environment.BASE_URL,
    dsn: database.dsn,
    async startAgain(index) {
      const server = await start(ports[index] ?? 0);
      servers[index] = server;
      return server;
    },
    async stop() {
      await Promise.all(servers.map((server) => server.stop()));
      await rm(folder, { recursive: true, force: true });
      await database.close();
    },
  };
}
