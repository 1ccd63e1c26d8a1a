/** A device of a person, reduced to HTTP. */

import assert from 'node:assert/strict';
import { type Answer, hiddenFields, type Person, postAs } from './person.ts';

/** A pending device code of the public client. */
export async function requestDevice(origin: string): Promise<Record<string, unknown>> {
  const fields = { client_id: 'device', scope: 'openid read' };
  const { status, body } = await postAs({}, `${origin}/oauth/device/code`, fields);
  assert.equal(status, 200);
  return body;
}

/** A device code the person has allowed and the device has not asked for yet. */
export async function approvedDevice(person: Person, origin: string): Promise<Record<string, unknown>> {
  const device = await requestDevice(origin);
  const { page } = await person.get(`/device?user_code=${device['user_code']}`);
  const code = { ...hiddenFields(page), user_code: String(device['user_code']) };
  const entered = await person.submit('/device/verify', code);
  const fields = { ...hiddenFields(entered.page), action: 'approve' };
  const approved = await person.submit('/device/verify', fields);
  assert.equal(approved.response.status, 200);
  return device;
}

/** Asks once for the tokens of the device. */
export const pollDevice = (origin: string, device: Record<string, unknown>): Promise<Answer> =>
  postAs({}, `${origin}/oauth/token`, {
    grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    device_code: String(device['device_code']),
    client_id: 'device',
  });
