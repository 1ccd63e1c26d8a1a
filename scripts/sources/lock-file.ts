/** What package-lock.json says: which packages are installed, for whom, and which of them run a script when they are. */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { root } from './sources.ts';

export type LockedPackage = {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly hasInstallScript?: boolean;
  /** Where a workspace really lies. */
  readonly link?: boolean;
  readonly resolved?: string;
};

/** By place: `packages/server`, `node_modules/pg`, `node_modules/a/node_modules/b`. */
export type LockFile = Readonly<Record<string, LockedPackage>>;

export const readLockFile = (): LockFile =>
  JSON.parse(readFileSync(resolve(root, 'package-lock.json'), 'utf8')).packages;

/** The name in a place: what stands after its last `node_modules/`. */
export const nameOf = (place: string): string => place.replace(/^.*node_modules\//, '');

/** Whether the place is a package of this repository, and no one of others nested below it. */
export const isOwn = (place: string): boolean =>
  place.startsWith('packages/') && !place.includes('/node_modules/');

/** The places Node looks in for a package, from the inside out. */
function* lookedIn(place: string, name: string): Generator<string> {
  const folders = place.split('/');
  for (let length = folders.length; length >= 0; length -= 1) {
    if (folders[length - 1] === 'node_modules') continue;
    yield [...folders.slice(0, length), 'node_modules', name].join('/');
  }
}

/** The places of everything that comes with the package at `place`, itself not included. */
export function installedWith(place: string, lock: LockFile): readonly string[] {
  const found = new Set<string>([place]);
  for (const one of found) {
    const { dependencies, optionalDependencies } = lock[one] ?? {};
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const next = [...lookedIn(one, name)].find((where) => lock[where] !== undefined);
      const { link, resolved = '' } = (next && lock[next]) || {};
      if (next !== undefined) found.add(link === true ? resolved : next);
    }
  }
  found.delete(place);
  return [...found];
}
