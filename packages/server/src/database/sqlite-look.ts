/** What is done with an SQLite file before it is opened to be written: looked into, and closed to others. */

import { chmodSync, closeSync, existsSync, openSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { FileUnusable, type Row } from './connection.ts';
import { available } from './sqlite-file.ts';

/** Reads without changing anything; null: there is no file, or it is empty. Throws StorageUnavailable. */
export function lookIntoSqlite(path: string) {
  if (!existsSync(path) || statSync(path).size === 0) return null;
  const database = available(() => new DatabaseSync(path, { readOnly: true }));
  return {
    rows: async (sql: string) => available(() => database.prepare(sql).all()) as readonly Row[],
    close: async () => database.close(),
  };
}

/**
 * Creates the file if it is missing, and takes it away from everybody else, with its two companions: it holds
 * password hashes wherever it lies (security.md K-4). Throws FileUnusable.
 */
export function closeToOthers(path: string): void {
  try {
    closeSync(openSync(path, 'a', 0o600));
  } catch (cause) {
    throw new FileUnusable('the file cannot be opened', cause);
  }
  for (const file of [path, `${path}-wal`, `${path}-shm`]) {
    if (!existsSync(file) || (statSync(file).mode & 0o077) === 0) continue;
    try {
      chmodSync(file, 0o600);
    } catch {
      throw new FileUnusable('it is open to others and cannot be closed to mode 0600');
    }
  }
}
