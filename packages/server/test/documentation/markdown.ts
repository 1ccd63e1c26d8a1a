/** Reads what a reader of the documentation would copy. */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

export const repository = resolve(import.meta.dirname, '../../../..');

/** The fenced `sh` blocks of a page below `heading` (the whole page without one), in order. */
export function shellBlocks(path: string, heading?: string): readonly string[] {
  const page = readFileSync(resolve(repository, path), 'utf8');
  const chapters = page.split(/^(?=## )/m);
  const read =
    heading === undefined ? chapters : chapters.filter((chapter) => chapter.startsWith(`## ${heading}\n`));
  return read.flatMap((chapter) =>
    [...chapter.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block),
  );
}
