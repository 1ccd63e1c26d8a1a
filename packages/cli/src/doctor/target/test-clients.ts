/** The clients that the doctor poses as: a plain one, and what real ones ask for beside it (clients.md §11). */

import type { JsonObject } from '../../untrusted/json.ts';
import type { Answer } from './ask.ts';
import { isRegistered, type Registrar } from './registration.ts';

/** Taken by any server that lets clients register: a native one, come back to at one port of this machine. */
export const plainClient: JsonObject = {
  client_name: 'grantor doctor',
  application_type: 'native',
  redirect_uris: ['http://127.0.0.1:33418/callback'],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
};

const withoutType: JsonObject = Object.fromEntries(
  Object.entries(plainClient).filter(([name]) => name !== 'application_type'),
);

const portless = ['http://127.0.0.1/callback', 'http://localhost/callback'];
const privateUse = ['cursor://anysphere.cursor-mcp/oauth/callback'];
const unknownMembers: JsonObject = { grantor_doctor: { looks: 'here' }, software_id: 'grantor-doctor' };

/** Each is the plain client with one thing changed. */
export const variants = {
  privateUse: { ...plainClient, redirect_uris: privateUse },
  portless: { ...plainClient, redirect_uris: portless },
  withoutType,
  emptyScope: { ...plainClient, scope: '' },
  unknownMembers: { ...plainClient, ...unknownMembers },
} satisfies Record<string, JsonObject>;

/** All of it at once. */
export const unusualClient: JsonObject = {
  ...withoutType,
  ...unknownMembers,
  redirect_uris: [...privateUse, ...portless],
  scope: '',
};

/** What became of a client: a server that takes everything at once is asked once. */
export async function registerAs(metadata: JsonObject, { register }: Registrar): Promise<Answer> {
  const all = await register(unusualClient);
  return isRegistered(all) ? all : register(metadata);
}
