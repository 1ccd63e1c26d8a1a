/** Owns what a page is told to say of the action before it: a word of a closed list, once (product.md A-4). */

import type { Outgoing } from '../http/message.ts';
import { seeOther } from '../http/send.ts';
import { type Outcome, outcomes } from '../pages/index.ts';
import type { Visit } from './caller.ts';

/** On to the page that says it. The cookie is the proof that it was just done: an address alone says nothing. */
export const leadDone = (
  { caller, site }: Pick<Visit, 'caller' | 'site'>,
  path: string,
  outcome: Outcome,
): Outgoing => seeOther(`${path}?done=${outcome}`, [...caller.cookies, site.cookies.said(outcome)]);

/** Words about credentials are there where credentials are. */
const isSaid = (outcome: Outcome, { credentials }: Visit['site']): boolean =>
  credentials !== null || !outcome.startsWith('credential_');

/** What the page has to say, and the cookies after it has. */
export function sayDone(
  { caller, site }: Pick<Visit, 'caller' | 'site'>,
  asked: string | null,
): { readonly outcome?: Outcome; readonly cookies: readonly string[] } {
  const { said } = caller.presented;
  if (said === null) return { cookies: caller.cookies };
  const outcome = outcomes.find((known) => known === said && known === asked && isSaid(known, site));
  return {
    cookies: [...caller.cookies, site.cookies.endSaid()],
    ...(outcome === undefined ? {} : { outcome }),
  };
}
