/** Whoever needs a second factor and has none sets one up here, and gets no further without (product.md F-1). */

import { type Params, parseQuery } from '@grantor/protocol';
import { cookieMaxAge, raise } from '../accounts/sessions.ts';
import { addPasskey, addTotp, setRecoveryCodes } from '../administration/factors.ts';
import { makeRecoveryCodes } from '../factors/new-recovery-codes.ts';
import { creationOptions, type NewPasskey, verifyCreation } from '../factors/passkeys.ts';
import { passkeyWorld } from '../factors/ports.ts';
import { authenticationWith, type FactorMethod } from '../factors/proofs.ts';
import { beginTotp, finishTotp } from '../factors/totp-set-up.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import { type Page, showPage, showRefusal } from '../http/page.ts';
import { seeOther } from '../http/send.ts';
import { refusedForm, staleForm } from '../http/status.ts';
import { type EnrolModel, enrolPage, recoveryCodesPage, type TotpSetUp } from '../pages/index.ts';
import { pageContext, readCaller, readPostedForm, type Visit } from '../site/caller.ts';
import type { Site } from '../site/site.ts';
import { passkeyNameFor } from '../site/user-agent.ts';
import { hasFactor } from '../store/factors.ts';
import { endAttempt } from '../store/sign-in-attempts.ts';
import { firstStepOf, nowOf } from './first-step.ts';
import { addressOf, fieldsOf, findPending, type Pending, toBeginning } from './pending.ts';
import { startSession, targetOf } from './start-session.ts';

/** Seconds since the person of a session showed that they are here (product.md S-8). */
const freshFor = 15 * 60;

export async function showEnrolment(exchange: Exchange, site: Site): Promise<Outgoing> {
  const visit = { exchange, caller: await readCaller(exchange, site), site };
  const found = await findPending(visit, parseQuery(exchange.query), 'address');
  if ('answer' in found) return found.answer;
  return elsewhere(visit, found.pending) ?? ask(visit, found.pending, { state: 'fresh' });
}

export async function postEnrolment(exchange: Exchange, site: Site): Promise<Outgoing> {
  const visit = { exchange, caller: await readCaller(exchange, site), site };
  const { form, standing } = await readPostedForm(visit, 'browser');
  const found = await findPending(visit, form, standing);
  if ('answer' in found) return found.answer;
  const { pending } = found;
  const other = elsewhere(visit, pending);
  if (other !== null) return other;
  if (standing === 'stale') return ask(visit, pending, { state: 'stale' });
  return (form.get('credential') ?? '') === ''
    ? enrolApp(visit, pending, form)
    : enrolPasskey(visit, pending, form);
}

/** Where somebody goes who is not to add one now: what they have comes first, and that they are here; null: nowhere. */
function elsewhere(visit: Visit, pending: Pending): Outgoing | null {
  const { waits, factors, needs } = pending;
  const { cookies } = visit.caller;
  if (waits.for === 'sign_in')
    return hasFactor(factors) ? seeOther(addressOf('/login/factor', pending), cookies) : null;
  if (waits.for === 'confirm') return seeOther('/account/factors', cookies);
  const has = needs === 'passkey' ? factors.passkeys.length > 0 : hasFactor(factors);
  if (has || (hasFactor(factors) && waits.session.acr === '1'))
    return seeOther(addressOf('/login/factor', pending), cookies);
  if (nowOf(visit) - waits.session.confirmedAt <= freshFor) return null;
  const redirect = addressOf('/login/enrol', pending);
  return seeOther(`/login/confirm?${new URLSearchParams({ redirect })}`, cookies);
}

type Asked = { readonly state: EnrolModel['state']; readonly totp?: TotpSetUp };

const worldOf = ({ site, caller }: Visit, { person }: Pending, now: ReturnType<typeof nowOf>) =>
  passkeyWorld(site.factors, {
    ...{ browser: caller.visitor.browser, purpose: `make ${person.userId}`, now },
  });

async function ask(visit: Visit, pending: Pending, asked: Asked): Promise<Outgoing> {
  const { site } = visit;
  const { person, factors, needs, interaction } = pending;
  const world = worldOf(visit, pending, nowOf(visit));
  const totp = asked.totp ?? { ...beginTotp(site.factors, person, site.now()), state: 'fresh' as const };
  const model: EnrolModel = {
    username: person.username,
    state: asked.state,
    totp: needs === 'passkey' ? null : totp,
    fields: fieldsOf(pending),
    ...(world === null ? {} : { passkey: await creationOptions(world, ownerOf(pending), factors.passkeys) }),
  };
  const context = { ...pageContext(visit, 'browser'), uiLocales: interaction?.uiLocales ?? [] };
  const page: Page = { render: (frame) => enrolPage(model, frame) };
  if (asked.state === 'stale') return showRefusal(staleForm, page, context);
  if (asked.state === 'fresh' && totp.state === 'fresh') return showPage(page, context);
  return showRefusal({ status: refusedForm, why: 'the new second factor was not proved' }, page, context);
}

