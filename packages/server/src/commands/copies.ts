/** What backup and restore have in common. */

import type { Configuration } from '../config/types.ts';
import { Refusal } from '../refusal/refusal.ts';
import { reasonOf } from '../start/reason.ts';
import { inspectStorage, type StorageReport } from '../start/storage.ts';

/** A copy cannot be made, or not be put back; the message says why, and nothing was changed. */
export class CopyRefused extends Refusal {
  override readonly name = 'CopyRefused';
}

/** The file of the database. @throws CopyRefused for PostgreSQL, which `tool` of its own copies better */
export function sqliteFileOf({ database }: Configuration, tool: string): string {
  const { target } = database;
  if (target.kind === 'sqlite') return target.file;
  throw new CopyRefused(
    `The database is PostgreSQL, which has tools of its own for this: use ${tool}. Nothing was done.`,
  );
}

/** What a start with this configuration would make of that file. */
export const inspectFile = (configuration: Configuration, file: string): Promise<StorageReport> =>
  inspectStorage({
    ...configuration,
    database: { ...configuration.database, target: { kind: 'sqlite', file } },
  });

/** Does the work on files; what disk or SQLite have against it refuses the copy. `trouble` begins the sentence. */
export function copying(trouble: string, work: () => void): void {
  try {
    work();
  } catch (cause) {
    throw new CopyRefused(`${trouble}: ${reasonOf(cause)}. Nothing was changed.`, { cause });
  }
}
