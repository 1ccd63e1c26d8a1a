import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isLoopbackUrl } from '@grantor/protocol';
import type { Arguments } from '../command-line/arguments.ts';
import type { World } from '../world/world.ts';

type Place = { readonly given: Arguments; readonly world: Pick<World, 'directory'> };

/**
 * The client that Grantor's first start has made, from the `Client ID:` line of `grantor-credentials.txt`; nothing
 * else of that file is looked at. `./data` belongs to a server on this machine: for others, `--data` has to name it.
 */
export function seededClientId(issuer: string, { given, world }: Place): string | null {
  const folder = given.text('data') ?? (isLoopbackUrl(issuer) ? 'data' : undefined);
  if (folder === undefined) return null;
  try {
    const text = readFileSync(join(resolve(world.directory, folder), 'grantor-credentials.txt'), 'utf8');
    return /^Client ID:[ \t]*(\S+)[ \t]*$/m.exec(text)?.[1] ?? null;
  } catch {
    return null;
  }
}
