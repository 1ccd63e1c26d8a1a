/** Who may open an account page: a signed-in person, for what is their own. */

import type { BrowserSession } from '@grantor/engine';
import { OAuthError, secondOf } from '@grantor/protocol';
import { type Exchange, queryParameter } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import { type Page, showPage, showRefusal } from '../http/page.ts';
import { seeOther } from '../http/send.ts';
import { refusedForm, staleForm } from '../http/status.ts';
import { type ConsoleFrame, type Html, type Outcome, outcomes } from '../pages/index.ts';
import { type Caller, pageContext, readCaller, readPostedForm } from '../site/caller.ts';
import { loginLocation } from '../site/login-location.ts';
import type { Site } from '../site/site.ts';

export type Visit = {
  readonly exchange: Exchange;
  readonly caller: Caller;
  readonly site: Site;
  readonly person: BrowserSession;
  /** What the path names; empty where it names nothing. */
  readonly id: string;
  /** Of a form that was out of date: what was typed in it; null: a question is asked for the first time. */
  readonly stale: { readonly typedName: string } | null;
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
    return answer({ exchange, caller, site, person: session, id, stale: null });
  };

/** The same for a post of our own form (security.md B-4); one that is out of date is asked again (product.md S-7). */
export const forOwnForm = (
  answer: (visit: Visit, typedName: string) => Promise<Outgoing>,
  ask: Answer,
): AccountHandler =>
  forPerson(async (visit) => {
    const { form, standing } = await readPostedForm(visit);
    const typedName = form.get('name') ?? '';
    return standing === 'stale' ? ask({ ...visit, stale: { typedName } }) : answer(visit, typedName);
  });

type Render = (frame: ConsoleFrame) => Html;

export const show = (visit: Visit, render: Render): Outgoing =>
  visit.stale === null
    ? showPage(pageOf(visit, render), pageContext(visit))
    : showRefusal(staleForm, pageOf(visit, render), pageContext(visit));

/** The form again, with what was wrong; `why`: for the log. */
export const showAgain = (visit: Visit, why: string, render: Render): Outgoing =>
  showRefusal({ status: refusedForm, why }, pageOf(visit, render), pageContext(visit));

function pageOf({ exchange, site, stale }: Visit, render: Render): Page {
  const now = secondOf(site.now());
  const said = queryParameter(exchange, 'done');
  const outcome = outcomes.find((known) => known === said);
  return {
    render: (frame) =>
      render({
        ...frame,
        now,
        ...(outcome === undefined ? {} : { outcome }),
        ...(stale === null ? {} : { again: 'stale' as const }),
      }),
    variant: { kind: 'account' },
  };
}

/** Back to the list, which says once what was done: a word of a closed list, never text (product.md A-4). */
export const done = ({ caller }: Visit, path: string, outcome: Outcome): Outgoing =>
  seeOther(`${path}?done=${outcome}`, caller.cookies);

/** Unknown and another person's look alike. */
export const nothingHere = (): OAuthError => new OAuthError('not_found', 'There is nothing at this address.');
