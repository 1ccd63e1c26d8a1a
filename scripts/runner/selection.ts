/** Which test files a run is about. */

import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

export type Selection = {
  /** Relative to the root, in the order in which they are begun. */
  readonly files: readonly string[];
  readonly namePatterns: readonly string[];
  readonly concurrency: number;
};

/** One more than there are cores: at any time one file waits for a clock, a browser or a disk. */
const CONCURRENCY = availableParallelism() + 1;

const PATTERNS = [
  'packages/*/test/**/*.test.ts',
  'examples/*/test/**/*.test.ts',
  'scripts/{executable,pack,release,runner}/*.test.ts',
  'bench/**/*.test.ts',
];

/** Their files take longest, and would be alone at the end. */
const FIRST = [
  'packages/compliance/',
  'packages/server/test/browser/',
  'packages/server/test/cluster/',
  'packages/server/test/documentation-pages/',
  'scripts/pack/',
];

const isFirst = (file: string): boolean => FIRST.some((start) => file.startsWith(start));

/** Every test file below `root`, or those whose path starts with one of the given ones. */
export function selectTests(root: string, args: readonly string[]): Selection {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      'test-name-pattern': { type: 'string', multiple: true, default: [] },
      'test-concurrency': { type: 'string', default: String(CONCURRENCY) },
    },
  });
  const wanted = positionals.map((path) => path.replace(/^\.\//, ''));
  const files = globSync(PATTERNS, { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => wanted.length === 0 || wanted.some((start) => path.startsWith(start)))
    .sort();
  const [early, late] = [files.filter(isFirst), files.filter((file) => !isFirst(file))];
  return {
    files: [...early, ...late],
    namePatterns: values['test-name-pattern'],
    concurrency: Number(values['test-concurrency']),
  };
}
