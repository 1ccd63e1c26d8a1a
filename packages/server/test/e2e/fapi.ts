/** A server held to a profile of FAPI, a client with a key for it, and a person with a browser reduced to HTTP. */

import assert from 'node:assert/strict';
import { exportJWK, generateKeyPair } from 'jose';
import { type Person, password, redirectUri, signIn } from '../races/person.ts';
import { startTestServer, type TestServer } from '../running-server.ts';

export type FapiWorld = {
  readonly server: TestServer;
  readonly clientId: string;
  /** Of the client, by PS256; `kid` is that of its key set. */
  readonly signingKey: { readonly key: CryptoKey; readonly kid: string };
  readonly redirectUri: string;
  /** Where the browser of a person who is signed in, and allows whatever is asked, ends up. */
  follow(address: URL): Promise<URL>;
};

/** `more`: environment variables beside PROFILE. */
export async function startFapi(
  profile: 'fapi2-security' | 'fapi2-message-signing',
  more: Readonly<Record<string, string>> = {},
): Promise<FapiWorld> {
  const { privateKey, publicKey } = await generateKeyPair('PS256', { extractable: true });
  const kid = 'bank-1';
  const client = {
    client_id: 'bank',
    client_name: 'Bank',
    redirect_uris: [redirectUri],
    token_endpoint_auth_method: 'private_key_jwt',
    jwks: { keys: [{ ...(await exportJWK(publicKey)), kid, alg: 'PS256', use: 'sig' }] },
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
    response_types: ['code'],
    scope: 'openid profile offline_access read',
    skip_consent: true,
  };
  const users = [{ username: 'ada', password, email: 'ada@example.com', email_verified: true }];
  const environment = { PROFILE: profile, ...more };
  const server = await startTestServer({ bootstrap: { users, clients: [client] }, environment });
  const person = await signIn(server.origin);
  return {
    ...{ server, clientId: client.client_id, signingKey: { key: privateKey, kid }, redirectUri },
    follow: (address) => answerTo(person, address),
  };
}

export async function answerTo(person: Person, { pathname, search }: URL): Promise<URL> {
  const { response } = await person.get(`${pathname}${search}`);
  const location = response.headers.get('location') ?? '';
  assert.ok(location.startsWith(redirectUri), `${response.status}, not back at the client`);
  return new URL(location);
}
