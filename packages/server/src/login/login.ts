/** Owns the sign-in page and what a sign-in starts. Never decides what a client gets. */

import type { Interaction } from '@grantor/engine';
import type { Params } from '@grantor/protocol';
import { present } from '../authorize/present.ts';
import { type Exchange, queryParameter } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import { seeOther } from '../http/send.ts';
import type { LoginState } from '../pages/index.ts';
import { readCaller, readPostedForm, type Visit } from '../site/caller.ts';
import { loginLocation, lostReasons } from '../site/login-location.ts';
import { safeRedirect } from '../site/redirect.ts';
import type { Site } from '../site/site.ts';
import { attemptSignIn } from './attempt.ts';
import { afterFirstStep } from './first-step.ts';
import { loginForm } from './form.ts';
import { flowOf, lookAgain, waitingFor } from './waiting.ts';

export async function showLogin(exchange: Exchange, site: Site): Promise<Outgoing> {
  const caller = await readCaller(exchange, site);
  const visit = { exchange, caller, site };
  const redirect = queryParameter(exchange, 'redirect');
  const wantsSwitch = queryParameter(exchange, 'switch') === '1';
  const flow = queryParameter(exchange, 'flow');
  if (caller.lost === 'password_due' && !wantsSwitch) {
    const target = flow === undefined ? { redirect: safeRedirect(redirect) } : { flow };
    return seeOther(loginLocation(target, caller), caller.cookies);
  }
  const outcome = await lookAgain(visit, flow);
  if (outcome !== null && (outcome.kind !== 'interact' || !(wantsSwitch || isLogin(outcome.interaction)))) {
    return present(outcome, exchange, caller);
  }
  if (outcome === null && caller.visitor.session !== null && !wantsSwitch) {
    return seeOther(safeRedirect(redirect), caller.cookies);
  }
  const interaction = outcome?.interaction ?? null;
  return loginForm(visit, { state: arrivalState(exchange), interaction, redirect, entered: null });
}

export async function postLogin(exchange: Exchange, site: Site): Promise<Outgoing> {
  const caller = await readCaller(exchange, site);
  const visit = { exchange, caller, site };
  const { form, standing } = await readPostedForm(visit, 'browser');
  if (standing === 'stale') return again(visit, form, { kind: 'stale' });
  const outcome = await attemptSignIn(visit, {
    name: form.get('username') ?? '',
    password: form.get('password') ?? '',
  });
  if (outcome.kind === 'refused') return again(visit, form, outcome.state);
  const { user, passwordHash } = outcome;
  const destination = { flow: await flowOf(visit, form), redirect: form.get('redirect') };
  const isRemembered = site.rememberMe === 'offered' && form.get('remember_me') === '1';
  return afterFirstStep(visit, {
    ...{ user, passwordHash, destination },
    lifetime: isRemembered ? 'remembered' : 'browser',
  });
}

const isLogin = (interaction: Interaction): boolean => interaction.step.kind === 'login';

/** Says why somebody who was signed in is not any more; any other word says nothing. */
function arrivalState(exchange: Exchange): LoginState {
  const said = queryParameter(exchange, 'error');
  const kind = lostReasons.find((reason) => reason === said);
  return { kind: kind ?? 'fresh' };
}

/** The form again, with what went wrong and what was entered but the password (product.md S-7). */
export async function again(visit: Visit, entered: Params, state: LoginState): Promise<Outgoing> {
  const waiting = await waitingFor(visit, entered, state.kind === 'stale' ? 'stale' : 'current');
  if (waiting !== null && waiting.kind !== 'interact') return present(waiting, visit.exchange, visit.caller);
  const interaction = waiting?.interaction ?? null;
  return loginForm(visit, { state, interaction, redirect: entered.get('redirect'), entered });
}
