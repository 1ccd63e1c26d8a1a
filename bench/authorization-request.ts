/** The authorization request of every walk: one PKCE pair for the whole run, which no server can know of. */

import { createHash, randomBytes } from 'node:crypto';
import type { FixtureClient } from './fixtures.ts';

export const codeVerifier = randomBytes(32).toString('base64url');
const codeChallenge = createHash('sha256').update(codeVerifier).digest('base64url');

export function authorizationRequest(endpoint: URL, client: FixtureClient): URL {
  const url = new URL(endpoint);
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: client.client_id,
    redirect_uri: client.redirect_uris[0] ?? '',
    scope: client.scope,
    state: 'af0ifjsldkj',
    nonce: 'n-0S6_WzA2Mj',
    code_challenge: codeChallenge,
    code_challenge_method: 'S256',
  }).toString();
  return url;
}
