/** What it costs an empty process of this Node to import a module (distribution.md D-4). */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export type ImportCost = { readonly bytes: number; readonly milliseconds: number };

/** Of a module that is installed below `folder`: resident memory once it is imported, and how long that took. */
export async function importCost(specifier: string, folder: string): Promise<ImportCost> {
  const program = `const begin = performance.now();
    await import('${specifier}');
    const milliseconds = performance.now() - begin;
    console.log(JSON.stringify({ bytes: process.memoryUsage.rss(), milliseconds }));`;
  const words = ['--input-type=module', '--eval', program];
  const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: folder, env: {} });
  return JSON.parse(stdout);
}

/** Costs next to nothing: what is there already. */
export const nothing = 'node:process';
