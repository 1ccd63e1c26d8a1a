/**
 * Who may open a page of the console: a signed-in person for what is their own, an administrator for everything.
 * Owns how such a page is shown and how its form is taken. Never knows what a page is about.
 */

import { type Params, secondOf } from '@grantor/protocol';
import type { LiveSession } from '../accounts/sessions.ts';
import { type Exchange, queryParameter } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import { type Page, type Refusal, showPage, showRefusal } from '../http/page.ts';
import { Forbidden } from '../http/refuse.ts';
import { seeOther } from '../http/send.ts';
import { refusedForm, staleForm } from '../http/status.ts';
import type { ConsoleFrame, Html, Outcome } from '../pages/index.ts';
import { type Caller, pageContext, readCaller, readPostedForm } from '../site/caller.ts';
import { loginLocation } from '../site/login-location.ts';
import { leadDone, sayDone } from '../site/outcome.ts';
import type { Site } from '../site/site.ts';
import { countPending } from '../store/counts.ts';
import { chargeOwnForm } from './own-form-charge.ts';

export type Visit = {
  readonly exchange: Exchange;
  readonly caller: Caller;
  readonly site: Site;
  readonly person: LiveSession;
  /** What the path names; empty where it names nothing. */
  readonly id: string;
  /** The fields of a form that was out of date, to be asked again; null: it is asked for the first time. */
  readonly stale: Params | null;
  /** How many decisions wait for administrators; none for others. */
  readonly pending: number;
};

type Answer = (visit: Visit) => Promise<Outgoing>;
/** Names of the fields that may have several lines. */
type Lines = ReadonlySet<string>;
type FormAnswer = (visit: Visit, form: Params) => Promise<Outgoing>;
export type ConsoleHandler = (exchange: Exchange, site: Site, id: string) => Promise<Outgoing>;

/** Signs in first, and comes back to the same page (product.md A-1). */
export const forPerson =
  (answer: Answer): ConsoleHandler =>
  async (exchange, site, id) => {
    const caller = await readCaller(exchange, site);
    const { session } = caller.visitor;
    if (session === null) {
      return seeOther(loginLocation({ redirect: exchange.path }, caller), caller.cookies);
    }
    exchange.note({ userId: session.userId });
    const pending = session.role === 'admin' ? await countPending(site.database) : 0;
    return answer({ exchange, caller, site, person: session, id, stale: null, pending });
  };

/**
 * The same for a post of our own form (security.md B-4), of which a person has a budget; one that is out of date is asked
 * again (product.md S-7). Throws `rate_limit_exceeded`.
 */
export const forOwnForm = (answer: FormAnswer, ask: Answer, lines?: Lines): ConsoleHandler =>
  forPerson(takingForm(charged(answer), { ask, lines }));

const charged =
  (answer: FormAnswer): FormAnswer =>
  async (visit, form) => {
    await chargeOwnForm(visit.site, visit.exchange, visit.person);
    return answer(visit, form);
  };

/** The same for administrators; 403 for everybody else (product.md A-1, security.md D-2). */
export const forAdministrator = (answer: Answer): ConsoleHandler => forPerson(asAdministrator(answer));

export const forAdministratorForm = (answer: FormAnswer, ask: Answer, lines?: Lines): ConsoleHandler =>
  forPerson(asAdministrator(takingForm(answer, { ask, lines })));

const asAdministrator =
  (answer: Answer): Answer =>
  async (visit) => {
    if (visit.person.role !== 'admin') throw new Forbidden('for administrators');
    return answer(visit);
  };

const takingForm =
  (answer: FormAnswer, { ask, lines }: { readonly ask: Answer; readonly lines: Lines | undefined }): Answer =>
  async (visit) => {
    const { form, standing } = await readPostedForm(visit, 'session', lines);
    return standing === 'stale' ? ask({ ...visit, stale: form }) : answer(visit, form);
  };

type Render = (frame: ConsoleFrame) => Html;

/** `lead_away`: a form of it may be answered with a redirect to another server (security.md B-3). */
export function show(visit: Visit, render: Render, forms: 'lead_back' | 'lead_away' = 'lead_back'): Outgoing {
  const variant = { kind: forms === 'lead_away' ? 'flow' : 'account' } as const;
  const { outcome, cookies } = sayDone(visit, queryParameter(visit.exchange, 'done') ?? null);
  const page = { ...pageOf(visit, render, outcome), variant };
  const context = { ...pageContext(visit), cookies };
  return visit.stale === null ? showPage(page, context) : showRefusal(staleForm, page, context);
}

/** The form again, with what was wrong; `why`: for the log. */
export const showAgain = (visit: Visit, why: string, render: Render): Outgoing =>
  showAs(visit, { status: refusedForm, why }, render);

/** A page that says, with its status too, why what was asked was not done. */
export const showAs = (visit: Visit, refusal: Refusal, render: Render): Outgoing =>
  showRefusal(refusal, pageOf(visit, render), pageContext(visit));

function pageOf({ site, stale, pending }: Visit, render: Render, outcome?: Outcome): Page {
  const now = secondOf(site.now());
  return {
    render: (frame) =>
      render({
        ...frame,
        now,
        pending,
        ...(outcome === undefined ? {} : { outcome }),
        ...(stale === null ? {} : { again: 'stale' as const }),
      }),
    variant: { kind: 'account' },
  };
}

/** Back to the page, which says once what was done: a word of a closed list, never text (product.md A-4). */
export const done = (visit: Visit, path: string, outcome: Outcome): Outgoing =>
  leadDone(visit, path, outcome);

export { nothingAt as nothingHere } from '../http/refuse.ts';
