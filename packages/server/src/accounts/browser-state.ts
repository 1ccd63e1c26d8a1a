/**
 * What scripts of ours may know of a session: that it is another one now (OpenID Connect Session Management §3.2,
 * advanced.md LGO-4). It says nothing else, and is held exactly as long as the cookie of the session.
 */

import { type Hash, hmacSha256, sha256 } from '@grantor/protocol';
import type { CookieJar, PresentedCookies } from './cookies.ts';

export type BrowserStates = {
  /** The name of the cookie that holds it. */
  readonly cookie: string;
  /** That of the session whose id has this digest. */
  of(session: Hash): string;
  /** The cookies of an answer, with what follows from those of the session among them. */
  follow(presented: PresentedCookies, cookies: readonly string[]): readonly string[];
};

/** `key` keeps a state from being told from the session, or the session from it. */
export function browserStates(
  key: Uint8Array,
  { state, stateName, sessionIn }: Pick<CookieJar, 'state' | 'stateName' | 'sessionIn'>,
): BrowserStates {
  const of = (session: Hash): string => hmacSha256(key, `browser state\n${session}`);
  return {
    cookie: stateName,
    of,
    follow(presented, cookies) {
      const set = sessionIn(cookies);
      if (set !== null) {
        const { id, maxAge } = set;
        return [...cookies, id === null ? state('', 0) : state(of(sha256(id)), maxAge)];
      }
      // A request from elsewhere shows no session though the browser may have one: it says nothing of it
      if (presented.session === null) return cookies;
      const due = of(sha256(presented.session));
      return presented.state === due ? cookies : [...cookies, state(due, null)];
    },
  };
}
