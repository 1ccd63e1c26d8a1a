/**
 * Sign-in and consent on one page, as servers over the Authlete API have them, so that what was written for such a server
 * works with this one (federation-vci-authlete.md ATL-9, ATL-10). The request waits under a ticket, as it does for a front-end.
 */

import { type FailReason, type Interaction, ticketHolder } from '@grantor/engine';
import { type Params, parseForm, secondOf, userId } from '@grantor/protocol';
import { isFactorRequired, readSession } from '../accounts/sessions.ts';
import { chargeRequest, tooManyTries } from '../authorize/endpoint.ts';
import { present } from '../authorize/present.ts';
import { requestedAccess } from '../authorize/requested-access.ts';
import { shownDigest, shownOnOnePage, wasShown } from '../authorize/shown.ts';
import { type Exchange, header } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import { showPage, showRefusal } from '../http/page.ts';
import { passwordsBusy, unusableForm } from '../http/refuse.ts';
import { found } from '../http/send.ts';
import { changedPage } from '../http/status.ts';
import { type LoginState, onePage } from '../pages/index.ts';
import { pageContext, readCaller, refuseForeign, type Visit } from '../site/caller.ts';
import type { Site } from '../site/site.ts';
import { hasFactor, readFactors } from '../store/factors.ts';
import type { User } from '../store/users.ts';
import { attemptSignIn } from './attempt.ts';
import { clientShown } from './client-shown.ts';
import { startSession } from './start-session.ts';

const utf8 = new TextDecoder();

/** By GET, or by POST of a form; whoever is signed in and has allowed it before sees no page. */
export async function showOnePage(exchange: Exchange, site: Site): Promise<Outgoing> {
  const caller = await readCaller(exchange, site);
  await chargeRequest(exchange, site, caller);
  const { visitor } = caller;
  const request = { query: await queryOf(exchange), form: null, source: exchange.source };
  const outcome = await site.engine.authorize(request, { ...visitor, browser: ticketHolder });
  if (outcome.kind !== 'interact') return present(outcome, exchange, caller);
  return pageFor(outcome.interaction, { exchange, caller, site });
}

async function queryOf(exchange: Exchange): Promise<string> {
  if (exchange.method !== 'POST') return exchange.query;
  const body = await exchange.body();
  const contentType = header(exchange, 'content-type');
  parseForm({ contentType, contentEncoding: header(exchange, 'content-encoding'), body });
  return utf8.decode(body);
}

async function pageFor(interaction: Interaction, visit: Visit, again?: 'changed'): Promise<Outgoing> {
  const { caller, exchange, site } = visit;
  const ticket = `${interaction.flow}.${shownDigest(site.csrfKey, shownOnOnePage(interaction))}`;
  const { client } = await clientShown(visit, interaction);
  if (client === undefined) throw new Error('a request without a client');
  const hint = interaction.step.kind === 'login' ? interaction.step.loginHint : null;
  const model = {
    ...{ client, access: requestedAccess(interaction.ofAnybody), ticket },
    loginId: hint ?? caller.visitor.session?.username ?? '',
    ...(again === undefined ? {} : { again }),
  };
  exchange.note({ clientId: interaction.client.id });
  const page = { render: (frame: Parameters<typeof onePage>[1]) => onePage(model, frame) };
  const cookies = [...caller.cookies, site.cookies.ticket(ticket)];
  const context = { ...pageContext(visit), cookies, uiLocales: interaction.uiLocales };
  return again === undefined ? showPage(page, context) : showRefusal(changedPage, page, context);
}

/** Who is deciding, about what. */
type Deciding = { readonly visit: Visit; readonly flow: string; readonly digest: string };

/** The decision, made with name and password: a session alone decides nothing here. */
export async function decideOnOnePage(exchange: Exchange, site: Site): Promise<Outgoing> {
  const caller = await readCaller(exchange, site);
  const visit = { exchange, caller, site };
  refuseForeign(visit);
  const form = parseForm({
    contentType: header(exchange, 'content-type'),
    contentEncoding: header(exchange, 'content-encoding'),
    body: await exchange.body(),
  });
  const [flow, digest] = (form.get('ticket') ?? caller.presented.ticket ?? '').split('.');
  if (flow === undefined || digest === undefined) throw unusableForm('No request waits for this decision.');
  const deciding = { visit, flow, digest };
  if ((form.get('authorized') ?? 'false') === 'false') return fail(deciding, 'DENIED');
  const attempt = await attemptSignIn(visit, await typedIn(form, site));
  if (attempt.kind === 'refused') return refused(deciding, attempt.state);
  const { user, passwordHash } = attempt;
  if (await isMoreAsked(visit, user)) return fail(deciding, 'INTERACTION_REQUIRED');
  const authentication = { acr: '1', amr: ['pwd'] };
  const started = await startSession(visit, { user, passwordHash, lifetime: 'browser', authentication });
  return started.kind === 'started' ? allow(deciding, started.cookies) : fail(deciding, 'NOT_AUTHENTICATED');
}

