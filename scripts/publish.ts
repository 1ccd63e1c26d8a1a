/**
 * `npm run release:publish`: gives the release in dist to the registry (docs/releasing.md). Further words are for npm,
 * such as `-- --dry-run`. Ends with 1, nothing published, while something still has to be decided.
 */

import { packages } from './pack/packages.ts';
import { obstacles, publish } from './release/publish.ts';
import { root } from './sources/sources.ts';

const found = obstacles(root);
for (const one of found) console.error(`not published: ${one}`);
if (found.length > 0) process.exitCode = 1;
else {
  for (const one of await publish({ root, packages: packages(), words: process.argv.slice(2) }))
    console.log(`published: ${one}`);
}
