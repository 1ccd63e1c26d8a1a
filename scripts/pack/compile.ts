/** Turns the sources of all packages into JavaScript, types and source maps with the sources in them. */

import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../sources/sources.ts';

const compiler = resolve(root, 'node_modules/typescript/bin/tsc');

/**
 * Fills `folder` with one folder per package; maps name their sources as if these lay beside what was made of them.
 * Rejects with what the compiler says.
 */
export async function compile(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const words = [compiler, '--project', resolve(import.meta.dirname), '--outDir', folder];
  await promisify(execFile)(process.execPath, words, { cwd: root }).catch((error) => {
    throw new Error(`the compiler refused:\n${error.stdout}`);
  });
  // The way to this clone is another one in every place (distribution.md R-1)
  for (const path of globSync('**/*.map', { cwd: folder })) {
    const map = JSON.parse(await readFile(join(folder, path), 'utf8'));
    const sources = map.sources.map((source: string) => basename(source));
    await writeFile(join(folder, path), JSON.stringify({ ...map, sources }));
  }
}
