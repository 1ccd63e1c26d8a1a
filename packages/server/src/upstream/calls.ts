/** Requests to providers: no redirect is followed, and every answer is bounded (product.md I-1). */

import { isJsonObject, readForeignJson, s256 } from '@grantor/protocol';
import type { Outbound } from '../outbound/outbound.ts';
import { saidText } from '../people/said-text.ts';
import { type ProviderClient, type UpstreamAttempt, UpstreamFault } from './provider.ts';

export type Members = Readonly<Record<string, unknown>>;

export const longestAnswer = 1_048_576;

/** The tokens of an answer, and what else it says. */
export type TokenAnswer = { readonly accessToken: string; readonly members: Members };

type Authentication = 'client_secret_basic' | 'client_secret_post';

/** RFC 6749 §4.1.2.1: the person, or the provider for them, said no. */
export const isDenial = (error: string | undefined): boolean => error === 'access_denied';

/** RFC 6749 §4.1.1 with RFC 7636 §4.3. */
export function authorizationUrlOf(
  endpoint: string,
  { clientId, redirectUri, scopes }: ProviderClient,
  { attempt, more }: { readonly attempt: UpstreamAttempt; readonly more: Readonly<Record<string, string>> },
): string {
  const url = new URL(endpoint);
  const parameters = {
    ...{ response_type: 'code', client_id: clientId, redirect_uri: redirectUri, scope: scopes.join(' ') },
    ...{ state: attempt.state, code_challenge: s256(attempt.verifier), code_challenge_method: 'S256' },
    ...more,
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

/** RFC 6749 §4.1.3, with the code verifier. Rejects with UpstreamFault. */
export async function redeem(
  outbound: Outbound,
  endpoint: string,
  {
    client,
    code,
    verifier,
    authentication,
  }: {
    readonly client: ProviderClient;
    readonly code: string;
    readonly verifier: string;
    readonly authentication: Authentication;
  },
): Promise<TokenAnswer> {
  const { clientId, clientSecret, redirectUri } = client;
  const secret = clientSecret.reveal();
  const form = new URLSearchParams({
    ...{ grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier },
    ...(authentication === 'client_secret_post' ? { client_id: clientId, client_secret: secret } : {}),
  });
  const answer = await outbound({
    ...{ url: endpoint, method: 'POST', body: form.toString(), accept: json, longestBody: longestAnswer },
    headers: {
      ...common,
      'content-type': 'application/x-www-form-urlencoded',
      ...(authentication === 'client_secret_basic' ? { authorization: basic(clientId, secret) } : {}),
    },
  });
  if (answer.kind !== 'answered') throw new UpstreamFault('provider unreachable');
  const members = answer.result === 'success' ? membersOf(answer.body) : null;
  const accessToken = members?.['access_token'];
  // GitHub says with 200 that it refuses
  if (members === null || typeof accessToken !== 'string' || accessToken === '')
    throw new UpstreamFault('code refused');
  return { accessToken, members };
}

/** What an API of the provider answers to the token; null: it refuses. Rejects with UpstreamFault. */
export async function readWith(outbound: Outbound, url: string, accessToken: string): Promise<unknown> {
  const headers = { ...common, authorization: `Bearer ${accessToken}` };
  const answer = await outbound({
    ...{ url, method: 'GET', body: null, accept: json, longestBody: longestAnswer },
    headers,
  });
  if (answer.kind !== 'answered') throw new UpstreamFault('provider unreachable');
  if (answer.result !== 'success') return null;
  return readForeignJson(Buffer.from(answer.body).toString('utf8'));
}

/** The same, an object. */
export async function readMembers(outbound: Outbound, url: string, accessToken: string): Promise<Members> {
  const read = await readWith(outbound, url, accessToken);
  if (!isJsonObject(read)) throw new UpstreamFault('provider answered something else');
  return read;
}

export function membersOf(body: Uint8Array): Members | null {
  const read = readForeignJson(Buffer.from(body).toString('utf8'));
  return isJsonObject(read) ? read : null;
}

const json = ['application/json', '+json'];
const common = { accept: 'application/json', 'user-agent': 'grantor' };

// RFC 6749 §2.3.1: each part form-encoded
const basic = (id: string, secret: string): string => {
  const encoded = [id, secret].map((part) => new URLSearchParams({ '': part }).toString().slice(1)).join(':');
  return `Basic ${Buffer.from(encoded).toString('base64')}`;
};

/** A text of the answer that people may be shown; null: there is none. */
export const textIn = (members: Members, name: string): string | null => saidText(members[name]);

/** An address of a picture. */
export function webAddressIn(members: Members, name: string): string | null {
  const value = members[name];
  if (typeof value !== 'string' || value.length > 2048) return null;
  return URL.parse(value)?.protocol === 'https:' ? value : null;
}
