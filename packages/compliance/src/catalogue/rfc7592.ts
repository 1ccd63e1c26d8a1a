import { specification } from './requirement.ts';

/** RFC 7592, Dynamic Client Registration Management. */
export const rfc7592 = specification('RFC 7592', [
  ['2', 'MUST', 'A client manages its own registration, and no other, with its registration token.'],
  ['2.1', 'MUST', 'GET answers what is registered now; a token that fits nothing is 401.'],
  ['2.2', 'MUST', 'PUT replaces everything; it names the client and cannot choose its secret.'],
  ['2.3', 'MUST', 'DELETE ends the client with its tokens and answers 204.'],
  ['3', 'MUST', 'The answer carries the address and the token for managing the registration.'],
  ['5', 'MUST', 'A registration token is a secret good for one client, and gone with it.'],
]);
