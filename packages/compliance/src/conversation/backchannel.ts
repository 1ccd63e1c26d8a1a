import assert from 'node:assert/strict';
import { type Answer, parseObject } from '../wire/answer.ts';
import type { Browser } from '../wire/browser.ts';
import type { Publication } from '../wire/document-host.ts';
import { type Parameters, randomText } from '../wire/parameters.ts';
import { type Walk, walk } from '../wire/walk.ts';
import type { Conversation } from './conversation.ts';

/** Asks alice for a client, unless the changes name somebody else (CIBA §7.1). */
export const askPerson = (t: Conversation, changes: Parameters = {}, client = 'asking'): Promise<Answer> =>
  t.as(client, 'backchannel_authentication_endpoint', { scope: 'openid', login_hint: 'alice', ...changes });

/** A sentence that no other request has, of the characters that one may have. */
export const newMessage = (): string => `W4-${randomText(9)}`;

/** What was told of a request, once it was. */
export async function toldOf({ asked }: Publication, isMeant: (body: Record<string, unknown>) => boolean) {
  for (let left = 100; left > 0; left -= 1) {
    const found = asked.filter(({ body }) => isMeant(parseObject(body)));
    if (found.length > 0) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return assert.fail('nothing was told of the request');
}

export const notificationsOf = (t: Conversation) =>
  t.target.notifications ?? assert.fail('the target tells nobody of this suite');

/** Where the operator's program sends the person of the request with this sentence. */
async function addressTold(t: Conversation, message: string): Promise<string> {
  const [told] = await toldOf(
    notificationsOf(t).operator,
    ({ binding_message }) => binding_message === message,
  );
  return String(parseObject(told?.body ?? '')['uri']);
}

/** Somebody signed in, at the page of the request with this sentence among those that wait for them. */
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

/** What somebody says to a request. */
export interface Answering {
  readonly user: string;
  readonly decide: 'approve' | 'deny';
}

/** Says yes or no to the request with this sentence, at the address that the operator was told. */
export async function decideAs(t: Conversation, message: string, { user, decide }: Answering): Promise<Walk> {
  const browser = t.browser();
  const { username, password } = t.user(user);
  const page = await browser.open(await addressTold(t, message));
  return walk(browser, page, { username, password, decide });
}

/** The same, as alice. */
export const decideRequest = (t: Conversation, message: string, decide: Answering['decide']): Promise<Walk> =>
  decideAs(t, message, { user: 'alice', decide });
