/** Builds one file with everything in it, for this platform: `npm run executable` (distribution.md E-1). */

import { stat } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { buildExecutable } from './executable/build.ts';
import { root } from './sources/sources.ts';

const path = await buildExecutable(resolve(root, 'dist'));
const { size } = await stat(path);
console.log(`${relative(root, path)}  ${(size / 1024 / 1024).toFixed(0)} MiB`);
