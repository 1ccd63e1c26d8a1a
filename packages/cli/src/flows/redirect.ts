/** Where the browser comes back to (cli.md §2). */

import { isLoopbackUrl } from '@grantor/protocol';
import type { Settings } from '../command-line/settings.ts';
import { wrongUsage } from '../errors/failure.ts';
import type { World } from '../world/world.ts';
import { type Listener, openListener } from './listener.ts';

export type Redirect = { readonly uri: string; readonly listener: Listener | null };

export type RedirectPlan =
  /** This machine, where a listener takes the answer; `fixed` names the port that nothing else may stand in for. */
  | {
      readonly kind: 'here';
      readonly fixed: number | null;
      readonly uri: string | null;
      readonly path: string;
      readonly host: '127.0.0.1' | '[::1]';
    }
  /** Somewhere else: the person brings the answer. */
  | { readonly kind: 'elsewhere'; readonly uri: string };

/** REDIRECT_URI as it is; otherwise `/callback` on 127.0.0.1, at CALLBACK_PORT, `--port` or any free port. */
export function planRedirect({ redirectUri, callbackPort }: Settings): RedirectPlan {
  if (redirectUri === undefined) {
    return { kind: 'here', fixed: callbackPort ?? null, uri: null, path: '/callback', host: '127.0.0.1' };
  }
  const url = URL.parse(redirectUri);
  if (url === null)
    throw wrongUsage(
      `REDIRECT_URI is not a URI: ${redirectUri}`,
      'For example: http://127.0.0.1:8888/callback',
    );
  if (url.protocol !== 'http:' || !isLoopbackUrl(redirectUri)) return { kind: 'elsewhere', uri: redirectUri };
  return {
    kind: 'here',
    fixed: callbackPort ?? Number(url.port || 80),
    uri: redirectUri,
    path: url.pathname,
    host: url.hostname === '[::1]' ? '[::1]' : '127.0.0.1',
  };
}

/** Opens the listener: at the fixed port, else at one that served before, else at any. Null: no port to be had. */
export async function openRedirect(
  plan: RedirectPlan,
  usedBefore: readonly string[],
  world: Pick<World, 'whenStopped'>,
): Promise<Redirect | null> {
  if (plan.kind === 'elsewhere') return { uri: plan.uri, listener: null };
  const ports = plan.fixed === null ? [...portsOf(usedBefore), 0] : [plan.fixed];
  for (const port of ports) {
    const listener = await openListener({ host: plan.host, port, path: plan.path }, world);
    if (listener === null) continue;
    return { uri: plan.uri ?? `http://127.0.0.1:${listener.port}${plan.path}`, listener };
  }
  return null;
}

/** The list is the server's. */
const triedAgain = 3;

/** Servers that compare ports know the one of the registration. */
const portsOf = (redirectUris: readonly string[]): readonly number[] =>
  redirectUris
    .flatMap((uri) => {
      const port = Number(/^http:\/\/127\.0\.0\.1:(\d{1,5})\/callback$/.exec(uri)?.[1]);
      return port > 0 && port <= 65_535 ? [port] : [];
    })
    .slice(0, triedAgain);
