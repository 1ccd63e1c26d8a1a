import { join } from 'node:path';
import type { Settings } from '../command-line/settings.ts';
import type { World } from '../world/world.ts';

/** Where tokens are kept: TOKEN_FILE, or the platform's place for a program's own files (cli.md §3). */
export function tokenFileFor(world: World, settings: Settings): string {
  if (settings.tokenFile !== undefined) return settings.tokenFile;
  return join(configurationFolder(world), 'grantor', 'tokens.json');
}

function configurationFolder({ platform, environment, home }: World): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support');
  if (platform === 'win32') return environment['APPDATA'] || join(home, 'AppData', 'Roaming');
  return environment['XDG_CONFIG_HOME'] || join(home, '.config');
}

/** The path as people write it. */
export const shortPath = (path: string, { home }: Pick<World, 'home'>): string =>
  home !== '' && home !== '/' && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
