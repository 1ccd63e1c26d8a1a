/** Runs the tests against one mutant. */

import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Mutant } from './mutants.ts';

/** A mutant that makes a test hang is seen, too. */
const longestSeconds = 60;

const hook = pathToFileURL(join(import.meta.dirname, 'hook.ts')).href;

/** `killed`: a test failed, or the run took longer than it ever should. */
export type Verdict = 'killed' | 'survived';

/** The test files run in one process, which ends at the first failure. */
export function tryMutant(mutant: Mutant | null, testFiles: readonly string[]): Promise<Verdict> {
  const wanted = mutant === null ? {} : { ...mutant, url: pathToFileURL(resolve(mutant.path)).href };
  const child = spawn(
    process.execPath,
    ['--test', '--test-isolation=none', '--test-reporter=tap', '--import', hook, ...testFiles],
    {
      env: { ...process.env, GRANTOR_MUTANT: JSON.stringify(wanted), GRANTOR_FUZZ_RUNS: '50' },
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  return new Promise((settle) => {
    let killed = false;
    const kill = (): void => {
      killed = true;
      child.kill('SIGKILL');
    };
    const timer = setTimeout(kill, longestSeconds * 1000);
    child.stdout?.on('data', (chunk: Buffer) => {
      if (/^\s*not ok /m.test(chunk.toString())) kill();
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      settle(killed || code !== 0 ? 'killed' : 'survived');
    });
  });
}
