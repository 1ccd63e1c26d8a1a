/** The list of dependencies with their reasons, compared with what the manifests ask for. */

import { installedWith, isOwn, type LockFile } from '../sources/lock-file.ts';

export type Asked = {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
};

const isOurs = (name: string): boolean => name.startsWith('@grantor/');

/** Everything of others that a manifest asks for, in whatever member. */
export const askedFor = (manifest: Asked): readonly string[] =>
  Object.keys({
    ...manifest.dependencies,
    ...manifest.devDependencies,
    ...manifest.peerDependencies,
    ...manifest.optionalDependencies,
  }).filter((name) => !isOurs(name));

/** Names in the first cells of the tables below `## heading`. */
export function listedBelow(page: string, heading: string): readonly string[] {
  const chapter = page.split(/^(?=## )/m).find((one) => one.startsWith(`## ${heading}\n`)) ?? '';
  return [...chapter.matchAll(/^\|([^|]*)\|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
  );
}

/** What one side has and the other has not: `+ name` is listed for nothing, `- name` is asked for without a reason. */
export function differences(listed: readonly string[], asked: Iterable<string>): readonly string[] {
  const wanted = new Set(asked);
  const known = new Set(listed);
  return [
    ...[...known].filter((name) => !wanted.has(name)).map((name) => `+ ${name}`),
    ...[...wanted].filter((name) => !known.has(name)).map((name) => `- ${name}`),
  ].sort();
}

/** How many packages of others and of ours are installed with the package in a folder. */
export function countInstalled(folder: string, lock: LockFile): readonly [others: number, ours: number] {
  const places = installedWith(`packages/${folder}`, lock);
  const ours = places.filter(isOwn).length;
  return [places.length - ours, ours];
}
