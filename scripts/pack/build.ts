/** Builds every package from its sources, one after the other. */

import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { compile } from './compile.ts';
import { isJoined, joinModules } from './join.ts';
import { importedEntries } from './manifest.ts';
import { packages } from './packages.ts';
import { stage } from './stage.ts';
import { tarball } from './tarball.ts';

/**
 * Fills `dist/packages` with tarballs, made anew, and resolves with their paths; what they are made of stays in
 * `dist/build`. Of the same sources come the same bytes (distribution.md R-1).
 */
export async function buildPackages(dist: string): Promise<readonly string[]> {
  const [compiled, tarballs] = [join(dist, 'build/compiled'), join(dist, 'packages')];
  await rm(tarballs, { recursive: true, force: true });
  await mkdir(tarballs, { recursive: true });
  await compile(compiled);
  const built: string[] = [];
  for (const one of packages()) {
    const place = join(dist, 'build', one.folder);
    if (isJoined(one.manifest))
      await joinModules(join(compiled, one.folder), Object.values(importedEntries(one.manifest)));
    await stage(one, { compiled: join(compiled, one.folder), stage: place });
    built.push(await tarball(place, tarballs));
  }
  return built;
}