const ownerOf = ({ person: { userId, username } }: Pending) => ({ id: userId, username });

const placeOf = ({ factors }: Pending) => (hasFactor(factors) ? 'further' : 'first');

async function enrolApp(visit: Visit, pending: Pending, form: Params): Promise<Outgoing> {
  const { site } = visit;
  const { person, needs } = pending;
  if (needs === 'passkey') return ask(visit, pending, { state: 'fresh' });
  const typed = { sealed: form.get('sealed') ?? '', code: form.get('code') ?? '', now: site.now() };
  const finished = finishTotp(site.factors, person, typed);
  if (finished.kind === 'wrong')
    return ask(visit, pending, { state: 'fresh', totp: { ...finished.shown, state: 'wrong' } });
  if (finished.kind === 'expired') {
    const totp = { ...beginTotp(site.factors, person, site.now()), state: 'expired' as const };
    return ask(visit, pending, { state: 'fresh', totp });
  }
  const added = { ...finished, owner: person.userId, place: placeOf(pending) } as const;
  const outcome = await addTotp(site.changes, actorOf(visit, pending), added);
  return outcome === 'added' ? goOn(visit, pending, 'otp') : toBeginning(visit, pending.destination);
}

async function enrolPasskey(visit: Visit, pending: Pending, form: Params): Promise<Outgoing> {
  const world = worldOf(visit, pending, nowOf(visit));
  const made = world === null ? null : await verifyCreation(world, form.get('credential') ?? '');
  if (made === null || !(await isAdded(visit, pending, made)))
    return ask(visit, pending, { state: 'passkey_failed' });
  return goOn(visit, pending, made.reach === 'synced' ? 'swk' : 'hwk');
}

async function isAdded(visit: Visit, pending: Pending, made: NewPasskey): Promise<boolean> {
  const { site, exchange } = visit;
  const name = passkeyNameFor(exchange.source.userAgent);
  const added = { owner: pending.person.userId, name, made, place: placeOf(pending) } as const;
  return (await addPasskey(site.changes, actorOf(visit, pending), added)) === 'added';
}

const actorOf = ({ exchange }: Visit, { person }: Pending) => ({ ...person, source: exchange.source });

/** Signed in with the factor that was just proved; recovery codes are shown on the way, if these are the first. */
async function goOn(visit: Visit, pending: Pending, method: FactorMethod): Promise<Outgoing> {
  const { site } = visit;
  const { person, factors, destination } = pending;
  const target = targetOf(destination);
  const cookies = await cookiesAfter(visit, pending, method);
  if (cookies === null) return toBeginning(visit, destination);
  if (factors.recoveryCodesLeft > 0) return seeOther(target, cookies);
  const { codes, hashes } = makeRecoveryCodes(site.factors, person.userId);
  await setRecoveryCodes(site.changes, actorOf(visit, pending), { owner: person.userId, hashes });
  const page: Page = { render: (frame) => recoveryCodesPage({ codes, next: target }, frame) };
  return showPage(page, { ...pageContext(visit), cookies });
}

/** null: the sign-in is over, or the session is. */
async function cookiesAfter(
  visit: Visit,
  { waits, attempt }: Pending,
  method: FactorMethod,
): Promise<readonly string[] | null> {
  const { site, caller } = visit;
  if (waits.for === 'sign_in') {
    const { user, passwordHash } = waits;
    const first = firstStepOf(attempt);
    const started = await startSession(visit, {
      ...{ user, passwordHash, lifetime: attempt.lifetime },
      authentication: { ...first, ...authenticationWith({ method }, first.amr) },
      spend: (tx) => endAttempt(tx, attempt.hash),
    });
    return started.kind === 'started' ? started.cookies : null;
  }
  const { session } = waits;
  const to = { ...authenticationWith({ method }, session.amr), at: nowOf(visit), spend: async () => true };
  const raised = await raise(site.sessions, session, to);
  if (raised.kind !== 'started') return null;
  return [...caller.cookies, site.cookies.session(raised.id, cookieMaxAge(caller.lifetime))];
}
