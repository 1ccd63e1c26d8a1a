/** Who and what the servers of these tests know: two people, a web application, an application on the device. */

import type { RelyingParty } from './relying-party.ts';

export const alice = { username: 'alice', password: 'correct horse battery', sub: 'alice-0001' } as const;
export const bob = { username: 'bob', password: 'staple weather lantern', sub: 'bob-0002' } as const;

export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

export const webApplication = {
  client_id: 'photo-album',
  client_secret: 'f3b1c5d7-92aa-4d1e-8f0b-6d1f2a3b4c5d',
  client_name: 'Photo Album',
  token_endpoint_auth_method: 'client_secret_basic',
  grant_types: ['authorization_code', 'refresh_token', 'client_credentials', deviceGrant],
  response_types: ['code', 'code id_token'],
  scope: 'openid profile email offline_access read write',
} as const;

export const deviceApplication = {
  client_id: 'desk-notes',
  client_name: 'Desk Notes',
  token_endpoint_auth_method: 'none',
  application_type: 'native',
  grant_types: ['authorization_code', 'refresh_token', deviceGrant],
  redirect_uris: ['http://127.0.0.1/callback', 'com.example.notes:/callback'],
  scope: 'openid profile email offline_access read write',
} as const;

/** The content of BOOTSTRAP_FILE, with more members for the web application where a test wants them. */
export const declarations = (
  party: RelyingParty,
  more: Readonly<Record<string, unknown>> = {},
): Readonly<Record<'users' | 'clients', readonly unknown[]>> => ({
  users: [
    { ...alice, email: 'alice@example.org', email_verified: true, claims: { name: 'Alice Liddell' } },
    { ...bob, email: 'bob@example.org' },
  ],
  clients: [
    {
      ...webApplication,
      redirect_uris: [party.redirectUri, 'https://photos.example/callback'],
      post_logout_redirect_uris: [party.afterLogout],
      client_uri: 'https://photos.example/',
      policy_uri: 'https://photos.example/privacy',
      ...more,
    },
    deviceApplication,
  ],
});
