/** Sends browsers from a guarded host to sign-in, and back with a cookie for all hosts of the domain (resource.md §9). */

import type { BrowserSignIn } from '../accounts/forwarded-sessions.ts';
import { type Exchange, queryParameter } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import { unusableRequest } from '../http/refuse.ts';
import { seeOther } from '../http/send.ts';
import { readCaller } from '../site/caller.ts';
import { loginLocation } from '../site/login-location.ts';
import type { Site } from '../site/site.ts';
import { returnAddress } from './return-address.ts';

export const returnPath = '/forward';

/** Where a browser signs in to come back to this address; null: it is none we would send anybody to. */
export function signInAddress(original: URL, signIn: BrowserSignIn): string | null {
  const target = returnAddress(original.href, signIn);
  if (target === null) return null;
  const redirect = `${returnPath}?${new URLSearchParams({ return_to: target })}`;
  return `${signIn.baseUrl}/login?${new URLSearchParams({ redirect })}`;
}

/** The guarded host that a path after sign-in leads to; null: it leads to none. */
export function guardedHostBehind(path: string, signIn: BrowserSignIn | null): string | null {
  if (signIn === null || !path.startsWith(`${returnPath}?`)) return null;
  const target = new URLSearchParams(path.slice(returnPath.length)).get('return_to') ?? undefined;
  const address = returnAddress(target, signIn);
  return address === null ? null : new URL(address).hostname;
}

/** Signed in: gives the browser its cookie and sends it back where it came from. */
export function returnToGuardedHost(signIn: BrowserSignIn) {
  return async (exchange: Exchange, site: Site): Promise<Outgoing> => {
    // Whatever was asked for at the proxy: an address that comes from a browser is checked again
    const target = returnAddress(queryParameter(exchange, 'return_to'), signIn);
    if (target === null)
      throw unusableRequest('The return address is not one of a host that is guarded here.');
    const caller = await readCaller(exchange, site);
    const { session } = caller.visitor;
    if (session === null) {
      const redirect = `${returnPath}?${new URLSearchParams({ return_to: target })}`;
      return seeOther(loginLocation({ redirect }, caller), caller.cookies);
    }
    const cookie = await signIn.sessions.cookieFor(session);
    return seeOther(target, [...caller.cookies, site.cookies.forward(cookie, signIn.domain)]);
  };
}
