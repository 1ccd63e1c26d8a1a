/** A server under attack: called in process, with a person, two confidential clients and a device client. */

import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '@grantor/engine';
import { instant } from '@grantor/protocol';
import { hiddenFields } from '../races/person.ts';
import { startTestServer, type TestServer } from '../running-server.ts';

export type Fields = Readonly<Record<string, string>>;
export type Headers = Readonly<Record<string, string>>;

export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
export const callback = 'https://app.example/callback';
export const afterLogout = 'https://app.example/bye';
export const resource = 'https://api.example/v1';
export const person = { username: 'ada', password: 'correct horse battery clip', sub: 'ada-0001' } as const;
export const secretOf = {
  web: 'a-client-secret-of-enough-characters',
  other: 'another-secret-of-enough-characters',
} as const;

const confidential = (client_id: keyof typeof secretOf, more: object) => ({
  client_id,
  client_secret: secretOf[client_id],
  client_name: client_id,
  redirect_uris: [callback],
  grant_types: ['authorization_code', 'refresh_token', 'client_credentials', deviceGrant],
  response_types: ['code'],
  scope: 'openid profile email offline_access read write',
  ...more,
});

export const declarations = {
  users: [{ ...person, email: 'ada@example.com', email_verified: true }],
  clients: [
    confidential('web', { skip_consent: true, post_logout_redirect_uris: [afterLogout] }),
    confidential('other', { skip_consent: false }),
    {
      client_id: 'device',
      client_name: 'Device',
      token_endpoint_auth_method: 'none',
      application_type: 'native',
      redirect_uris: ['http://127.0.0.1/callback'],
      grant_types: ['authorization_code', deviceGrant, 'refresh_token'],
      scope: 'openid offline_access read write',
    },
  ],
  resources: [{ resource, name: 'API', scopes: [{ name: 'read', description: 'Read everything' }] }],
};

export const basic = (id: string, secret: string): string =>
  `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
export const asWeb = { authorization: basic('web', secretOf.web) };
export const asOther = { authorization: basic('other', secretOf.other) };

export type Moved = Clock & { move(milliseconds: number): void };

/** A clock that stands still until it is moved. */
export function movedClock(): Moved {
  let now = Date.now();
  const move = (milliseconds: number): void => {
    now += milliseconds;
  };
  return { now: () => instant(now), move };
}

export type Browser = {
  readonly cookies: Map<string, string>;
  get(path: string, headers?: Headers): Promise<Response>;
  post(path: string, fields: Fields, headers?: Headers): Promise<Response>;
  /** Opens the sign-in page and posts it. */
  signIn(password?: string, username?: string): Promise<Response>;
};

export type World = {
  readonly server: TestServer;
  readonly origin: string;
  /** Straight to the application, without a socket. */
  send(path: string, init?: RequestInit, address?: string): Promise<Response>;
  /** A form post of a client. */
  form(path: string, fields: Fields, headers?: Headers): Promise<Response>;
  browser(headers?: Headers): Browser;
};

export async function startWorld(
  options: { environment?: Headers; clock?: Clock; bootstrap?: unknown } = {},
): Promise<World> {
  const server = await startTestServer({ bootstrap: declarations, ...options });
  const { app } = server.running;
  const { origin } = server;
  const send: World['send'] = (path, init = {}, address = '127.0.0.1') =>
    app.fetch(new Request(`${origin}${path}`, init), { address });
  return {
    server,
    origin,
    send,
    form: (path, fields, headers = {}) =>
      send(path, { method: 'POST', headers, body: new URLSearchParams(fields) }),
    browser: (always = {}) => browserOf(send, origin, always),
  };
}

function browserOf(send: World['send'], origin: string, always: Headers): Browser {
  const cookies = new Map<string, string>();
  const request = async (path: string, init: RequestInit, headers: Headers): Promise<Response> => {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
    const all = { accept: 'text/html', ...(cookie === '' ? {} : { cookie }), ...always, ...headers };
    const response = await send(path, { ...init, headers: all });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  };
  const browser: Browser = {
    cookies,
    get: (path, headers = {}) => request(path, {}, headers),
    post: (path, fields, headers = {}) =>
      request(path, { method: 'POST', body: new URLSearchParams(fields) }, { origin, ...headers }),
    async signIn(password = person.password, username = person.username) {
      const fields = hiddenFields(await (await browser.get('/login')).text());
      return browser.post('/login', { ...fields, username, password });
    },
  };
  return browser;
}

export const pkce = () => {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
};

/** A good authorization request, with members replaced. */
export const authorizationPath = (more: Fields = {}): string => {
  const query = {
    client_id: 'web',
    redirect_uri: callback,
    response_type: 'code',
    scope: 'openid profile offline_access read',
    state: 's',
    code_challenge: createHash('sha256').update('v'.repeat(43)).digest('base64url'),
    code_challenge_method: 'S256',
    ...more,
  };
  return `/oauth/authorize?${new URLSearchParams(query)}`;
};

export const redemption = (code: string, more: Fields = {}): Fields => ({
  grant_type: 'authorization_code',
  code,
  redirect_uri: callback,
  code_verifier: 'v'.repeat(43),
  ...more,
});

export const json = async (response: Response): Promise<Record<string, unknown>> =>
  JSON.parse(await response.text());

/** The code a signed-in browser gets for the client `web`. */
export async function codeFor(browser: Browser, more: Fields = {}): Promise<string> {
  const location = (await browser.get(authorizationPath(more))).headers.get('location') ?? '';
  const code = URL.canParse(location) ? new URL(location).searchParams.get('code') : null;
  if (code === null) throw new Error('the browser got no code');
  return code;
}

/** Code and exchange in one, for the client `web`. */
export async function tokensFor(world: World, browser: Browser): Promise<Record<string, string>> {
  const answer = await world.form('/oauth/token', redemption(await codeFor(browser)), asWeb);
  return (await json(answer)) as Record<string, string>;
}
