/** The sign-in form: for whom, for which application, and what went wrong last time. */

import type { AuthorizeOutcome, Interaction } from '@grantor/engine';
import { clientIdentity } from '../authorize/client-identity.ts';
import { guardedHostBehind } from '../forward-auth/sign-in.ts';
import type { Outgoing } from '../http/message.ts';
import { type Page, showPage, showRefusal } from '../http/page.ts';
import { refusedForm, tooManyRequests, unavailable } from '../http/status.ts';
import { type LoginModel, type LoginState, loginPage } from '../pages/index.ts';
import { pageContext, type Visit } from '../site/caller.ts';
import { findUser } from '../store/users.ts';
import { safeRedirect } from './redirect.ts';

/** Where sign-in leads: a suspended request, or a page of this server. */
export type Destination = { readonly flow: string | undefined; readonly redirect: string | undefined };

export type Shown = {
  readonly state: LoginState;
  readonly outcome: Extract<AuthorizeOutcome, { kind: 'interact' }> | null;
  /** What was typed as a name before, so that nobody types it twice. */
  readonly typed: string | undefined;
};

const statuses: Readonly<Partial<Record<LoginState['kind'], number>>> = {
  failed: refusedForm,
  disabled: refusedForm,
  throttled: tooManyRequests,
  unavailable,
};

export async function loginForm(visit: Visit, destination: Destination, shown: Shown): Promise<Outgoing> {
  const { exchange, caller, site } = visit;
  const { state } = shown;
  const interaction = shown.outcome?.interaction ?? null;
  const purpose = purposeOf(interaction);
  const continuation = continuationOf(destination);
  const guarded =
    continuation.kind === 'redirect' ? guardedHostBehind(continuation.redirect, site.browserSignIn) : null;
  const model: LoginModel = {
    state,
    continuation,
    ...(guarded === null ? {} : { guardedHost: guarded }),
    username: await usernameFor(visit, interaction, shown.typed),
    purpose,
    rememberMe: site.rememberMe,
    ...(interaction === null ? {} : { client: clientIdentity(interaction.client, interaction.redirectUri) }),
  };
  const context = { ...pageContext(exchange, caller, site), uiLocales: interaction?.uiLocales ?? [] };
  const page: Page = { render: (frame) => loginPage(model, frame) };
  const status = statuses[state.kind];
  if (status === undefined) return showPage(page, context);
  if (status === refusedForm) return showRefusal(status, page, context);
  const retryAfter = String(state.kind === 'throttled' ? state.retryAfterSeconds : 2);
  return showRefusal(status, { ...page, headers: { 'retry-after': retryAfter } }, context);
}

const purposeOf = (interaction: Interaction | null): LoginModel['purpose'] =>
  interaction?.step.kind === 'login' && interaction.step.reason === 'reauthenticate'
    ? 'reauthenticate'
    : 'sign_in';

function continuationOf({ flow, redirect }: Destination): LoginModel['continuation'] {
  if (flow !== undefined) return { kind: 'flow', flow };
  return redirect === undefined ? { kind: 'none' } : { kind: 'redirect', redirect: safeRedirect(redirect) };
}

/** The account the request insists on; else what was typed, hinted at, or is signed in already. */
async function usernameFor(
  { caller, site }: Visit,
  interaction: Interaction | null,
  typed: string | undefined,
): Promise<LoginModel['username']> {
  const step = interaction?.step.kind === 'login' ? interaction.step : null;
  const required =
    step?.requiredUser == null ? null : await findUser(site.database.kysely, step.requiredUser);
  if (required !== null) return { kind: 'locked', username: required.user.username };
  const signedIn = step?.reason === 'reauthenticate' ? caller.visitor.session?.username : undefined;
  const prefilled = typed ?? step?.loginHint ?? signedIn;
  return prefilled === undefined ? { kind: 'open' } : { kind: 'open', prefilled };
}
