/** PgBouncer in transaction mode before a database of its own: each transaction may have another connection. */

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@grantor/compliance/testing/free-port';
import { until } from '../operations/program.ts';
import { postgresDatabase } from '../postgres.ts';

const program = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer', 'pgbouncer'].find(
  (path) => spawnSync(path, ['--version']).status === 0,
);

/** Why it cannot be tried here; false: it can. */
export const withoutPgBouncer: string | false =
  program === undefined ? 'pgbouncer is not installed (.ci/run brings it)' : false;

export type PgBouncer = {
  /** Leads through the pooler, and says so. */
  readonly dsn: string;
  stop(): Promise<void>;
};

/** It may hold this many connections to the database, whoever many come to it. */
export async function startPgBouncer(connections: number): Promise<PgBouncer> {
  const database = await postgresDatabase();
  const { hostname, port, username, pathname } = new URL(database.dsn);
  const name = pathname.slice(1);
  const folder = mkdtempSync(join(tmpdir(), 'grantor-pgbouncer-'));
  chmodSync(folder, 0o755);
  const listening = await freePort();
  const users = join(folder, 'users.txt');
  writeFileSync(users, `"${username}" ""\n`);
  const settings = `[databases]
${name} = host=${hostname} port=${port} user=${username}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${listening}
unix_socket_dir =
auth_type = trust
auth_file = ${users}
pool_mode = transaction
default_pool_size = ${connections}
`;
  const file = join(folder, 'pgbouncer.ini');
  writeFileSync(file, settings);
  // It does not run as root
  const owner = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const child = spawn(program ?? '', [file], { stdio: 'ignore', ...owner });
  const ended = once(child, 'exit');
  await until('pgbouncer listens', () => answers(listening));
  return {
    dsn: `postgres://${username}@127.0.0.1:${listening}/${name}?pgbouncer=true`,
    async stop() {
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true });
      await database.close();
    },
  };
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
