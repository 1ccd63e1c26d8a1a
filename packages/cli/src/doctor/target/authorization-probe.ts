/** Asks the authorization endpoint for an error, as a browser without a session would get it. */

import { createHash } from 'node:crypto';
import type { Answer, Ask } from './ask.ts';

/** A client that the server knows. */
export type KnownClient = { readonly clientId: string; readonly redirectUri: string };

const codeChallenge = createHash('sha256')
  .update('grantor-doctor-grantor-doctor-grantor-doctor')
  .digest('base64url');

const usual = { state: 'grantor-doctor', code_challenge: codeChallenge, code_challenge_method: 'S256' };

/** Two errors that belong to the client (RFC 6749 §4.1.2.1): nobody is signed in, and no such response type. */
const refused: readonly Readonly<Record<string, string>>[] = [
  { ...usual, response_type: 'code', scope: 'openid', prompt: 'none' },
  { ...usual, response_type: 'grantor_doctor' },
];

/** The parameters of the first error that reaches the client's redirect URI; null when none does. */
export async function authorizationErrors(
  endpoint: string,
  { clientId, redirectUri }: KnownClient,
  ask: Ask,
): Promise<URLSearchParams | null> {
  for (const parameters of refused) {
    const answer = await ask(
      requestUrl(endpoint, { client_id: clientId, redirect_uri: redirectUri, ...parameters }),
    );
    const location = locationOf(answer);
    if (location?.href.startsWith(redirectUri) !== true) continue;
    return location.hash === '' ? location.searchParams : new URLSearchParams(location.hash.slice(1));
  }
  return null;
}

/** What becomes of an ordinary request with this redirect URI. */
export const requestWith = (
  endpoint: string,
  { clientId, redirectUri }: KnownClient,
  ask: Ask,
): Promise<Answer> =>
  ask(
    requestUrl(endpoint, { ...usual, response_type: 'code', client_id: clientId, redirect_uri: redirectUri }),
  );

export const redirectsTo = (answer: Answer, hostname: string): boolean =>
  locationOf(answer)?.hostname === hostname;

function requestUrl(endpoint: string, parameters: Readonly<Record<string, string>>): string {
  const url = new URL(endpoint);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

const locationOf = ({ url, status, headers }: Answer): URL | null =>
  status >= 300 && status < 400 ? URL.parse(headers.get('location') ?? '', url) : null;
