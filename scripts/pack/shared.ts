/** The tarballs that tests install: built once for a whole run of them. */

import { globSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPackages } from './build.ts';

/** Built for whoever asks, as long as it is needed. */
type Built = { readonly folder: string; discard(): Promise<void> };

/** Builds all of them, to be shared through GRANTOR_TEST_TARBALLS. */
export async function buildShared(): Promise<Built> {
  const folder = await mkdtemp(join(tmpdir(), 'grantor-tarballs-'));
  const discard = () => rm(folder, { recursive: true, force: true });
  await buildPackages(folder).catch(async (error: unknown) => {
    await discard();
    throw error;
  });
  return { folder, discard };
}

/** The tarballs of this run, or one's own, gone when the process ends. Nobody changes them. */
export async function builtPackages(): Promise<readonly string[]> {
  const given = process.env['GRANTOR_TEST_TARBALLS'];
  const folder = given || (await own()).folder;
  return globSync('packages/*.tgz', { cwd: folder })
    .sort()
    .map((path) => join(folder, path));
}

async function own(): Promise<Built> {
  const built = await buildShared();
  process.once('exit', () => rmSync(built.folder, { recursive: true, force: true }));
  return built;
}
