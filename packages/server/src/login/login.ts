/** Owns the sign-in page and what a sign-in starts. Never decides what a client gets. */

import type { AuthorizeOutcome, Interaction } from '@grantor/engine';
import { type Params, Secret, secondOf } from '@grantor/protocol';
import { type SignInOutcome, signIn } from '../accounts/sign-in.ts';
import { clientIdentity } from '../authorize/client-identity.ts';
import { present } from '../authorize/present.ts';
import { type Caller, pageContext, readCaller, readOwnForm } from '../http/caller.ts';
import { type Exchange, queryParameter } from '../http/exchange.ts';
import { showPage, showRefusal } from '../http/page.ts';
import { seeOther } from '../http/send.ts';
import { refusedForm, tooManyRequests, unavailable } from '../http/status.ts';
import { type LoginModel, type LoginState, loginPage } from '../pages/index.ts';
import type { Services } from '../services.ts';
import { findUser } from '../store/users.ts';
import { safeRedirect } from './redirect.ts';
import { startSession } from './start-session.ts';

/** What a page visit or a posted form is about. */
type Visit = { readonly exchange: Exchange; readonly caller: Caller; readonly services: Services };

/** Where sign-in leads: a suspended request, or a page of this server. */
type Destination = { readonly flow: string | undefined; readonly redirect: string | undefined };

export async function showLogin(exchange: Exchange, services: Services): Promise<Response> {
  const caller = await readCaller(exchange, services);
  const visit = { exchange, caller, services };
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
  return loginForm(visit, destination, { state: arrivalState(caller), outcome });
}

export async function postLogin(exchange: Exchange, services: Services): Promise<Response> {
  const caller = await readCaller(exchange, services);
  const form = await readOwnForm(exchange, caller, services);
  const visit = { exchange, caller, services };
  const destination = { flow: form.get('flow'), redirect: form.get('redirect') };
  const charge = services.limits.login(exchange.source.address);
  if (!charge.allowed) {
    services.observer.observe({ kind: 'rate_limited', limit: 'login', source: exchange.source });
    return again(visit, destination, { kind: 'throttled', retryAfterSeconds: charge.retryAfter });
  }
  const outcome = await signIn(services.signIn, {
    name: form.get('username') ?? '',
    password: Secret.of(form.get('password') ?? ''),
    cookies: caller.presented,
    now: secondOf(services.now()),
  });
  if (outcome.kind === 'signed_in') {
    charge.refund();
    return startSession(visit, { user: outcome.user, form, destination });
  }
  if (outcome.kind === 'busy') charge.refund();
  recordFailure(visit, form, outcome);
  return again(visit, destination, failureState(outcome));
}

const isLogin = (interaction: Interaction): boolean => interaction.step.kind === 'login';

async function lookAgain(
  { exchange, caller, services }: Visit,
  { flow }: Destination,
): Promise<AuthorizeOutcome | null> {
  if (flow === undefined) return null;
  return services.engine.resume({ flow, decision: null, source: exchange.source }, caller.visitor);
}

/** Says why somebody who was signed in is not any more (product.md §4). */
function arrivalState({ lost }: Caller): LoginState {
  switch (lost) {
    case 'idle_timeout':
    case 'expired':
      return { kind: 'session_timeout' };
    case 'fingerprint_mismatch':
      return { kind: 'session_invalid' };
    default:
      return { kind: 'fresh' };
  }
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

function recordFailure({ exchange, services }: Visit, form: Params, failure: Failure): void {
  if (failure.kind === 'busy') return;
  services.audit.signInFailed(
    {
      typed: form.get('username') ?? '',
      userId: failure.user?.id ?? null,
      lock: failure.kind === 'failed' ? failure.lock : 'none',
    },
    exchange.source,
  );
}

/** The form again, with what went wrong. */
async function again(visit: Visit, destination: Destination, state: LoginState): Promise<Response> {
  const outcome = await lookAgain(visit, destination);
  if (outcome !== null && outcome.kind !== 'interact') return present(outcome, visit.exchange, visit.caller);
  return loginForm(visit, destination, { state, outcome });
}

const statuses: Readonly<Partial<Record<LoginState['kind'], number>>> = {
  failed: refusedForm,
  disabled: refusedForm,
  throttled: tooManyRequests,
  unavailable,
};

async function loginForm(
  visit: Visit,
  destination: Destination,
  shown: { state: LoginState; outcome: Extract<AuthorizeOutcome, { kind: 'interact' }> | null },
): Promise<Response> {
  const { exchange, caller, services } = visit;
  const interaction = shown.outcome?.interaction ?? null;
  const model: LoginModel = {
    state: shown.state,
    continuation: continuationOf(destination),
    username: await usernameFor(services, interaction),
    purpose:
      interaction?.step.kind === 'login' && interaction.step.reason === 'reauthenticate'
        ? 'reauthenticate'
        : 'sign_in',
    rememberMe: services.rememberMe,
    ...(interaction === null ? {} : { client: clientIdentity(interaction.client, interaction.redirectUri) }),
  };
  const context = { ...pageContext(exchange, caller, services), uiLocales: interaction?.uiLocales ?? [] };
  const status = statuses[shown.state.kind];
  const page = { render: (frame: Parameters<typeof loginPage>[1]) => loginPage(model, frame) };
  if (status === undefined) return showPage(page, context);
  const retryAfter = shown.state.kind === 'throttled' ? shown.state.retryAfterSeconds : 2;
  return showRefusal(
    status,
    status === refusedForm ? page : { ...page, headers: { 'retry-after': String(retryAfter) } },
    context,
  );
}

function continuationOf({ flow, redirect }: Destination): LoginModel['continuation'] {
  if (flow !== undefined) return { kind: 'flow', flow };
  return redirect === undefined ? { kind: 'none' } : { kind: 'redirect', redirect: safeRedirect(redirect) };
}

/** The account the request insists on, else its hint. */
async function usernameFor(
  services: Services,
  interaction: Interaction | null,
): Promise<LoginModel['username']> {
  if (interaction?.step.kind !== 'login') return { kind: 'open' };
  const { requiredUser, loginHint } = interaction.step;
  const required = requiredUser === null ? null : await findUser(services.database.kysely, requiredUser);
  if (required !== null) return { kind: 'locked', username: required.user.username };
  return loginHint === null ? { kind: 'open' } : { kind: 'open', prefilled: loginHint };
}
