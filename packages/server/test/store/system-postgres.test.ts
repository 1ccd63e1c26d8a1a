/** What the embedded PostgreSQL shows of the store, shown once more on the older one that a system ships. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { type PostgresServer, startPostgres } from '../postgres.ts';

/** Where Debian keeps the programs of each version. */
const versions = '/usr/lib/postgresql';

const newest = (): string | null => {
  if (!existsSync(versions)) return null;
  const [version] = readdirSync(versions)
    .filter((name) => existsSync(join(versions, name, 'bin', 'initdb')))
    .sort((a, b) => Number(b) - Number(a));
  return version === undefined ? null : join(versions, version, 'bin');
};

const shown = ['contract', 'sweep'].map((name) => resolve(import.meta.dirname, `${name}.test.ts`));

const programs = newest();

describe('the store on the PostgreSQL of the system — operations.md §11', {
  skip: programs === null && 'no PostgreSQL is installed below /usr/lib/postgresql',
}, () => {
  let server: PostgresServer;
  before(async () => {
    server = await startPostgres({}, programs ?? undefined);
  });
  after(() => server.stop());

  it('keeps its contract and what sweeping promises', async () => {
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const tests = spawn(
      process.execPath,
      ['--test', '--test-reporter=tap', '--test-name-pattern=PostgreSQL', ...shown],
      { env: { ...env, GRANTOR_TEST_POSTGRES: server.dsn }, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const said = await text(tests.stdout);
    assert.match(said, /^# fail 0$/m, said);
    const passed = Number(/^# pass (\d+)$/m.exec(said)?.[1]);
    assert.ok(passed > 100, `${passed} passed`);
  });
});
