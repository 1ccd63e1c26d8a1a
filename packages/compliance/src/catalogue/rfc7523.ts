import { specification } from './requirement.ts';

/** RFC 7523, JWT Profile for Client Authentication and Authorization Grants. */
export const rfc7523 = specification('RFC 7523', [
  ['2.1', 'MUST', 'A JWT as a grant comes as assertion.'],
  ['2.2', 'MUST', 'A JWT authenticates a client as client_assertion of its type.'],
  ['3', 'MUST', 'iss and sub name the client, aud this server, exp is there and ahead, the signature holds.'],
  ['3.1', 'MUST', 'A bad grant assertion is invalid_grant.'],
  ['3.2', 'MUST', 'A bad client assertion is invalid_client.'],
  ['5', 'MUST', 'Both sides agree on algorithms, identifiers and one-time use.'],
]);
