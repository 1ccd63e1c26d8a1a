/** Makes a tarball of a folder. */

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * Resolves with the path of the tarball in `folder`. Of the same files come the same bytes: npm fixes times, owners and
 * order.
 */
export async function tarball(stage: string, folder: string): Promise<string> {
  const words = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const { stdout } = await promisify(execFile)('npm', words, { cwd: stage });
  const [{ filename }] = JSON.parse(stdout);
  return join(folder, filename);
}
