import { type Answer, expectStatus, stringOf } from '../wire/answer.ts';
import type { Browser } from '../wire/browser.ts';
import type { Parameters } from '../wire/parameters.ts';
import { type Purpose, type Walk, walk } from '../wire/walk.ts';
import type { Conversation } from './conversation.ts';

// The two sides of RFC 8628: the device that waits and the person who decides.

const GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

/** A granted device authorization answer. */
export async function startDevice(
  t: Conversation,
  client = 'device',
  changes: Parameters = {},
): Promise<Answer> {
  const answer = await t.as(client, 'device_authorization_endpoint', { scope: 'openid', ...changes });
  expectStatus(answer, 200);
  return answer;
}

/** Asks once for the tokens of a device code. */
export function poll(t: Conversation, started: Answer, client = 'device'): Promise<Answer> {
  return t.token(client, { grant_type: GRANT, device_code: stringOf(started, 'device_code') });
}

export interface Visit {
  readonly purpose?: Purpose;
  readonly browser?: Browser;
  readonly user?: string;
  /** Open the link that carries the code instead of typing it. */
  readonly complete?: true;
}

/** Visits the device page, enters the code and decides: approves as alice unless told otherwise. */
export async function visitDevicePage(t: Conversation, started: Answer, visit: Visit = {}): Promise<Walk> {
  const browser = visit.browser ?? t.browser();
  const uri = stringOf(started, visit.complete === true ? 'verification_uri_complete' : 'verification_uri');
  const { username, password } = t.user(visit.user);
  const typed = visit.complete === true ? {} : { userCode: stringOf(started, 'user_code') };
  return walk(browser, await browser.open(uri), { username, password, ...typed, ...visit.purpose });
}
