/** A person with a browser, reduced to HTTP: signs in once and lets a client have codes. */

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { keyClient } from './key-client.ts';
import { keyIssuer } from './key-issuer.ts';

export const redirectUri = 'https://app.example/callback';
export const password = 'correct horse battery clip';
export const secret = 'a-client-secret-of-enough-characters';

/** What the servers of these tests know: one person, one confidential client that needs no consent. */
export const fixtures = {
  users: [
    { username: 'ada', password, email: 'ada@example.com', email_verified: true },
    { username: 'eve', sub: 'eve', password },
    { username: 'root', role: 'admin', password },
  ],
  clients: [
    {
      client_id: 'web',
      client_secret: secret,
      client_name: 'Web',
      redirect_uris: [redirectUri],
      grant_types: [
        'authorization_code',
        'refresh_token',
        'client_credentials',
        'urn:ietf:params:oauth:grant-type:device_code',
        'urn:ietf:params:oauth:grant-type:jwt-bearer',
        'urn:openid:params:grant-type:ciba',
      ],
      backchannel_token_delivery_mode: 'poll',
      response_types: ['code'],
      scope: 'openid profile offline_access read write grant_management_query grant_management_revoke',
      skip_consent: true,
    },
    {
      client_id: 'device',
      client_name: 'Device',
      token_endpoint_auth_method: 'none',
      application_type: 'native',
      grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
      scope: 'openid read',
    },
    keyClient,
  ],
  trusted_issuers: [keyIssuer],
};

export type Answer = { readonly status: number; readonly body: Record<string, unknown> };

const basic = `Basic ${Buffer.from(`web:${secret}`).toString('base64')}`;

/** A form post of the confidential client. */
export const post = (
  origin: string,
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Answer> => postAs({ authorization: basic, ...headers }, `${origin}${path}`, fields);

/** A form post with these headers. */
export async function postAs(
  headers: Record<string, string>,
  url: string,
  fields: Record<string, string>,
): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers,
    body: new URLSearchParams(fields),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
}

export const isActive = async (origin: string, token: unknown): Promise<boolean> =>
  (await post(origin, '/oauth/introspect', { token: String(token) })).body['active'] === true;

/** Whether the path that command-line clients ask knows the token. */
export async function isTokenAlive(origin: string, token: unknown): Promise<boolean> {
  const response = await fetch(`${origin}/oauth/tokeninfo`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return response.status === 200;
}

export type Person = {
  /** A fresh code with its verifier. */
  code(
    origin?: string,
    scope?: string,
    more?: Record<string, string>,
  ): Promise<{ code: string; verifier: string }>;
  /** Code and exchange in one. */
  tokens(): Promise<Record<string, unknown>>;
  get(path: string, at?: string): Promise<{ response: Response; page: string }>;
  /** Posts a form, to another server of the same public origin if one is given. */
  submit(
    path: string,
    fields: Record<string, string>,
    at?: string,
  ): Promise<{ response: Response; page: string }>;
};

export const redemption = ({
  code,
  verifier,
}: {
  code: string;
  verifier: string;
}): Record<string, string> => ({
  grant_type: 'authorization_code',
  code,
  redirect_uri: redirectUri,
  code_verifier: verifier,
});

export const hiddenFields = (page: string): Record<string, string> =>
  Object.fromEntries(
    [...page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [
      name,
      value,
    ]),
  );

/** A browser of nobody yet; `publicOrigin` is what it thinks it talks to. */
export function visitor(origin: string, publicOrigin = origin): Person {
  const cookies = new Map<string, string>();
  const send = async (url: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    headers.set('accept', 'text/html');
    headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const mark = pair.indexOf('=');
      cookies.set(pair.slice(0, mark), pair.slice(mark + 1));
    }
    return { response, page: await response.text() };
  };
  const person: Person = {
    async code(at = origin, scope = 'openid profile read offline_access', more = {}) {
      const verifier = randomBytes(32).toString('base64url');
      const query = new URLSearchParams({
        client_id: 'web',
        redirect_uri: redirectUri,
        response_type: 'code',
        scope,
        state: 's',
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
        ...more,
      });
      const { response } = await send(`${at}/oauth/authorize?${query}`);
      const code = new URL(response.headers.get('location') ?? '', at).searchParams.get('code');
      assert.ok(code, `no code, but ${response.status}`);
      return { code, verifier };
    },
    async tokens() {
      const { status, body } = await post(origin, '/oauth/token', redemption(await person.code()));
      assert.equal(status, 200);
      return body;
    },
    get: (path, at = origin) => send(`${at}${path}`),
    submit: (path, fields, at = origin) =>
      send(`${at}${path}`, {
        method: 'POST',
        headers: { origin: publicOrigin },
        body: new URLSearchParams(fields),
      }),
  };
  return person;
}

/** Signs in by the login form. */
export async function signIn(origin: string, publicOrigin = origin, username = 'ada'): Promise<Person> {
  const person = visitor(origin, publicOrigin);
  await signInAgain(person, username);
  return person;
}

/** The same person by the form once more, in the same browser: its session goes on under a new id. */
export async function signInAgain(person: Person, username = 'ada'): Promise<void> {
  const { page } = await person.get('/login?switch=1');
  const { response } = await person.submit('/login', { ...hiddenFields(page), username, password });
  assert.equal(response.status, 303);
}
