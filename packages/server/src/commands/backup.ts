import { resolve } from 'node:path';
import { copySqlite } from '../database/sqlite-copy.ts';
import type { World } from '../start/start.ts';
import { CopyRefused, copying, inspectFile, sqliteFileOf } from './copies.ts';

/** Copies what is committed at this moment, also while servers run, and checks the copy (operations.md Y-2). */
export async function backUp({ configuration }: World, [file = '']: readonly string[]): Promise<void> {
  const source = sqliteFileOf(configuration, 'pg_dump');
  const copy = resolve(file);
  const { holds, problems, standing } = await inspectFile(configuration, source);
  if (holds !== 'data') throw new CopyRefused(problems[0] ?? `There is nothing to back up: ${standing}.`);
  copying(`${copy} cannot be written`, () => copySqlite(source, copy));
  console.log(`${copy} holds what is in ${source} now.`);
  console.log(
    'The secrets are not in it, and it is of no use without them: keep them, too, in another place.',
  );
  console.log(
    `They are the settings ending in _SECRET, and the files ending in -secret in ${configuration.server.dataDir}.`,
  );
}
