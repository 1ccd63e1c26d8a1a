/** Runs the tests against one mutant. */

import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Mutant } from './mutants.ts';

/** A mutant that makes a test hang is seen, too; long, since a busy machine makes them wait as well. */
const longestSeconds = 90;

/** What Node compiled once serves all runs: they take half the time. A module with a mutant in it is another text. */
const compiled = join(tmpdir(), 'grantor-mutation-compiled');

const hook = pathToFileURL(join(import.meta.dirname, 'hook.ts')).href;

/** `killed`: a test failed. `hung`: the run took longer than it ever should. */
export type Verdict = 'killed' | 'hung' | 'survived';

/** The test files run in one process, which ends at the first failure. */
export function tryMutant(mutant: Mutant | null, testFiles: readonly string[]): Promise<Verdict> {
  const wanted = mutant === null ? {} : { ...mutant, url: pathToFileURL(resolve(mutant.path)).href };
  const child = spawn(
    process.execPath,
    ['--test', '--test-isolation=none', '--test-reporter=tap', '--import', hook, ...testFiles],
    {
      env: {
        ...process.env,
        GRANTOR_MUTANT: JSON.stringify(wanted),
        GRANTOR_FUZZ_RUNS: '50',
        NODE_COMPILE_CACHE: compiled,
      },
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  return new Promise((settle) => {
    let verdict: Verdict | null = null;
    const end = (why: Verdict): void => {
      verdict ??= why;
      child.kill('SIGKILL');
    };
    const timer = setTimeout(() => end('hung'), longestSeconds * 1000);
    child.stdout?.on('data', (chunk: Buffer) => {
      if (/^\s*not ok /m.test(chunk.toString())) end('killed');
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      settle(verdict ?? (code === 0 ? 'survived' : 'killed'));
    });
  });
}
