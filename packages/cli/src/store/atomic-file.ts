/** Replaces a file as a whole: whoever reads sees the old text or the new one, after a crash as well. */

import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Readable by its owner only (0600). Throws the system's error, and leaves the old file as it is then. */
export function replaceFile(path: string, text: string): void {
  const target = followLink(path);
  const temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`);
  try {
    const file = openSync(temporary, 'wx', 0o600);
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, target);
  } catch (error) {
    removeQuietly(temporary);
    throw error;
  }
  syncFolder(dirname(target));
}

/** Removes what a process left that was killed before it could rename. Only while no other process writes the file. */
export function removeLeftovers(path: string): void {
  const target = followLink(path);
  const folder = dirname(target);
  for (const name of readdirSync(folder)) {
    if (name.startsWith(`.${basename(target)}.`) && name.endsWith('.tmp')) removeQuietly(join(folder, name));
  }
}

/** A link stays one: what it points to is replaced. */
function followLink(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // the failure that led here is the one to report
  }
}

/** The new name survives a power cut; not every file system can do it. */
function syncFolder(path: string): void {
  try {
    const folder = openSync(path, 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  } catch {
    // Windows has no such thing
  }
}
