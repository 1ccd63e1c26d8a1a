/**
 * Runs the tests: all of them, those below the paths given (`npm test -- packages/protocol`), or the inner loop
 * (`npm run test:quick`).
 * Ends with 1 when one failed or none was found.
 */

import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { ending, fileLine } from './runner/reporter.ts';
import { type Selection, selectTests } from './runner/selection.ts';
import { type Shared, withShared } from './runner/shared.ts';
import { type Ended, runFiles } from './runner/workers.ts';

// npm runs scripts in the folder of package.json
const root = process.cwd();

// What Node compiled once serves every process of a run and of the next ones: each starts in two thirds of the time
process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), `grantor-tests-compiled-${userInfo().uid}`);

/** What starts programs of its own, and spends its time in them: little is won there by a process less. */
const alone: readonly string[] = [
  ...['packages/compliance/', 'examples/', 'scripts/', 'bench/'],
  ...[
    'browser',
    'budget',
    'cluster',
    'crash',
    'deploy',
    'documentation',
    'facade',
    'operations',
    'pages',
    'programs',
  ].map((part) => `packages/server/test/${part}`),
];

async function runTests({ files, namePatterns, concurrency }: Selection): Promise<void> {
  const all: Ended[] = [];
  const run = {
    files: files.map((file) => resolve(root, file)),
    ...{ namePatterns, concurrency, limit: 600_000, silence: 120_000 },
    isAlone: (file: string) => alone.some((place) => file.startsWith(resolve(root, place))),
  };
  await runFiles(run, (ended) => {
    all.push(ended);
    if (ended.result.failures.length > 0) process.exitCode = 1;
    process.stdout.write(fileLine(ended));
  });
  process.stdout.write(ending(all));
}

const shared: readonly Shared[] = [
  {
    variable: 'GRANTOR_TEST_POSTGRES',
    users: ['packages/server/', 'packages/resource/test/users/', 'packages/resource/test/e2e/'],
    async make() {
      const { keepMigrated, startPostgres } = await import('../packages/server/test/postgres.ts');
      const { openDatabase } = await import('../packages/server/src/database/database.ts');
      const { dsn, stop } = await startPostgres();
      await keepMigrated(dsn, async (place) => {
        const options = { driver: 'postgres', dsn: place, maxConnections: 1, queryTimeout: 60_000 } as const;
        await (await openDatabase(options)).close();
      });
      return { value: dsn, stop };
    },
  },
  {
    variable: 'GRANTOR_TEST_TARBALLS',
    users: ['scripts/pack/'],
    async make() {
      const { buildShared } = await import('./pack/shared.ts');
      const { folder, discard } = await buildShared();
      return { value: folder, stop: discard };
    },
  },
];

/** Rules, protocol and what most changes touch, in a minute and a half on two idle cores: no browser, no foreign program. */
const quick: readonly string[] = [
  ...['packages/protocol', 'packages/engine'],
  ...['access', 'answers', 'guard', 'holder', 'issuer', 'tokens'].map(
    (part) => `packages/resource/test/${part}`,
  ),
  ...['accounts', 'authorize', 'config', 'consent', 'http', 'limits', 'telemetry'].map(
    (part) => `packages/server/test/${part}`,
  ),
  ...['pages/text', 'pages/escaping', 'store/contract', 'store/commit'].map(
    (part) => `packages/server/test/${part}.test.ts`,
  ),
];

const wanted = process.argv.slice(2);
const selection = selectTests(root, wanted[0] === '--quick' ? quick : wanted);
if (selection.files.length === 0) {
  console.error('no test file there');
  process.exitCode = 1;
} else {
  await withShared(shared, selection.files, () => runTests(selection));
}
