/** SHA256SUMS: what `sha256sum --check` reads. */

import { createHash } from 'node:crypto';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const SUMS = 'SHA256SUMS';

const digestOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

/** The files of a release below `dist`, in the order of their names; what they are made of is not among them. */
export const releaseFiles = (dist: string): readonly string[] =>
  globSync('**', { cwd: dist })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path !== SUMS && !/^build(\/|$)/.test(path) && statSync(join(dist, path)).isFile())
    .sort();

/** One line for each file. */
export const checksums = (dist: string): string =>
  releaseFiles(dist)
    .map((path) => `${digestOf(join(dist, path))}  ${path}\n`)
    .join('');
