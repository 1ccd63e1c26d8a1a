/** Builds every package twice, in two places: the same sources have to give the same bytes (distribution.md R-1). */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { buildPackages } from './build.ts';

async function differing(first: readonly string[], second: readonly string[]): Promise<readonly string[]> {
  const compared = first.map(async (path) => {
    const other = second.find((one) => basename(one) === basename(path));
    const isSame = other !== undefined && (await readFile(path)).equals(await readFile(other));
    return isSame ? [] : [basename(path)];
  });
  return (await Promise.all(compared)).flat();
}

/** Compares tarballs with those of a build somewhere else; resolves with the names of those that are different. */
export async function rebuiltOtherwise(built: readonly string[]): Promise<readonly string[]> {
  const elsewhere = await mkdtemp(join(tmpdir(), 'grantor-rebuilt-'));
  try {
    return await differing(built, await buildPackages(elsewhere));
  } finally {
    await rm(elsewhere, { recursive: true, force: true });
  }
}
