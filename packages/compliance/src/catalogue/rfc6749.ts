import { specification } from './requirement.ts';

/** RFC 6749, The OAuth 2.0 Authorization Framework. */
export const rfc6749 = specification('RFC 6749', [
  [
    '1.5',
    'MUST',
    'Access tokens and refresh tokens are different credentials and never stand in for one another.',
  ],
  ['2.1', 'MUST', 'A client is confidential or public; a public client is never trusted to keep a secret.'],
  ['2.3', 'MUST', 'A client uses one authentication method per request.'],
  ['2.3.1', 'MUST', 'HTTP Basic with form-encoded halves is accepted; a secret never travels in the URI.'],
  [
    '3.1',
    'MUST',
    'GET is supported; valueless and unknown parameters are ignored, repeated ones refused; no fragment.',
  ],
  [
    '3.1.1',
    'MUST',
    'response_type is required; the order of its values does not matter; unknown ones are errors.',
  ],
  ['3.1.2', 'MUST', 'A query in the redirect URI is retained when parameters are added.'],
  ['3.1.2.3', 'MUST', 'With several registered redirect URIs the request names one of them.'],
  [
    '3.2',
    'MUST',
    'The token endpoint takes POST only; valueless and unknown parameters are ignored, repeated ones refused.',
  ],
  ['3.2.1', 'MUST', 'Confidential clients authenticate at the token endpoint.'],
  [
    '3.3',
    'MUST',
    'Scope is a list of case-sensitive tokens; a scope other than the requested one is told to the client.',
  ],
  [
    '4.1',
    'MUST',
    'The authorization code flow issues a code through the browser and tokens for it at the token endpoint.',
  ],
  ['4.1.1', 'MUST', 'An authorization request names the client.'],
  [
    '4.1.2',
    'MUST',
    'A code is short-lived and single-use; state is returned exactly; a second use is denied and revokes.',
  ],
  [
    '4.1.2.1',
    'MUST',
    'Without a valid redirect URI and client nothing is redirected; other errors carry a code and the state.',
  ],
  [
    '4.1.3',
    'MUST',
    'A code is redeemed by the client it was issued to, with the same redirect URI, after authentication.',
  ],
  ['4.1.4', 'MUST', 'A valid request is answered with an access token, an invalid one with an error.'],
  ['4.4', 'MUST', 'Only confidential clients use the client credentials grant.'],
  ['4.4.2', 'MUST', 'The client authenticates to use the client credentials grant.'],
  ['4.4.3', 'SHOULD', 'No refresh token is issued for client credentials.'],
  ['5.1', 'MUST', 'A token answer is JSON with access_token and token_type, never cached.'],
  [
    '5.2',
    'MUST',
    'An error answer is JSON with a registered code and status 400, or 401 for a failed client authentication.',
  ],
  [
    '6',
    'MUST',
    'A refresh authenticates the client, checks that the token is its own and never widens the scope.',
  ],
  [
    '10.2',
    'MUST',
    'The server does not repeat an authorization for a client it cannot be sure of without the user.',
  ],
  ['10.4', 'MUST', 'The binding of a refresh token to its client is kept and checked.'],
  ['10.5', 'MUST', 'Codes are short-lived and single-use and bound to the client.'],
  ['10.10', 'MUST', 'Tokens cannot be guessed.'],
  [
    '10.12',
    'MUST',
    'The flow keeps state unharmed, so that clients can defend against cross-site request forgery.',
  ],
  ['10.13', 'SHOULD', 'Pages of the flow refuse to be framed.'],
]);
