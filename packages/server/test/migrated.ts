/** A database file without rows, migrated once in a process: the migrations cost most of what opening a new one does. */

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openDatabase } from '../src/database/database.ts';

let made: Promise<Uint8Array> | null = null;

/** Puts it at `path`, where no file may be, as the server would have made it. */
export async function putMigrated(path: string): Promise<void> {
  made ??= make();
  const bytes = await made;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, bytes, { flag: 'wx', mode: 0o600 });
}

async function make(): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'grantor-migrated-'));
  const path = join(folder, 'grantor.db');
  try {
    await (await openDatabase({ driver: 'sqlite', path })).close();
    return await readFile(path);
  } finally {
    await rm(folder, { recursive: true });
  }
}
