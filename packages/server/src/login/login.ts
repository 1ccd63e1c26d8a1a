/** Owns the sign-in page and what a sign-in starts. Never decides what a client gets. */

import type { AuthorizeOutcome, Interaction } from '@grantor/engine';
import { type Params, Secret, secondOf } from '@grantor/protocol';
import { type SignInOutcome, signIn } from '../accounts/sign-in.ts';
import { present } from '../authorize/present.ts';
import { type Exchange, queryParameter } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import { seeOther } from '../http/send.ts';
import type { LoginState } from '../pages/index.ts';
import { readCaller, readOwnForm, type Visit } from '../site/caller.ts';
import { lostReasons } from '../site/login-location.ts';
import type { Site } from '../site/site.ts';
import { type Destination, loginForm } from './form.ts';
import { safeRedirect } from './redirect.ts';
import { startSession } from './start-session.ts';

export async function showLogin(exchange: Exchange, site: Site): Promise<Outgoing> {
  const caller = await readCaller(exchange, site);
  const visit = { exchange, caller, site };
  const destination = {
    flow: queryParameter(exchange, 'flow'),
    redirect: queryParameter(exchange, 'redirect'),
  };
  const wantsSwitch = queryParameter(exchange, 'switch') === '1';
  const outcome = await lookAgain(visit, destination);
  if (outcome !== null && (outcome.kind !== 'interact' || !(wantsSwitch || isLogin(outcome.interaction)))) {
    return present(outcome, exchange, caller);
  }
  if (outcome === null && caller.visitor.session !== null && !wantsSwitch) {
    return seeOther(safeRedirect(destination.redirect), caller.cookies);
  }
  return loginForm(visit, destination, { state: arrivalState(exchange), outcome, typed: undefined });
}

export async function postLogin(exchange: Exchange, site: Site): Promise<Outgoing> {
  const caller = await readCaller(exchange, site);
  const form = await readOwnForm(exchange, caller, site);
  const visit = { exchange, caller, site };
  const charge = site.limits.login(exchange.source.address);
  if (!charge.allowed) {
    site.observer.observe({ kind: 'rate_limited', limit: 'login', source: exchange.source });
    return again(visit, form, { kind: 'throttled', retryAfterSeconds: charge.retryAfter });
  }
  const outcome = await signIn(site.signIn, {
    name: form.get('username') ?? '',
    password: Secret.of(form.get('password') ?? ''),
    cookies: caller.presented,
    now: secondOf(site.now()),
  });
  if (outcome.kind === 'signed_in' || outcome.kind === 'busy') charge.refund();
  if (outcome.kind === 'signed_in') {
    const { user, passwordHash } = outcome;
    return startSession(visit, { user, passwordHash, form, destination: destinationOf(form) });
  }
  recordFailure(visit, form, outcome);
  return again(visit, form, failureState(outcome));
}

const isLogin = (interaction: Interaction): boolean => interaction.step.kind === 'login';

const destinationOf = (form: Params): Destination => ({
  flow: form.get('flow'),
  redirect: form.get('redirect'),
});

async function lookAgain(
  { exchange, caller, site }: Visit,
  { flow }: Destination,
): Promise<AuthorizeOutcome | null> {
  if (flow === undefined) return null;
  return site.engine.resume({ flow, decision: null, source: exchange.source }, caller.visitor);
}

/** Says why somebody who was signed in is not any more; any other word says nothing. */
function arrivalState(exchange: Exchange): LoginState {
  const said = queryParameter(exchange, 'error');
  const kind = lostReasons.find((reason) => reason === said);
  return { kind: kind ?? 'fresh' };
}

type Failure = Exclude<SignInOutcome, { kind: 'signed_in' }>;

function failureState(failure: Failure): LoginState {
  switch (failure.kind) {
    case 'failed':
      return { kind: 'failed' };
    case 'disabled':
      return { kind: 'disabled' };
    case 'throttled':
      return { kind: 'throttled', retryAfterSeconds: failure.retryAfter };
    case 'busy':
      return { kind: 'unavailable' };
  }
}

function recordFailure({ exchange, site }: Visit, form: Params, failure: Failure): void {
  if (failure.kind === 'busy') return;
  site.audit.signInFailed(
    {
      typed: form.get('username') ?? '',
      userId: failure.user?.id ?? null,
      lock: failure.kind === 'failed' ? failure.lock : 'none',
    },
    exchange.source,
  );
}

/** The form again, with what went wrong and the name that was typed. */
async function again(visit: Visit, form: Params, state: LoginState): Promise<Outgoing> {
  const destination = destinationOf(form);
  const outcome = await lookAgain(visit, destination);
  if (outcome !== null && outcome.kind !== 'interact') return present(outcome, visit.exchange, visit.caller);
  return loginForm(visit, destination, { state, outcome, typed: form.get('username') });
}
