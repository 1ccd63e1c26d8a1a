/** Whole copies of an SQLite file: taken while it is written to, and put in its place while nobody has it open. */

import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { FileUnusable, StorageUnavailable } from './connection.ts';
import { available, isBusy } from './sqlite-file.ts';

/**
 * Writes what is committed at this moment to a new file of mode 0600, durable when it returns, and checks that SQLite
 * finds it whole. Throws StorageUnavailable, also where a file is there already, and leaves no new one then.
 */
export function copySqlite(path: string, to: string): void {
  makeNew(to);
  try {
    const database = available(() => new DatabaseSync(path, { readOnly: true }));
    try {
      available(() => database.prepare('vacuum into ?').run(to)); // one read transaction: nobody waits for it
    } finally {
      database.close();
    }
    checkWhole(to);
    sync(to);
    sync(dirname(to));
  } catch (error) {
    rmSync(to, { force: true });
    throw error;
  }
}

function makeNew(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (cause) {
    throw new FileUnusable('the file cannot be made', cause);
  }
}

/** Throws StorageUnavailable unless every page and index of the file is as it has to be. */
export function checkWhole(file: string): void {
  const database = available(() => new DatabaseSync(file, { readOnly: true }));
  try {
    const found = available(() => database.prepare('pragma integrity_check(1)').get());
    if (found?.['integrity_check'] !== 'ok') throw new FileUnusable('SQLite finds the file damaged');
  } finally {
    database.close();
  }
}

/**
 * Puts a copy of `from` in the place of the database and moves what was there, if anything, to `kept`. Throws
 * StorageUnavailable, also while a process has it open; nothing is changed then.
 */
export function replaceSqlite(
  path: string,
  { from, kept }: { readonly from: string; readonly kept: string },
): void {
  const draft = `${path}.restored`;
  rmSync(draft, { force: true });
  copySqlite(from, draft); // with what stands in a log beside it
  try {
    const release = takeAlone(path);
    try {
      for (const companion of ['', '-wal', '-shm'])
        if (existsSync(path + companion)) renameSync(path + companion, kept + companion);
      renameSync(draft, path);
      sync(dirname(path));
    } finally {
      release();
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Whether a process has the file open. Throws StorageUnavailable where that cannot be found out. */
export function isOpenElsewhere(path: string): boolean {
  try {
    takeAlone(path)();
    return false;
  } catch (error) {
    if (error instanceof InUse) return true;
    throw error;
  }
}

class InUse extends StorageUnavailable {}

/** Holds the file against everybody, its log written into it; one that SQLite cannot read is nobody's. */
function takeAlone(path: string): () => void {
  if (!existsSync(path)) return () => {};
  const database = new DatabaseSync(path);
  try {
    // SQLite leaves WAL only where no other connection is open
    available(() => database.exec('pragma journal_mode = delete'));
    available(() => database.exec('pragma locking_mode = exclusive; begin exclusive'));
  } catch (error) {
    if (error instanceof FileUnusable) return () => database.close();
    database.close();
    throw isBusy(error)
      ? new InUse('a server, or another program, has the database open; stop it first')
      : error;
  }
  return () => database.close();
}

function sync(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
