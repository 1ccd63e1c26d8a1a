/** “Confirm it is you”: before something sensitive, who is signed in shows that they are here, and lands there (product.md S-8). */

import type { BrowserSession } from '@grantor/engine';
import { secondOf } from '@grantor/protocol';
import { confirm } from '../accounts/sessions.ts';
import { type Exchange, queryParameter } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import { seeOther } from '../http/send.ts';
import type { LoginState } from '../pages/index.ts';
import { type Caller, readCaller, readPostedForm, type Visit } from '../site/caller.ts';
import { loginLocation } from '../site/login-location.ts';
import { safeRedirect } from '../site/redirect.ts';
import type { Site } from '../site/site.ts';
import { hasFactor, readFactors } from '../store/factors.ts';
import { isPassword } from '../store/session-starts.ts';
import { attemptSignIn } from './attempt.ts';
import { loginForm } from './form.ts';

export async function showConfirm(exchange: Exchange, site: Site): Promise<Outgoing> {
  const caller = await readCaller(exchange, site);
  const redirect = queryParameter(exchange, 'redirect');
  const { session } = caller.visitor;
  if (session === null) return toSignIn(caller, redirect);
  return ask({ exchange, caller, site }, { session, redirect, state: { kind: 'fresh' } });
}

export async function postConfirm(exchange: Exchange, site: Site): Promise<Outgoing> {
  const caller = await readCaller(exchange, site);
  const visit = { exchange, caller, site };
  const { form, standing } = await readPostedForm(visit, 'browser');
  const redirect = form.get('redirect');
  const { session } = caller.visitor;
  if (session === null) return toSignIn(caller, redirect);
  if (standing === 'stale') return ask(visit, { session, redirect, state: { kind: 'stale' } });
  const typed = { name: session.username, password: form.get('password') ?? '' };
  const outcome = await attemptSignIn(visit, typed);
  if (outcome.kind === 'refused') return ask(visit, { session, redirect, state: outcome.state });
  // Another system may know somebody else by that name by now
  if (outcome.user.id !== session.userId) return ask(visit, { session, redirect, state: { kind: 'failed' } });
  const confirmed = await confirm(site.sessions, session, {
    at: secondOf(site.now()),
    spend: (tx) => isPassword(tx, session.userId, outcome.passwordHash),
  });
  return confirmed === 'started'
    ? seeOther(safeRedirect(redirect), caller.cookies)
    : ask(visit, { session, redirect, state: { kind: 'failed' } });
}

type Asked = {
  readonly session: BrowserSession;
  readonly redirect: string | undefined;
  readonly state: LoginState;
};

async function ask(visit: Visit, { session, redirect, state }: Asked): Promise<Outgoing> {
  const factors = await readFactors(visit.site.database.kysely, session.userId);
  const query = new URLSearchParams({ purpose: 'confirm', redirect: safeRedirect(redirect) });
  const factorPath = hasFactor(factors) ? `/login/factor?${query}` : undefined;
  const form = { state, redirect, factorPath, interaction: null, entered: null, confirms: session };
  return loginForm(visit, form);
}

const toSignIn = (caller: Caller, redirect: string | undefined): Outgoing =>
  seeOther(loginLocation({ redirect: safeRedirect(redirect) }, caller), caller.cookies);
