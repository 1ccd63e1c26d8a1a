/** Which packages there are, and what each of them is put together from. */

import { globSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { root } from '../sources/sources.ts';
import type { Manifest } from './manifest.ts';

export type Package = {
  /** Below `packages/`. */
  readonly folder: string;
  readonly manifest: Manifest;
};

export const readManifest = (path: string): Manifest => JSON.parse(readFileSync(resolve(root, path), 'utf8'));

/** In the order of their folders' names. */
export const packages = (): readonly Package[] =>
  globSync('packages/*/package.json', { cwd: root })
    .sort()
    .map((path) => ({ folder: dirname(path).slice('packages/'.length), manifest: readManifest(path) }));

/** What every tarball says as the repository does. A package without `engines` needs the Node of the repository. */
export function commonMembers(): Readonly<Record<string, unknown>> {
  const { license, repository, homepage, devDependencies } = readManifest('package.json');
  const [major] = String(Object(devDependencies).node).split('.');
  return { license, repository, homepage, engines: { node: `>=${major}` } };
}
