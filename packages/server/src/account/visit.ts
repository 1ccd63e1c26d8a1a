/** Who may open an account page: a signed-in person, for what is their own. */

import type { BrowserSession } from '@grantor/engine';
import { OAuthError, secondOf } from '@grantor/protocol';
import { type Exchange, queryParameter } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import { type Page, showPage, showRefusal } from '../http/page.ts';
import { seeOther } from '../http/send.ts';
import { type ConsoleFrame, type Html, type Outcome, outcomes } from '../pages/index.ts';
import { type Caller, pageContext, readCaller, readOwnForm } from '../site/caller.ts';
import { loginLocation } from '../site/login-location.ts';
import type { Site } from '../site/site.ts';

export type Visit = {
  readonly exchange: Exchange;
  readonly caller: Caller;
  readonly site: Site;
  readonly person: BrowserSession;
  /** What the path names; empty where it names nothing. */
  readonly id: string;
};

type Answer = (visit: Visit) => Promise<Outgoing>;
export type AccountHandler = (exchange: Exchange, site: Site, id: string) => Promise<Outgoing>;

/** Signs in first, and comes back to the same page (product.md A-1). */
export const forPerson =
  (answer: Answer): AccountHandler =>
  async (exchange, site, id) => {
    const caller = await readCaller(exchange, site);
    const { session } = caller.visitor;
    if (session === null) {
      return seeOther(loginLocation({ redirect: exchange.path }, caller), caller.cookies);
    }
    exchange.note({ userId: session.userId });
    return answer({ exchange, caller, site, person: session, id });
  };

/** The same for a post of our own form (security.md B-4). */
export const forOwnForm = (answer: (visit: Visit, typedName: string) => Promise<Outgoing>): AccountHandler =>
  forPerson(async (visit) => {
    const form = await readOwnForm(visit.exchange, visit.caller, visit.site);
    return answer(visit, form.get('name') ?? '');
  });

type Render = (frame: ConsoleFrame) => Html;

export const show = (visit: Visit, render: Render): Outgoing =>
  showPage(pageOf(visit, render), contextOf(visit));

/** The form again, with what was wrong. */
export const showAgain = (visit: Visit, render: Render): Outgoing =>
  showRefusal(400, pageOf(visit, render), contextOf(visit));

const contextOf = ({ exchange, caller, site }: Visit) => pageContext(exchange, caller, site);

function pageOf({ exchange, site }: Visit, render: Render): Page {
  const now = secondOf(site.now());
  const said = queryParameter(exchange, 'done');
  const outcome = outcomes.find((known) => known === said);
  return {
    render: (frame) => render({ ...frame, now, ...(outcome === undefined ? {} : { outcome }) }),
    variant: { kind: 'account' },
  };
}

/** Back to the list, which says once what was done: a word of a closed list, never text (product.md A-4). */
export const done = ({ caller }: Visit, path: string, outcome: Outcome): Outgoing =>
  seeOther(`${path}?done=${outcome}`, caller.cookies);

/** Unknown and another person's look alike. */
export const nothingHere = (): OAuthError => new OAuthError('not_found', 'There is nothing at this address.');
