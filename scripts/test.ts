/**
 * Runs the tests: all of them, or those below the paths given (`npm test -- packages/protocol`).
 * Ends with 1 when one failed or none was found.
 */

import { resolve } from 'node:path';
import { run } from 'node:test';
import { report } from './runner/reporter.ts';
import { type Selection, selectTests } from './runner/selection.ts';

// npm runs scripts in the folder of package.json
const root = process.cwd();

async function runTests({ files, namePatterns, concurrency }: Selection): Promise<void> {
  const events = run({
    files: files.map((file) => resolve(root, file)),
    concurrency,
    timeout: 240_000,
    ...(namePatterns.length > 0 ? { testNamePatterns: [...namePatterns] } : {}),
  });
  events.on('test:fail', ({ todo }) => {
    if (todo === undefined) process.exitCode = 1;
  });
  for await (const text of report(events)) process.stdout.write(text);
}

/** Tests that ask for a PostgreSQL lie below these. */
const POSTGRES_USERS = ['packages/server/', 'packages/resource/test/users/', 'packages/resource/test/e2e/'];

/** One PostgreSQL for all files of a larger run, through GRANTOR_TEST_POSTGRES; a single file starts its own. */
async function withPostgres(selection: Selection, work: () => Promise<void>): Promise<void> {
  const users = selection.files.filter((file) => POSTGRES_USERS.some((place) => file.startsWith(place)));
  if (process.env['GRANTOR_TEST_POSTGRES'] || users.length < 2) return work();
  const { startPostgres } = await import('../packages/server/test/postgres.ts');
  const server = await startPostgres();
  process.env['GRANTOR_TEST_POSTGRES'] = server.dsn;
  try {
    await work();
  } finally {
    await server.stop();
  }
}

const selection = selectTests(root, process.argv.slice(2));
if (selection.files.length === 0) {
  console.error('no test file there');
  process.exitCode = 1;
} else {
  await withPostgres(selection, () => runTests(selection));
}
