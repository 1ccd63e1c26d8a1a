/** What a release holds, as CycloneDX: the packages, and all that is installed with them. */

import { globSync } from 'node:fs';
import type { Step } from './release.ts';

/** A folder of its own, with a lock file: nobody's `npm ci` brings what only releases need. */
const TOOLS = '.ci/release';

/** Fetches the tool, and writes the bill of the packages below `root` to `file`; the same of the same lock file. */
export function billOfMaterials(root: string, file: string): readonly Step[] {
  const packages = globSync('packages/*', { cwd: root }).sort();
  const quiet = ['--no-audit', '--no-fund'];
  const chosen = packages.flatMap((path) => ['--workspace', path]);
  // Of the lock file, not of the disk: install scripts leave packages there that nobody asks for
  const form = ['--package-lock-only', '--omit', 'dev', '--output-reproducible', '--output-file', file];
  return [
    {
      name: 'tools',
      command: ['npm', 'ci', '--prefix', TOOLS, '--ignore-scripts', '--omit=optional', ...quiet],
    },
    { name: 'bill of materials', command: [`${TOOLS}/node_modules/.bin/cyclonedx-npm`, ...form, ...chosen] },
  ];
}
