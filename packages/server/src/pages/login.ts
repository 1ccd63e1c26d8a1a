import { assertNever } from '@grantor/protocol';
import type { Frame } from './layout/frame.ts';
import { layout } from './layout/layout.ts';
import { type Html, html } from './markup/html.ts';
import { accountRow } from './parts/account.ts';
import { type ClientIdentity, clientBand, clientLinks } from './parts/client.ts';
import { type FlowForm, flowFields, type HiddenFields, protectedFields } from './parts/form.ts';
import { againNotice, announcement, type NoticeTone } from './parts/notice.ts';
import { passkeyButton } from './parts/passkey.ts';
import { revealButton } from './parts/password.ts';
import { type ProviderChoice, providerButtons } from './parts/provider.ts';
import { durationIn, type Text, textIn } from './text/catalogue.ts';

export type LoginState =
  | { readonly kind: 'fresh' }
  /** One text for every wrong pair of name and password. security.md L-6 */
  | { readonly kind: 'failed' }
  /** Said only after the right password. security.md L-6 */
  | { readonly kind: 'disabled' }
  | { readonly kind: 'throttled'; readonly retryAfterSeconds: number }
  | { readonly kind: 'session_timeout' }
  | { readonly kind: 'session_invalid' }
  | { readonly kind: 'unavailable' }
  /** The system that checks the password says neither yes nor no. product H-2 */
  | { readonly kind: 'directory_unavailable' }
  /** The second step took too long, or its codes were wrong. product F-6 */
  | { readonly kind: 'factor_ended' }
  | { readonly kind: 'passkey_failed' }
  /** Sent with a form that was out of date. product S-7 */
  | { readonly kind: 'stale' }
  /** The request is about another person than the one who is signed in. */
  | { readonly kind: 'other_account'; readonly username: string };

export type LoginModel = {
  readonly state: LoginState;
  /** What happens once signed in. */
  readonly continuation:
    | ({ readonly kind: 'flow' } & FlowForm)
    | { readonly kind: 'redirect'; readonly redirect: string }
    | { readonly kind: 'none' };
  /** Who is asked for; `locked` when the request or the session demands this very account. */
  readonly username:
    | { readonly kind: 'open'; readonly prefilled?: string }
    | { readonly kind: 'locked'; readonly username: string };
  /** `confirm`: who is signed in shows that they are here, before something sensitive. product S-8 */
  readonly purpose: 'sign_in' | 'reauthenticate' | 'confirm';
  readonly rememberMe: 'offered' | 'chosen' | 'not_offered';
  /** Whether a passkey may take the place of name and password. product F-5 */
  readonly passkeys: 'offered' | 'not_offered';
  /** Where a second factor confirms instead of the password; absent: there is none. */
  readonly factorPath?: string | undefined;
  /** Where somebody turns who forgot the password. */
  readonly forgotten: 'administrator' | 'mail';
  /** Whether a code by mail may take the place of name and password. mail.md M-8 */
  readonly emailCode: 'offered' | 'not_offered';
  /** Whether strangers may make an account. mail.md M-7 */
  readonly signUp: 'offered' | 'not_offered';
  /** Where people may sign in instead. product §6 */
  readonly providers: readonly ProviderChoice[];
  readonly client?: ClientIdentity;
  /** The host behind a proxy that the person asked for. resource.md §9 */
  readonly guardedHost?: string;
};

/** The sign-in page; posts to `/login`, or to `/login/confirm`. */
export function loginPage(model: LoginModel, frame: Frame): Html {
  const text = textIn(frame.locale);
  const title = text(model.purpose === 'sign_in' ? 'login_title' : 'reauthenticate_title');
  const content = html`${model.client && clientBand(model.client, text)}
<div class="body">
<div class="lead"><h1>${title}</h1><p class="quiet">${lead(model, frame, text)}</p></div>
${stateNotice(model.state, frame, text)}
<form method="post" action="${model.purpose === 'confirm' ? '/login/confirm' : '/login'}" class="fields">
${protectedFields(frame, continuationFields(model))}
${usernameField(model, text)}
${passwordField(model, text)}
${model.rememberMe !== 'not_offered' && rememberMe(model.rememberMe, text)}
<button class="button primary" type="submit">${text(model.purpose === 'confirm' ? 'confirm' : 'login_title')}</button>
${model.passkeys === 'offered' && passkeySignIn(text)}
${model.emailCode === 'offered' && html`<button class="button" type="submit" formaction="/login/code" formnovalidate>${text('email_code_button')}</button>`}
${model.providers.length > 0 && providerButtons(model.providers, { purpose: model.purpose }, text)}
${model.signUp === 'offered' && html`<button class="button" type="submit" formaction="/sign-up" formnovalidate>${text('sign_up_button')}</button>`}
</form>
${model.factorPath !== undefined && html`<ul class="ways"><li><a href="${model.factorPath}">${text('factor_use_other')}</a></li></ul>`}
<p class="quiet centred">${model.forgotten === 'mail' ? html`<a href="/login/forgot">${text('forgot_link')}</a>` : text('forgotten')}</p>
</div>
${model.client && clientLinks(model.client, text)}`;
  return layout({ title, content, ...(model.passkeys === 'offered' ? { passkeys: 'used' } : {}) }, frame);
}

