import { specification } from './requirement.ts';

/** RFC 8252, OAuth 2.0 for Native Apps. */
export const rfc8252 = specification('RFC 8252', [
  ['6', 'MUST', 'Public native clients use PKCE.'],
  ['7', 'MUST', 'Private-use schemes, claimed https URIs and loopback redirects are supported.'],
  ['7.1', 'MUST', 'A private-use scheme redirect works by exact match.'],
  ['7.3', 'MUST', 'Any port is allowed on loopback IP redirect URIs at the time of the request.'],
  [
    '8.4',
    'MUST',
    'Redirect URIs of native clients are registered in full and matched exactly but for the loopback port.',
  ],
  ['8.6', 'SHOULD', 'A request of a client that can be imitated is not answered without the user.'],
]);
