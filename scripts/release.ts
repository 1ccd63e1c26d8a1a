/**
 * `npm run release -- <version>`: everything of a release but publishing it (distribution.md R-1, docs/releasing.md).
 * Ends with 1, and the tree as it was, when something is in the way.
 */

import { billOfMaterials } from './release/bill-of-materials.ts';
import { release, type Step } from './release/release.ts';
import { root } from './sources/sources.ts';

const stepsOf = (version: string): readonly Step[] => [
  { name: 'checks', command: ['npm', 'run', 'check'] },
  { name: 'tests', command: ['npm', 'test'] },
  { name: 'tarballs', command: ['npm', 'run', 'pack', '--', '--twice'] },
  { name: 'executable', command: ['npm', 'run', 'executable'] },
  ...billOfMaterials(root, `dist/grantor-${version}.cdx.json`),
];

const [version, ...surplus] = process.argv.slice(2);
if (version === undefined || surplus.length > 0) {
  console.error('npm run release -- <version>');
  process.exitCode = 2;
} else {
  try {
    const date = new Date().toISOString().slice(0, 10);
    release({ root, version, date, steps: stepsOf(version), say: (line) => console.log(`\n== ${line}`) });
    console.log(`\nv${version} is in dist, committed and tagged. docs/releasing.md says how to publish it.`);
  } catch (error) {
    console.error(`\nno release: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}
