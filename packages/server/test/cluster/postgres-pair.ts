/** Two real PostgreSQL servers, the second of which streams what the first writes and can take its place. */

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { until } from '../operations/program.ts';
import { makeHome, postgresOwner, serve } from '../postgres.ts';

export type PostgresPair = {
  readonly primary: string;
  /** Read-only until it is promoted. */
  readonly standby: string;
  /** The first ends as when its machine does: nothing is written any more, and nobody is told. */
  killPrimary(): Promise<void>;
  promote(): Promise<void>;
  stop(): Promise<void>;
};

/** What the first acknowledges both have, as who asks for durability beyond one machine sets it. */
export async function startPair(): Promise<PostgresPair> {
  const home = await makeHome();
  const copied = join(home.folder, 'standby');
  // A cluster that nobody has served yet is a backup of itself
  const inHome = { cwd: home.folder, ...postgresOwner() };
  await promisify(execFile)('cp', ['-Rp', home.data, copied], inHome);
  await promisify(execFile)('touch', [join(copied, 'standby.signal')], inHome);
  const first = await serve(home, home.data, { wal_keep_size: '256MB' });
  const { hostname, port, username } = new URL(first.dsn);
  const second = await serve(home, copied, {
    primary_conninfo: `host=${hostname} port=${port} user=${username} application_name=standby`,
  });
  await asking(first.dsn, async (client) => {
    await client.query("alter system set synchronous_standby_names = 'standby'");
    await client.query('select pg_reload_conf()');
    await until('the standby has all that is acknowledged', async () => {
      const { rows } = await client.query(
        "select 1 from pg_stat_replication where sync_state = 'sync' and state = 'streaming'",
      );
      return rows.length === 1;
    });
  });
  return {
    primary: first.dsn,
    standby: second.dsn,
    killPrimary: () => first.end('SIGQUIT'),
    promote: () =>
      asking(second.dsn, async (client) => {
        // It was told whom to wait for as well, and nobody is there
        await client.query('select pg_promote()');
        await client.query('alter system reset synchronous_standby_names');
        await client.query('select pg_reload_conf()');
      }),
    async stop() {
      await first.end('SIGQUIT');
      await second.end('SIGQUIT');
      home.discard();
    },
  };
}

async function asking(dsn: string, ask: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: dsn });
  await client.connect();
  try {
    await ask(client);
  } finally {
    await client.end();
  }
}
