/** The sign-in form: for whom, for which application, and what went wrong last time. */

import type { BrowserSession, Interaction } from '@grantor/engine';
import type { Params } from '@grantor/protocol';
import { guardedHostBehind } from '../forward-auth/sign-in.ts';
import type { Outgoing } from '../http/message.ts';
import { type Page, type Refusal, showPage, showRefusal } from '../http/page.ts';
import { refusedForm, staleForm, tooManyRequests, unavailable } from '../http/status.ts';
import { type LoginModel, type LoginState, loginPage } from '../pages/index.ts';
import { type Caller, pageContext, type Visit } from '../site/caller.ts';
import { safeRedirect } from '../site/redirect.ts';
import { clientShown } from './client-shown.ts';

export type Shown = {
  readonly state: LoginState;
  /** Where sign-in leads: a suspended request, or a page of this server. */
  readonly interaction: Interaction | null;
  readonly redirect: string | undefined;
  /** What was entered before, so that nobody enters it twice. */
  readonly entered: Params | null;
  /** Who is signed in, and shows that they are here; absent: somebody signs in. */
  readonly confirms?: BrowserSession;
  /** Where they do so with a second factor. */
  readonly factorPath?: string | undefined;
};

const refusals: Readonly<Partial<Record<LoginState['kind'], Refusal>>> = {
  failed: { status: refusedForm, why: 'name and password do not fit' },
  disabled: { status: refusedForm, why: 'the account is disabled' },
  throttled: { status: tooManyRequests, why: 'too many failed sign-ins' },
  passkey_failed: { status: refusedForm, why: 'the answer of the passkey is not right' },
  unavailable: { status: unavailable, why: 'too many passwords wait to be checked' },
  directory_unavailable: { status: unavailable, why: 'who checks the password cannot be asked' },
  stale: staleForm,
};

/** In seconds: what passes by itself. */
const soon = 2;
const later = 10;

/** The sign-in page; its form is bound to the browser, since it begins the session it would be bound to. */
export async function loginForm(visit: Visit, shown: Shown): Promise<Outgoing> {
  const { caller, site } = visit;
  const { interaction } = shown;
  const state = stateOf(shown, caller);
  const continuation = continuationOf(shown);
  const guarded =
    continuation.kind === 'redirect' ? guardedHostBehind(continuation.redirect, site.browserSignIn) : null;
  const model: LoginModel = {
    state,
    passkeys: shown.confirms === undefined && site.factors.party !== null ? 'offered' : 'not_offered',
    factorPath: shown.factorPath,
    continuation,
    ...(guarded === null ? {} : { guardedHost: guarded }),
    username: usernameFor(caller, shown),
    purpose: shown.confirms === undefined ? purposeOf(interaction) : 'confirm',
    rememberMe: rememberMeFor(visit, shown),
    forgotten: visit.site.accounts.outbox === null ? 'administrator' : 'mail',
    emailCode: shown.confirms === undefined ? site.byMail.code : 'not_offered',
    signUp: shown.confirms === undefined && site.byMail.signUp !== null ? 'offered' : 'not_offered',
    providers: providersFor(visit, shown),
    ...(await clientShown(visit, interaction)),
  };
  const context = { ...pageContext(visit, 'browser'), uiLocales: interaction?.uiLocales ?? [] };
  const page: Page = { render: (frame) => loginPage(model, frame) };
  if (interaction !== null) visit.exchange.note({ clientId: interaction.client.id });
  const refusal = refusals[state.kind];
  if (refusal === undefined) return showPage(page, context);
  const wait = waitFor(state);
  if (wait === null) return showRefusal(refusal, page, context);
  return showRefusal(refusal, { ...page, headers: { 'retry-after': String(wait) } }, context);
}

/** In seconds; null: waiting changes nothing. */
function waitFor(state: LoginState): number | null {
  switch (state.kind) {
    case 'throttled':
      return state.retryAfterSeconds;
    case 'unavailable':
      return soon;
    case 'directory_unavailable':
      return later;
    default:
      return null;
  }
}

/** Who is signed in and asked to be somebody else is told so, or would wonder why the page comes back. */
function stateOf({ state, interaction }: Shown, { visitor: { session } }: Caller): LoginState {
  const isOther = interaction?.step.kind === 'login' && interaction.step.reason === 'other_account';
  if (state.kind !== 'fresh' || !isOther || session === null) return state;
  return { kind: 'other_account', username: session.username };
}

function rememberMeFor({ site }: Visit, { entered, confirms }: Shown): LoginModel['rememberMe'] {
  if (confirms !== undefined || site.rememberMe === 'not_offered') return 'not_offered';
  return entered?.get('remember_me') === '1' ? 'chosen' : 'offered';
}

/** Whoever confirms does it as they signed in: somebody else may sit at the provider. */
const providersFor = ({ site }: Visit, { confirms }: Shown): LoginModel['providers'] =>
  site.upstream.providers
    .filter(({ name }) => confirms === undefined || confirms.provider === name)
    .map(({ name, label, mark }) => ({ name, label, mark }));

const purposeOf = (interaction: Interaction | null): LoginModel['purpose'] =>
  interaction?.step.kind === 'login' && interaction.step.reason === 'reauthenticate'
    ? 'reauthenticate'
    : 'sign_in';

function continuationOf({ interaction, redirect }: Shown): LoginModel['continuation'] {
  if (interaction !== null) {
    const { flow, until, request } = interaction;
    return { kind: 'flow', flow, until, request };
  }
  return redirect === undefined ? { kind: 'none' } : { kind: 'redirect', redirect: safeRedirect(redirect) };
}

/**
 * Who is signed in, where the request insists on that account; else what was typed, hinted at, or is signed in
 * already. Whom an identifier of the request stands for is told nobody (OpenID Connect Core §5.5.1).
 */
function usernameFor(
  { visitor: { session } }: Caller,
  { interaction, entered, confirms }: Shown,
): LoginModel['username'] {
  if (confirms !== undefined) return { kind: 'locked', username: confirms.username };
  const step = interaction?.step.kind === 'login' ? interaction.step : null;
  // Another account than the one that is required would have been another reason
  if (session !== null && step?.reason === 'reauthenticate' && step.requiredSubject !== null) {
    return { kind: 'locked', username: session.username };
  }
  const signedIn = step?.reason === 'reauthenticate' ? session?.username : undefined;
  const prefilled = entered?.get('username') ?? step?.loginHint ?? signedIn;
  return prefilled === undefined ? { kind: 'open' } : { kind: 'open', prefilled };
}
