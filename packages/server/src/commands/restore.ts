import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { prepareDataFolder } from '../config/secret-files.ts';
import { checkWhole, replaceSqlite } from '../database/sqlite-copy.ts';
import type { World } from '../start/start.ts';
import { CopyRefused, copying, inspectFile, sqliteFileOf } from './copies.ts';

/**
 * Puts a backup in the place of the database, if it is whole, of a schema we know and used with the secrets we have;
 * keeps what was there (operations.md Y-2).
 */
export async function restore({ configuration }: World, [file = '']: readonly string[]): Promise<void> {
  const path = sqliteFileOf(configuration, 'pg_restore');
  const copy = resolve(file);
  if (copy === path) throw new CopyRefused(`${copy} is the database itself.`);
  const { holds, problems, standing, missingSecrets } = await inspectFile(configuration, copy);
  const [problem] = problems;
  if (problem !== undefined) throw new CopyRefused(problem);
  if (holds !== 'data') throw new CopyRefused(`There is nothing to restore: ${standing}.`);
  if (missingSecrets.length > 0)
    throw new CopyRefused(
      `${missingSecrets.join(' and ')} is neither set nor in ${configuration.server.dataDir}, and nobody can use this backup without it: put it back first.`,
    );
  copying(`${copy} cannot be restored`, () => checkWhole(copy));
  await prepareDataFolder(configuration.server.dataDir);
  const kept = `${path}.before-${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')}`;
  const before = existsSync(path);
  copying(`${copy} cannot be restored`, () => replaceSqlite(path, { from: copy, kept }));
  console.log(`${path} is what ${copy} holds.`);
  if (before) console.log(`What was there is kept as ${kept}.`);
}
