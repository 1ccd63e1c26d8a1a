import { stringOf } from '../wire/answer.ts';
import type { Authorization } from '../wire/authorization.ts';
import type { Browser, Landing, Page } from '../wire/browser.ts';
import { formOf, type Parameters } from '../wire/parameters.ts';
import type { Conversation } from './conversation.ts';

// Signing in at the fixture client `logout`, and out again by its request.

export interface Session {
  readonly authorization: Authorization;
  readonly browser: Browser;
  readonly hint: string;
  readonly refreshToken: string;
}

export async function signIn(t: Conversation, scope = 'openid', user = 'alice'): Promise<Session> {
  const parameters = { scope, ...(scope.includes('offline_access') ? { prompt: 'consent' } : {}) };
  const authorization = await t.authorize({ client: 'logout', user, parameters });
  const answer = await t.redeem(authorization);
  const [hint, refreshToken] = [stringOf(answer, 'id_token'), stringOf(answer, 'refresh_token')];
  return { authorization, browser: authorization.browser, hint, refreshToken };
}

export function visit(t: Conversation, browser: Browser, parameters: Parameters): Promise<Landing> {
  const url = new URL(t.endpoint('end_session_endpoint'));
  url.search = formOf(parameters).toString();
  return browser.open(url, { 'sec-fetch-site': 'cross-site' });
}

export function hasForm(landing: Landing): landing is Page {
  return (
    landing.kind === 'page' && landing.status === 200 && landing.forms.some((form) => form.method === 'post')
  );
}

/** Follows a logout to its end, saying yes where a confirmation is asked for. */
export async function logOut(t: Conversation, browser: Browser, parameters: Parameters): Promise<Landing> {
  let landing = await visit(t, browser, parameters);
  for (let asked = 0; asked < 2 && hasForm(landing); asked += 1) {
    const form = landing.forms.find(
      (one) => one.method === 'post' && new URL(one.action, t.issuer).href.includes('/'),
    );
    if (form === undefined) break;
    const button = form.buttons.find((one) => one.name !== '');
    landing = await browser.submit(landing, form, button === undefined ? {} : { button });
  }
  return landing;
}

export async function isSignedIn(t: Conversation, browser: Browser): Promise<boolean> {
  const { response } = await t.authorize({ client: 'logout', browser, parameters: { prompt: 'none' } });
  return response.get('error') !== 'login_required';
}
