/** Servers of one issuer on one PostgreSQL, as behind a balancer. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@grantor/compliance/testing/free-port';
import { postgresDatabase } from './postgres.ts';
import { type ProcessOptions, type ServerProcess, startServerProcess } from './running-server.ts';

export type Replicas = {
  readonly origins: readonly string[];
  /** In the order of the origins. */
  readonly servers: readonly ServerProcess[];
  readonly publicOrigin: string;
  readonly dsn: string;
  /** Puts another server in the place of one, with the same address and settings, but for what is changed. */
  startAgain(index: number, changed?: Pick<ProcessOptions, 'main'>): Promise<ServerProcess>;
  stop(): Promise<void>;
};

export type ReplicaOptions = Omit<ProcessOptions, 'folder' | 'port'> & {
  /** What is set for one of them alone. */
  readonly own?: (index: number) => Readonly<Record<string, string>>;
};

export async function startReplicas(count: number, options: ReplicaOptions): Promise<Replicas> {
  const database = await postgresDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'grantor-'));
  // Secrets and issuer are the same
  const environment = {
    BASE_URL: `http://127.0.0.1:${await freePort()}`,
    DATABASE_DRIVER: 'postgres',
    DATABASE_DSN: database.dsn,
    DB_QUERY_TIMEOUT: '60s', // a machine with much else to do must not decide what these tests see
    ...options.environment,
  };
  const ports: number[] = [];
  while (ports.length < count) ports.push(await freePort());
  const start = (index: number, changed: Pick<ProcessOptions, 'main'> = {}) => {
    const settings = { ...environment, ...options.own?.(index) };
    return startServerProcess({
      ...{ ...options, ...changed, folder },
      ...{ environment: settings, port: ports[index] ?? 0 },
    });
  };
  const discard = async (): Promise<void> => {
    await rm(folder, { recursive: true, force: true });
    await database.close();
  };
  const servers = await allOrNone(ports.map((_, index) => start(index))).catch(async (failure: unknown) => {
    await discard();
    throw failure;
  });
  return {
    origins: ports.map((port) => `http://127.0.0.1:${port}`),
    servers,
    publicOrigin: environment.BASE_URL,
    dsn: database.dsn,
    async startAgain(index, changed) {
      const server = await start(index, changed);
      servers[index] = server;
      return server;
    },
    async stop() {
      await Promise.all(servers.map((server) => server.stop()));
      await discard();
    },
  };
}

/** Where one does not start, the others end. */
async function allOrNone(starting: readonly Promise<ServerProcess>[]): Promise<ServerProcess[]> {
  const settled = await Promise.allSettled(starting);
  const failed = settled.find(({ status }) => status === 'rejected');
  const started = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  if (failed?.status !== 'rejected') return started;
  await Promise.all(started.map((server) => server.stop()));
  throw failed.reason;
}
