/** Puts command, server and everything they read into one file that needs no Node (distribution.md E-1). */

import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { readManifest } from '../pack/packages.ts';
import { root } from '../sources/sources.ts';

const server = resolve(root, 'packages/server');

/** `pg` looks for its native sibling and does without it. */
const absent = ['pg-native', '@node-rs/xxhash'];

/** CommonJS inside asks for `require`, which a module has not. */
const banner =
  "import * as outside from 'node:module';\nconst require = outside.createRequire(import.meta.url);";

/**
 * Fills `dist` with `grantor-<version>-<platform>-<arch>` for this platform, and resolves with its path. Rejects where
 * something cannot be inside, such as native code (distribution.md E-2).
 */
export async function buildExecutable(dist: string): Promise<string> {
  const work = join(dist, 'build/executable');
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { recursive: true });
  const main = join(work, 'grantor.mjs');
  await bundle(join(import.meta.dirname, 'entry.ts'), main);
  const { version } = readManifest('package.json');
  const output = join(dist, `grantor-${version}-${process.platform}-${process.arch}`);
  const settings = {
    main,
    mainFormat: 'module',
    output,
    disableExperimentalSEAWarning: true,
    useCodeCache: true, // of this very Node, so that it is compiled here and not at every start
    assets: assets(),
  };
  const file = join(work, 'sea.json');
  await writeFile(file, JSON.stringify(settings, null, 2));
  await promisify(execFile)(process.execPath, ['--build-sea', file], { cwd: work });
  return output;
}

/**
 * Puts the program that begins with `entry` into one module. Rejects where a part of it cannot be inside: native code,
 * of a package that finds its own when it runs too, and whatever is not found here.
 */
export async function bundle(entry: string, outfile: string): Promise<void> {
  const { metafile } = await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node26',
    external: absent,
    banner: { js: banner },
    metafile: true,
    logLevel: 'silent',
  });
  const outside = Object.values(metafile.outputs)
    .flatMap(({ imports }) => imports)
    .filter(({ external, path }) => external && !isBuiltin(path) && !absent.includes(path))
    .map(({ path }) => path);
  const impossible = [...outside, ...nativePackages(Object.keys(metafile.inputs))];
  if (impossible.length > 0) throw new Error(`cannot be inside: ${impossible.join(', ')}`);
}

/** Folders of packages among these modules that hold native code, or what it is built from. */
function nativePackages(modules: readonly string[]): readonly string[] {
  const folders = modules.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
  return [...new Set(folders)].filter(
    (folder) => globSync(['**/*.node', 'binding.gyp'], { cwd: folder }).length > 0,
  );
}

/** What the server reads beside its code, by the names it reads it by. */
function assets(): Readonly<Record<string, string>> {
  const source = join(server, 'src');
  const files = globSync('**/*.*', { cwd: source }).filter((path) => !/\.(ts|mjs)$/.test(path));
  return Object.fromEntries([
    ...files.sort().map((path) => [path, join(source, path)]),
    ['../package.json', join(server, 'package.json')],
  ]);
}
