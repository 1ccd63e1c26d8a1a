/** Reads what a reader of the documentation would copy. */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

export const repository = resolve(import.meta.dirname, '../../../..');

/** The fenced `sh` blocks of a page below `heading` (the whole page without one), in order. */
export const shellBlocks = (path: string, heading?: string): readonly string[] =>
  found(path, heading, /^```sh\n([\s\S]*?)^```$/gm);

/** What stands in bold below `heading`: how a guide writes what a person presses. */
export const boldWords = (path: string, heading: string): readonly string[] =>
  found(path, heading, /\*\*([^*]+)\*\*/g);

/** The first group of every place the pattern fits, in order. */
function found(path: string, heading: string | undefined, pattern: RegExp): readonly string[] {
  const page = readFileSync(resolve(repository, path), 'utf8');
  const chapters = page.split(/^(?=## )/m);
  const read =
    heading === undefined ? chapters : chapters.filter((chapter) => chapter.startsWith(`## ${heading}\n`));
  return read.flatMap((chapter) => [...chapter.matchAll(pattern)].map(([, text = '']) => text));
}
