/**
 * Looks at types, style and the gates side by side: `npm run check`, or `npm run check -- gates` for a part. Shows what
 * the parts that failed have to say, and ends with 1 when there is one.
 */

import { type Part, sideBySide } from './runner/side-by-side.ts';
import { root } from './sources/sources.ts';

const tsc = 'node_modules/typescript/bin/tsc';

/** The gates share one process, so that they read and parse the sources once. */
const parts: readonly Part[] = [
  { name: 'types', args: [tsc, '--noEmit'] },
  { name: 'gates', args: ['--test', '--test-isolation=none', 'scripts/{gates,mutation}/*.test.ts'] },
  // The product again, with no more of the language's library than the oldest runtime has
  { name: 'package-types', args: [tsc, '--noEmit', '--project', 'scripts/pack'] },
  { name: 'style', args: ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'] },
];

const wanted = process.argv.slice(2);
const chosen = parts.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
if (chosen.length < wanted.length) {
  console.error(`parts are ${parts.map(({ name }) => name).join(', ')}`);
  process.exitCode = 1;
}
for await (const { name, passed, output, seconds } of sideBySide(chosen, root)) {
  if (!passed) {
    console.log(output);
    process.exitCode = 1;
  }
  console.log(`${passed ? '✓' : '✗'} ${name} (${seconds.toFixed(1)} s)`);
}
