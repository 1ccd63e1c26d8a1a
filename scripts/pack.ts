/**
 * Builds every package from its sources: `npm run pack` fills dist/packages with tarballs (distribution.md D-1). With
 * `--twice` it builds them again elsewhere, and ends with 1 when one of them is not the same.
 */

import { stat } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildPackages } from './pack/build.ts';
import { rebuiltOtherwise } from './pack/rebuild.ts';
import { root } from './sources/sources.ts';

const { values } = parseArgs({ options: { twice: { type: 'boolean', default: false } } });

const built = await buildPackages(resolve(root, 'dist'));
for (const path of built) {
  const { size } = await stat(path);
  console.log(`${relative(root, path)}  ${(size / 1024).toFixed(0)} KiB`);
}
if (values.twice) {
  for (const name of await rebuiltOtherwise(built)) {
    console.error(`${name} is another one when it is built again`);
    process.exitCode = 1;
  }
}
