/** A project of somebody else, outside the repository, that installed the toolkit from its tarballs. */

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../sources/sources.ts';
import { tarball } from './tarball.ts';

/** A new folder, gone when the block ends that holds it by `await using`. */
export async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'grantor-pack-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** What people use beside the toolkit and the tests do too, each without anything of its own to install. */
const beside = ['jose', 'hono', '@hono/node-server'];

/** With packages of their own, which are found where these really are. */
const withMore = ['express', '@types/express', '@types/node'];

/**
 * Makes `folder` a project with the toolkit of these tarballs and the frameworks it is used with. Needs no network:
 * what is not ours is packed from the repository's own copy.
 */
export async function installToolkit(folder: string, tarballs: readonly string[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  const ours = tarballs.filter((path) => /grantor-(?:resource|protocol)-[^/]+$/.test(path));
  const theirs = await Promise.all(
    beside.map((name) => tarball(resolve(root, 'node_modules', name), folder)),
  );
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  const words = ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', ...ours, ...theirs];
  await promisify(execFile)('npm', words, { cwd: folder });
  await mkdir(join(folder, 'node_modules/@types'), { recursive: true });
  for (const name of withMore)
    await symlink(resolve(root, 'node_modules', name), join(folder, 'node_modules', name));
}
