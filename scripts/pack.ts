/** Builds every package from its sources: `npm run pack` fills dist/packages with tarballs (distribution.md D-1). */

import { stat } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { buildPackages } from './pack/build.ts';
import { root } from './sources/sources.ts';

for (const path of await buildPackages(resolve(root, 'dist'))) {
  const { size } = await stat(path);
  console.log(`${relative(root, path)}  ${(size / 1024).toFixed(0)} KiB`);
}
