/** Gives a finished release to the registry, if nothing of it still has to be decided. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Package } from '../pack/packages.ts';
import { checksums } from './checksums.ts';
import { git, isClean } from './release.ts';
import { currentVersion } from './versions.ts';

const read = (root: string, path: string): string => readFileSync(join(root, path), 'utf8');

/** The host of an address such as `git+https://host/path`. */
const hostOf = (address: string): string => new URL(address.replace(/^git\+/, '')).hostname;

/** Why this repository must not be published from: a sentence each. */
export function obstacles(root: string): readonly string[] {
  const found: string[] = [];
  const { repository, homepage } = JSON.parse(read(root, 'package.json'));
  for (const address of [repository.url, homepage])
    if (hostOf(address).endsWith('.example')) found.push(`${address} in package.json is no real address yet`);
  if (read(root, 'SECURITY.md').includes('Address for reports: not set'))
    found.push('SECURITY.md names no address for reports yet');
  if (!isClean(root)) found.push('the tree has changes');
  const tag = `v${currentVersion(root)}`;
  if (!git(root, 'tag', '--points-at', 'HEAD').split('\n').includes(tag))
    found.push(`this commit is not ${tag}: "npm run release" makes it`);
  const dist = join(root, 'dist');
  if (!existsSync(join(dist, 'SHA256SUMS'))) found.push('dist holds no release');
  else if (read(root, 'dist/SHA256SUMS') !== checksums(dist)) found.push('dist is not what SHA256SUMS says');
  return found;
}

/** The packages, each after those of ours that it depends on. */
export function publishingOrder(packages: readonly Package[]): readonly Package[] {
  const ordered: Package[] = [];
  const byName = new Map(packages.map((one) => [one.manifest.name, one]));
  const take = (one: Package): void => {
    if (ordered.includes(one)) return;
    for (const name of Object.keys(one.manifest.dependencies ?? {})) {
      const sibling = byName.get(name);
      if (sibling !== undefined) take(sibling);
    }
    ordered.push(one);
  };
  packages.forEach(take);
  return ordered;
}

/** How npm names the tarball of a package. */
export const tarballName = (name: string, version: string): string =>
  `${name.replace('@', '').replace('/', '-')}-${version}.tgz`;

type Publishing = {
  readonly root: string;
  readonly packages: readonly Package[];
  readonly words: readonly string[];
};

/** Runs npm, shows what it complains of, and resolves with what it prints and whether it was content. */
async function npm(root: string, words: readonly string[]): Promise<{ isDone: boolean; printed: string }> {
  const child = spawn('npm', words, { cwd: root, stdio: ['inherit', 'pipe', 'pipe'] });
  const [printed, complaint, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  if (code !== 0 && words[0] !== 'view') process.stderr.write(complaint);
  return { isDone: code === 0, printed: printed.trim() };
}

/**
 * Publishes each tarball of `dist/packages` by npm, with further words for it such as `--dry-run`. What the registry
 * has already is passed over, so that a run that was cut off can be finished. Resolves with what was published now;
 * rejects at the first that fails.
 */
export async function publish({ root, packages, words }: Publishing): Promise<readonly string[]> {
  const version = currentVersion(root);
  const published: string[] = [];
  for (const { manifest } of publishingOrder(packages)) {
    const one = `${manifest.name}@${version}`;
    const { printed } = await npm(root, ['view', one, 'version', ...words]);
    if (printed === version) continue;
    const tarball = join(root, 'dist/packages', tarballName(manifest.name, version));
    const all = ['publish', tarball, '--access', 'public', '--ignore-scripts', ...words];
    if (!(await npm(root, all)).isDone) throw new Error(`${one} was not published`);
    published.push(one);
  }
  return published;
}
