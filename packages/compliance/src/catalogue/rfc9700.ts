import { specification } from './requirement.ts';

/** RFC 9700, Best Current Practice for OAuth 2.0 Security. */
export const rfc9700 = specification('RFC 9700', [
  ['2.1', 'MUST', 'Redirect URIs are compared as exact strings; the server is no open redirector.'],
  ['2.1.1', 'MUST', 'Public clients use PKCE, confidential ones PKCE or nonce; S256 is the method.'],
  ['2.1.2', 'SHOULD', 'No access token is issued in the authorization answer.'],
  [
    '2.2.2',
    'MUST',
    'Refresh tokens are issued by policy; those of public clients rotate or are sender-constrained.',
  ],
  ['2.4', 'MUST', 'The password grant is not used.'],
  ['2.6', 'MUST', 'The authorization endpoint does not support CORS.'],
  ['4.1.3', 'MUST', 'The redirect URI is checked against those of the very client.'],
  ['4.2.4', 'MUST', 'A code is invalid after its first use; a second use should revoke what it gave.'],
  ['4.3.2', 'MUST', 'Access tokens do not travel in a query.'],
  ['4.8.2', 'MUST', 'A verifier without challenge is refused, and a challenge is always verified.'],
  ['4.10.2', 'SHOULD', 'Access tokens are restricted to an audience and refused elsewhere.'],
  ['4.11.2', 'MUST', 'The server does not redirect users to places they do not trust.'],
  ['4.12', 'MUST', 'A request that may hold credentials is not redirected with 307; 303 is used.'],
  ['4.14.2', 'MUST', 'Reuse of a rotated refresh token is detected and revokes the active one.'],
  ['4.15', 'SHOULD', 'A client cannot choose a subject that looks like a user.'],
  ['4.16', 'MUST', 'Pages of the flow are protected against clickjacking.'],
]);
