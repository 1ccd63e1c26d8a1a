/** Files that ship with the program and are read as they are: beside the sources, or inside the executable. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getAsset, getAssetKeys, isSea } from 'node:sea';

const folder = join(import.meta.dirname, '..');

/** @param path below `src` (distribution.md E-1) */
export const shippedFile = (path: string): Uint8Array<ArrayBuffer> =>
  isSea() ? new Uint8Array(getAsset(path)) : new Uint8Array(readFileSync(join(folder, path)));

export const shippedText = (path: string): string => new TextDecoder().decode(shippedFile(path));

/** The paths of what lies in that folder. */
export function shippedFiles(below: string): readonly string[] {
  if (isSea()) return getAssetKeys().filter((path) => path.startsWith(`${below}/`));
  return readdirSync(join(folder, below)).map((name) => `${below}/${name}`);
}
