/** Lays out what goes into a tarball: nothing that its users do not need (distribution.md D-2). */

import { globSync } from 'node:fs';
import { chmod, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, extname, join, relative, resolve } from 'node:path';
import { root } from '../sources/sources.ts';
import { publishedManifest } from './manifest.ts';
import { commonMembers, type Package } from './packages.ts';

type Places = {
  /** Where the compiler left this package. */
  readonly compiled: string;
  /** What becomes the tarball. */
  readonly stage: string;
};

export async function stage({ folder, manifest }: Package, { compiled, stage }: Places): Promise<void> {
  const home = resolve(root, 'packages', folder);
  await rm(stage, { recursive: true, force: true });
  await mkdir(stage, { recursive: true });
  const assets = files(join(home, 'src')).filter((path) => !isCompiled(path));
  for (const path of files(join(compiled, 'src'))) {
    // A script for browsers goes as it is written
    if (assets.includes(path.replace(/\.d\.ts$|\.js\.map$/, '.js'))) continue;
    const target = join(stage, 'dist', path);
    if (extname(path) === '.map') await placeMap(join(compiled, 'src', path), target, { stage, path });
    else await place(join(compiled, 'src', path), target);
  }
  for (const path of assets) await place(join(home, 'src', path), join(stage, 'dist', path));
  await place(join(home, 'README.md'), join(stage, 'README.md'));
  await place(join(root, 'LICENSE'), join(stage, 'LICENSE'));
  const text = JSON.stringify(publishedManifest(manifest, commonMembers()), null, 2);
  await writeFile(join(stage, 'package.json'), `${text}\n`);
  // Whatever rights the files have in this clone: the tarball says what they are (distribution.md R-1)
  for (const entry of globSync('**', { cwd: stage, withFileTypes: true }))
    if (entry.isFile()) await chmod(join(entry.parentPath, entry.name), 0o644);
}

/** Tests' tools stay at home; so do the types of entries that nobody imports. */
const files = (folder: string): readonly string[] =>
  globSync('**/*.*', { cwd: folder })
    .filter((path) => !path.startsWith('testing/') && !path.endsWith('.d.mts'))
    .sort();

const isCompiled = (path: string): boolean => /\.m?ts$|\.mjs$/.test(path);

async function place(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await cp(from, to);
}

/** The map carries its sources, and names them where they would lie beside `dist`. */
async function placeMap(
  from: string,
  to: string,
  { stage, path }: { readonly stage: string; readonly path: string },
): Promise<void> {
  const map = JSON.parse(await readFile(from, 'utf8'));
  const sources = map.sources.map((source: string) =>
    relative(dirname(to), join(stage, 'src', dirname(path), source)),
  );
  await mkdir(dirname(to), { recursive: true });
  await writeFile(to, JSON.stringify({ ...map, sources }));
}
