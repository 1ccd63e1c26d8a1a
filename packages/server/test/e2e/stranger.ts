/** A client nobody knows: registers itself, asks by the fallback paths, and redeems what it gets. */

import { strict as assert } from 'node:assert';
import { createHash, randomBytes } from 'node:crypto';
import { hiddenFields, type PlainBrowser } from './plain-browser.ts';

type Origin = { readonly origin: string };
type Members = Readonly<Record<string, unknown>>;
/** Sent as they are; a list repeats the parameter, undefined leaves it out. */
export type Parameters = Readonly<Record<string, string | readonly string[] | undefined>>;
export type Tokens = Readonly<Record<string, string>>;

export const encode = (parameters: Parameters): URLSearchParams =>
  new URLSearchParams(
    Object.entries(parameters).flatMap(([name, value]) =>
      [value ?? []].flat().map((each): [string, string] => [name, each]),
    ),
  );

/** Registers a public client (RFC 7591 §3) and answers its id. */
export async function register({ origin }: Origin, members: Members): Promise<string> {
  const response = await fetch(`${origin}/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token_endpoint_auth_method: 'none', ...members }),
  });
  const answer = (await response.json()) as Record<string, string>;
  assert.equal(response.status, 201, JSON.stringify(answer));
  return answer['client_id'] ?? '';
}

export type Asked = {
  readonly path: string;
  readonly redirectUri: string;
  readonly verifier: string;
  readonly state: string;
};

/** An authorization request at `/authorize`. */
export function ask(client: string, redirectUri: string, more: Parameters = {}): Asked {
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(8).toString('hex');
  const query = encode({
    client_id: client,
    redirect_uri: redirectUri,
    response_type: 'code',
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...more,
  });
  return { path: `/authorize?${query}`, redirectUri, verifier, state };
}

/** The consent page of a signed-in person, or null where none is asked. */
export async function consentPage(browser: PlainBrowser, { path }: Asked): Promise<string | null> {
  const next = (await browser.get(path)).headers.get('location') ?? '';
  return next.startsWith('/consent') ? (await browser.get(next)).text() : null;
}

/** Allows what is asked; the answer that goes to the client. */
export async function allow(browser: PlainBrowser, asked: Asked): Promise<Response> {
  const response = await browser.get(asked.path);
  const next = response.headers.get('location') ?? '';
  if (!next.startsWith('/consent')) return response;
  const fields = hiddenFields(await (await browser.get(next)).text());
  return browser.post('/consent', { ...fields, action: 'approve' });
}

export type TokenAnswer = { readonly status: number; readonly body: Tokens };

export async function atToken({ origin }: Origin, parameters: Parameters): Promise<TokenAnswer> {
  const response = await fetch(`${origin}/token`, { method: 'POST', body: encode(parameters) });
  return { status: response.status, body: (await response.json()) as Tokens };
}

/** Allows what is asked and redeems the code. */
export async function signIn(
  world: { readonly server: Origin; readonly browser: PlainBrowser; readonly client: string },
  asked: Asked,
  more: Parameters = {},
): Promise<TokenAnswer> {
  const answer = new URL((await allow(world.browser, asked)).headers.get('location') ?? 'about:blank');
  return atToken(world.server, {
    grant_type: 'authorization_code',
    client_id: world.client,
    code: answer.searchParams.get('code') ?? '',
    redirect_uri: asked.redirectUri,
    code_verifier: asked.verifier,
    ...more,
  });
}

/** The claims of a JWT, unverified. */
export const claimsOf = (jwt: string | undefined): Readonly<Record<string, unknown>> =>
  JSON.parse(Buffer.from(jwt?.split('.')[1] ?? '', 'base64url').toString('utf8'));