/** A subject is as good as the name that belongs to it. */
async function typedIn(form: Params, { store }: Site) {
  const subject = form.get('subject') ?? '';
  const known = form.has('loginId') || subject === '' ? null : await store.findAccount(userId(subject));
  return { name: form.get('loginId') ?? known?.username ?? subject, password: form.get('password') ?? '' };
}

/** One page cannot ask for a second factor, nor for a new password. */
async function isMoreAsked({ site }: Visit, user: User): Promise<boolean> {
  if (user.mustChangePasswordAt !== null) return true;
  if (isFactorRequired(site.sessions.policy.factorRequired, user.role)) return true;
  return hasFactor(await readFactors(site.database.kysely, user.id));
}

/** Whoever may try again tries again; of anybody else the client is told (federation-vci-authlete.md ATL-10). */
function refused(deciding: Deciding, state: LoginState): Promise<Outgoing> {
  if (state.kind === 'throttled') throw tooManyTries(state.retryAfterSeconds);
  if (state.kind === 'unavailable' || state.kind === 'directory_unavailable') throw passwordsBusy();
  return fail(deciding, 'NOT_AUTHENTICATED').then(by302);
}

async function allow({ visit, flow, digest }: Deciding, cookies: readonly string[]): Promise<Outgoing> {
  const { exchange, caller, site } = visit;
  const { address, userAgent } = exchange.source;
  const signedIn = await readSession(site.sessions, {
    id: site.cookies.sessionIn(cookies)?.id ?? null,
    visit: { address, userAgent },
    now: secondOf(site.now()),
  });
  const session = signedIn.kind === 'live' ? signedIn.session : null;
  const isSame = (asked: Interaction) => wasShown(site.csrfKey, digest, shownOnOnePage(asked));
  const decision = {
    kind: 'approve',
    wasShown: async (asked: Interaction) => isSame(asked) && isWhole(asked),
  } as const;
  const outcome = await site.engine.resume(
    { flow, decision, source: exchange.source },
    { browser: ticketHolder, session },
  );
  const now = { ...visit, caller: { ...caller, cookies, visitor: { ...caller.visitor, session } } };
  if (outcome.kind !== 'interact') return present(outcome, exchange, { ...now.caller, cookies: ended(now) });
  const { interaction } = outcome;
  const isChanged = interaction.step.kind === 'consent' && !isSame(interaction);
  return isChanged
    ? pageFor(interaction, now, 'changed')
    : fail({ visit: now, flow, digest }, missing[interaction.step.kind]);
}

/** Nothing is asked of them beyond what the page said anybody would be. */
function isWhole({ step, ofAnybody }: Interaction): boolean {
  if (step.kind !== 'consent' || step.change !== null) return false;
  const shown = ofAnybody.scopes.map(({ name }) => name);
  return step.scopes.every(({ name }) => shown.includes(name));
}

const missing = {
  login: 'DIFFERENT_SUBJECT',
  step_up: 'ACR_NOT_SATISFIED',
  select_account: 'ACCOUNT_SELECTION_REQUIRED',
  not_a_member: 'DENIED',
  consent: 'INTERACTION_REQUIRED',
} as const satisfies Record<Interaction['step']['kind'], FailReason>;

async function fail({ visit, flow }: Deciding, reason: FailReason): Promise<Outgoing> {
  const { exchange, caller, site } = visit;
  const { source } = exchange;
  const outcome = await site.engine.frontEnd.failTicket({ ticket: flow, reason, source });
  return present(outcome, exchange, { ...caller, cookies: ended(visit) });
}

const ended = ({ caller, site }: Visit): readonly string[] => [...caller.cookies, site.cookies.endTicket()];

/** As servers over that API have it: the only 302 beside those of proxies (federation-vci-authlete.md ATL-10). */
function by302(answer: Outgoing): Outgoing {
  const { location } = answer.headers;
  return location === undefined ? answer : { ...found(location), cookies: answer.cookies };
}
