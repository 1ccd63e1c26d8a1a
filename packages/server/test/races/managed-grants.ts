/** A grant of the confidential client, as its person and its program meet it. */

import assert from 'node:assert/strict';
import { type Answer, type Person, post, redemption } from './person.ts';

export type Grant = { readonly id: string; readonly refreshToken: string; readonly accessToken: string };

const scope = 'openid read offline_access';

export async function createGrant(person: Person, origin: string, asked = scope): Promise<Grant> {
  const code = await person.code(origin, asked, { grant_management_action: 'create' });
  const { status, body } = await post(origin, '/oauth/token', redemption(code));
  assert.equal(status, 200);
  return {
    id: String(body['grant_id']),
    refreshToken: String(body['refresh_token']),
    accessToken: String(body['access_token']),
  };
}

/** The tokens of a merge; null: another one was faster. */
export async function mergeGrant(person: Person, origin: string, { id }: Grant): Promise<Answer | null> {
  const asked = { grant_management_action: 'merge', grant_id: id };
  const code = await person.code(origin, scope, asked).catch(() => null);
  return code === null ? null : post(origin, '/oauth/token', redemption(code));
}

/** The status of a question about it, or of its end. */
export async function atGrant(origin: string, { id }: Grant, method: 'GET' | 'DELETE'): Promise<number> {
  const wanted = method === 'GET' ? 'grant_management_query' : 'grant_management_revoke';
  const fields = { grant_type: 'client_credentials', scope: wanted };
  const { body } = await post(origin, '/oauth/token', fields);
  const headers = { authorization: `Bearer ${body['access_token']}` };
  return (await fetch(`${origin}/oauth/grants/${id}`, { method, headers })).status;
}
