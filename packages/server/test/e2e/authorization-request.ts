/** Authorization requests as an application writes them. */

import { createHash, randomBytes } from 'node:crypto';
import { webApplication } from './declarations.ts';
import type { RelyingParty } from './relying-party.ts';

export type AuthorizationRequest = {
  readonly address: string;
  readonly state: string;
  readonly verifier: string;
};

/** Code + S256 of the web application unless `parameters` say otherwise; an undefined one is left out. */
export function authorizationRequest(
  server: { readonly origin: string },
  party: RelyingParty,
  parameters: Readonly<Record<string, string | undefined>> = {},
): AuthorizationRequest {
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(16).toString('base64url');
  const whole = {
    client_id: webApplication.client_id,
    redirect_uri: party.redirectUri,
    response_type: 'code',
    scope: 'openid profile',
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...parameters,
  };
  const address = new URL('/oauth/authorize', server.origin);
  for (const [name, value] of Object.entries(whole)) {
    if (value !== undefined) address.searchParams.set(name, value);
  }
  return { address: address.href, state, verifier };
}

/** The token answer for the code in what arrived at the redirect URI. */
export async function redeemCode(
  server: { readonly origin: string },
  redirected: URL,
  { verifier }: AuthorizationRequest,
): Promise<Readonly<Record<string, string>>> {
  const { client_id, client_secret } = webApplication;
  const response = await fetch(`${server.origin}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: redirected.searchParams.get('code') ?? '',
      redirect_uri: redirected.origin + redirected.pathname,
      code_verifier: verifier,
      client_id,
      client_secret,
    }),
  });
  return (await response.json()) as Record<string, string>;
}
