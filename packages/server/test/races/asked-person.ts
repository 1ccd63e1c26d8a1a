/** A person whom the confidential client asks in the back channel (CIBA). */

import assert from 'node:assert/strict';
import { type Answer, hiddenFields, type Person, post } from './person.ts';

export type AskedPerson = { readonly id: string; readonly message: string };

let asked = 0;

/** A request to ada that waits. */
export async function requestPerson(origin: string): Promise<AskedPerson> {
  asked += 1;
  const message = `W4-${asked}`;
  const fields = { scope: 'openid read', login_hint: 'ada', binding_message: message };
  const { status, body } = await post(origin, '/oauth/bc-authorize', fields);
  assert.equal(status, 200);
  return { id: String(body['auth_req_id']), message };
}

/** Its page, as the person has it open: where its form goes, with what. */
export async function openedRequest(
  person: Person,
  { message }: AskedPerson,
): Promise<{ readonly path: string; readonly fields: Record<string, string> }> {
  const { page } = await person.get('/account/requests');
  for (const [, path = ''] of page.matchAll(/href="(\/account\/requests\/[\w-]+)"/g)) {
    const opened = await person.get(path);
    if (opened.page.includes(message)) return { path, fields: hiddenFields(opened.page) };
  }
  return assert.fail('the request is not on the account page');
}

/** A request that the person has allowed and the client has not asked for yet. */
export async function allowedRequest(person: Person, origin: string): Promise<AskedPerson> {
  const request = await requestPerson(origin);
  const { path, fields } = await openedRequest(person, request);
  const { response } = await person.submit(path, { ...fields, action: 'approve' });
  assert.ok(response.status < 400, String(response.status));
  return request;
}

/** Asks once for the tokens. */
export const pollRequest = (origin: string, { id }: AskedPerson): Promise<Answer> =>
  post(origin, '/oauth/token', { grant_type: 'urn:openid:params:grant-type:ciba', auth_req_id: id });
