/** Turns the sources of all packages into JavaScript, types and source maps with the sources in them. */

import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../sources/sources.ts';

const compiler = resolve(root, 'node_modules/typescript/bin/tsc');

/** Fills `folder` with one folder per package. Rejects with what the compiler says. */
export async function compile(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const words = [compiler, '--project', resolve(import.meta.dirname), '--outDir', folder];
  await promisify(execFile)(process.execPath, words, { cwd: root }).catch((error) => {
    throw new Error(`the compiler refused:\n${error.stdout}`);
  });
}
