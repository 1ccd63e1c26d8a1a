import { spawn } from 'node:child_process';
import type { World } from '../world/world.ts';

type Opener = { readonly program: string; readonly words: readonly string[] };

/** The program that opens a page for the person: `BROWSER` if set, else the platform's. */
function openerFor(url: string, { platform, environment }: Pick<World, 'platform' | 'environment'>): Opener {
  const chosen = environment['BROWSER'];
  if (chosen) return { program: chosen, words: [url] };
  if (platform === 'darwin') return { program: 'open', words: [url] };
  // no shell in between, which would read the & of the address
  if (platform === 'win32') return { program: 'rundll32', words: ['url.dll,FileProtocolHandler', url] };
  return { program: 'xdg-open', words: [url] };
}

/**
 * Starts the browser and lets it live on its own. Resolves, perhaps never, when that has visibly failed: the program
 * is not there, or says that it could not open the page.
 */
export function openBrowser(
  url: string,
  world: Pick<World, 'platform' | 'environment'>,
): Promise<'not_opened'> {
  const { program, words } = openerFor(url, world);
  return new Promise((resolve) => {
    const child = spawn(program, words, { stdio: 'ignore', detached: true, env: world.environment });
    child.once('error', () => resolve('not_opened'));
    child.once('exit', (code) => {
      if (code !== 0 && code !== null) resolve('not_opened');
    });
    child.unref();
  });
}
