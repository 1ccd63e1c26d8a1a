/** Makes few modules of many: what is imported elsewhere is found, read and kept file by file (distribution.md D-4). */

import { globSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Manifest } from './manifest.ts';

/** Only where importing does nothing: order and place of the modules then mean nothing either. */
export const isJoined = ({ sideEffects }: Manifest): boolean => sideEffects === false;

/**
 * Leaves in `folder` one module for each of the entries, and what several of them share, in the place of the compiled
 * modules; maps lead to the sources as before. Other packages stay outside.
 * @param entries of the manifest, such as `./src/index.ts`
 */
export async function joinModules(folder: string, entries: readonly string[]): Promise<void> {
  const compiled = globSync('src/**/*.{js,js.map}', { cwd: folder });
  const { outputFiles } = await build({
    entryPoints: entries.map((path) => path.replace(/\.ts$/, '.js')),
    absWorkingDir: folder,
    outdir: 'src',
    outbase: 'src',
    chunkNames: 'shared-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    target: 'es2023',
    charset: 'utf8',
    sourcemap: true,
    write: false,
    logLevel: 'silent',
  });
  for (const path of compiled) await rm(join(folder, path));
  for (const { path, contents } of outputFiles) await writeFile(path, contents);
}
