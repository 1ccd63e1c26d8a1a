import assert from 'node:assert/strict';
import type { Answer } from '../wire/answer.ts';
import type { Browser } from '../wire/browser.ts';
import { type Parameters, randomText } from '../wire/parameters.ts';
import { walk } from '../wire/walk.ts';
import type { Conversation } from './conversation.ts';

/** Asks alice for a client, unless the changes name somebody else (CIBA §7.1). */
export const askPerson = (t: Conversation, changes: Parameters = {}, client = 'asking'): Promise<Answer> =>
  t.as(client, 'backchannel_authentication_endpoint', { scope: 'openid', login_hint: 'alice', ...changes });

/** A sentence that no other request has, of the characters that one may have. */
export const newMessage = (): string => `W4-${randomText(9)}`;

/** Somebody signed in, at the page of the request with this sentence. */
export async function openRequest(t: Conversation, message: string, user = 'alice') {
  const browser: Browser = t.browser();
  const { username, password } = t.user(user);
  const list = await walk(browser, await browser.open('/account/requests'), { username, password });
  assert.ok(list.landing.kind === 'page' && list.landing.status === 200);
  const links = [...list.landing.html.matchAll(/href="(\/account\/requests\/[\w-]+)"/g)];
  for (const [, path = ''] of links) {
    const page = await browser.open(path);
    if (page.kind === 'page' && page.html.includes(message)) return { browser, page };
  }
  return { browser, page: null };
}

/** Says yes or no to the request with this sentence, as alice. */
export async function decideRequest(
  t: Conversation,
  message: string,
  action: 'approve' | 'deny',
): Promise<void> {
  const { browser, page } = await openRequest(t, message);
  assert.ok(page !== null, 'the request is not on the account page');
  const form = page.forms.find(({ buttons }) => buttons.some(({ value }) => value === action));
  const button = form?.buttons.find(({ value }) => value === action);
  assert.ok(form !== undefined && button !== undefined, `nobody can ${action} it`);
  const landing = await browser.submit(page, form, { button });
  assert.ok(landing.kind === 'page' && landing.status === 200);
}
