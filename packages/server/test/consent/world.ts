/** A signed-in person in front of the pages on which something is decided, and a client that registered itself. */

import { createHash } from 'node:crypto';
import { type MovingClock, movingClock } from '../e2e/moving-clock.ts';
import { type PlainBrowser, signedInPlainly } from '../e2e/plain-browser.ts';
import { register, type Told } from '../registration/client.ts';
import { startTestServer, type TestServer } from '../running-server.ts';

export const ada = { username: 'ada', password: 'horse lantern staple weather' };
export const bob = { username: 'bob', password: 'staple weather lantern battery' };
export const files = 'https://files.example';
export const redirectUri = 'https://list.example/cb';
export const verifier = 'v'.repeat(43);

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

export const links = {
  client_uri: 'https://list.example/',
  policy_uri: 'https://list.example/privacy',
  tos_uri: 'https://list.example/terms',
};

/** What the client registers with unless a test says otherwise. */
export const asRegistered = {
  ...links,
  grant_types: ['authorization_code', 'refresh_token', deviceGrant],
  redirect_uris: [redirectUri],
  scope: 'openid',
};

export type ConsentWorld = {
  readonly server: TestServer;
  readonly clock: MovingClock;
  signedIn(person?: typeof ada): Promise<PlainBrowser>;
  client(): Promise<Told>;
  /** Rewrites the record of the resource, as the next bootstrap would. */
  changeResource(change: Readonly<Record<string, unknown>>): Promise<void>;
  post(
    path: string,
    form: Readonly<Record<string, string>>,
  ): Promise<{ status: number; body: Record<string, string> }>;
};

export async function startConsentWorld(): Promise<ConsentWorld> {
  const clock = movingClock();
  const server = await startTestServer({
    clock,
    environment: { CLIENT_CACHE_TTL: '0s' },
    bootstrap: {
      users: [
        {
          ...ada,
          email: 'ada@example.org',
          email_verified: true,
          claims: { name: 'Ada', birthdate: '1815-12-10' },
        },
        bob,
      ],
      clients: [
        {
          client_id: 'album',
          client_secret: 'f3b1c5d7-92aa-4d1e-8f0b-6d1f2a3b4c5d',
          client_name: 'Photo Album',
          redirect_uris: [redirectUri],
          scope: 'openid profile read',
          skip_consent: true,
        },
      ],
      resources: [
        {
          resource: files,
          name: 'Files',
          identity_claims: ['email'],
          scopes: [{ name: 'files:read', description: 'Read your files' }],
        },
      ],
    },
  });
  return {
    server,
    clock,
    signedIn: (person = ada) => signedInPlainly(server, person),
    client: () => register(server.origin, asRegistered),
    async changeResource(change) {
      const { kysely } = server.running.database;
      await kysely.updateTable('resource').set(change).where('uri', '=', files).execute();
    },
    async post(path, form) {
      const body = new URLSearchParams(form);
      const response = await fetch(server.origin + path, { method: 'POST', body });
      const text = await response.text();
      return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
    },
  };
}

/** The path of an authorization request; `more` changes or adds parameters. */
export const requestOf = (client: string, more: Readonly<Record<string, string>> = {}): string =>
  `/oauth/authorize?${new URLSearchParams({
    client_id: client,
    redirect_uri: redirectUri,
    response_type: 'code',
    state: 's1',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...more,
  })}`;

/** Follows redirects of this server until a page or another site. */
export async function follow(browser: PlainBrowser, path: string): Promise<Response> {
  let response = await browser.get(path);
  for (let hops = 0; hops < 6; hops += 1) {
    const next = response.headers.get('location') ?? '';
    if (!next.startsWith('/')) return response;
    response = await browser.get(next);
  }
  throw new Error('too many redirects');
}

/** The hidden fields of a page, as a browser would send them. */
export const fieldsOf = (page: string): Record<string, string> =>
  Object.fromEntries(
    [...page.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)].map(
      ([, name = '', value = '']) => [
        name,
        value
          .replaceAll('&#39;', "'")
          .replaceAll('&quot;', '"')
          .replaceAll('&lt;', '<')
          .replaceAll('&amp;', '&'),
      ],
    ),
  );

export const codeIn = (response: Response): string | null =>
  URL.parse(response.headers.get('location') ?? '')?.searchParams.get('code') ?? null;