/** Whose it is nobody has said yet: the passkey does. */
const passkeySignIn = (text: Text): Html =>
  passkeyButton(
    {
      ...{ label: text('passkey_sign_in'), does: 'use', action: '/login/passkey' },
      ...{ options: { path: '/login/passkey' }, autofill: 'offered' },
    },
    text,
  );

function lead(model: LoginModel, frame: Frame, text: Text): Html | string {
  if (model.purpose === 'confirm') return text('confirm_lead');
  if (model.purpose === 'reauthenticate') return text('reauthenticate_lead');
  const goal = model.client?.name ?? model.guardedHost;
  if (goal === undefined) return text('login_to_site', { site: frame.siteName });
  return text.rich('login_to_client', { client: html`<strong>${goal}</strong>` });
}

function stateNotice(state: LoginState, frame: Frame, text: Text): Html | false {
  const say = (tone: NoticeTone, message: string) => announcement(tone, 'failure', message);
  switch (state.kind) {
    case 'fresh':
      return false;
    case 'failed':
      return say('danger', text('login_failed'));
    case 'disabled':
      return say('danger', text('login_disabled'));
    case 'throttled':
      return say('warning', text('throttled', { wait: durationIn(frame.locale, state.retryAfterSeconds) }));
    case 'session_timeout':
      return say('info', text('session_timeout'));
    case 'session_invalid':
      return say('info', text('session_invalid'));
    case 'unavailable':
      return say('warning', text('login_unavailable'));
    case 'directory_unavailable':
      return say('warning', text('login_directory_unavailable'));
    case 'factor_ended':
      return say('warning', text('factor_ended'));
    case 'passkey_failed':
      return say('danger', text('passkey_failed'));
    case 'stale':
      return againNotice('stale', text);
    case 'other_account':
      return say('info', text('other_account', { name: state.username }));
    default:
      return assertNever(state);
  }
}

function continuationFields({ continuation }: LoginModel): HiddenFields {
  switch (continuation.kind) {
    case 'flow':
      return flowFields(continuation);
    case 'redirect':
      return { redirect: continuation.redirect };
    case 'none':
      return {};
    default:
      return assertNever(continuation);
  }
}

function usernameField(model: LoginModel, text: Text): Html {
  if (model.username.kind === 'locked') {
    const { username } = model.username;
    return html`${accountRow({ username }, text)}
<input type="text" name="username" value="${username}" autocomplete="username" class="visually-hidden" aria-label="${text('username')}" tabindex="-1" readonly>`;
  }
  const value = model.username.prefilled ?? '';
  return html`<div class="field"><label for="username">${text('username')}</label>
<input id="username" name="username" type="text" value="${value}" autocomplete="username${model.passkeys === 'offered' && html` webauthn`}" autocapitalize="none" spellcheck="false" maxlength="256" required${faulty(model)}${value === '' ? html` autofocus` : ''}></div>`;
}

function passwordField(model: LoginModel, text: Text): Html {
  const known = model.username.kind === 'locked' || (model.username.prefilled ?? '') !== '';
  return html`<div class="field"><label for="password">${text('password')}</label>
<div class="joined"><input id="password" name="password" type="password" autocomplete="current-password" maxlength="1024" required${faulty(model)}${known ? html` autofocus` : ''}>
${revealButton('password', text)}</div></div>`;
}

function faulty({ state }: LoginModel): Html | false {
  return state.kind === 'failed' && html` aria-invalid="true" aria-describedby="failure"`;
}

function rememberMe(choice: 'offered' | 'chosen', text: Text): Html {
  return html`<div class="choice"><input id="remember_me" name="remember_me" type="checkbox" value="1" aria-describedby="remember_me_hint"${choice === 'chosen' && html` checked`}>
<div><label for="remember_me">${text('remember_me')}</label><p class="quiet" id="remember_me_hint">${text('remember_me_hint')}</p></div></div>`;
}
