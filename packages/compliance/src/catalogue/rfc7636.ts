import { specification } from './requirement.ts';

/** RFC 7636, Proof Key for Code Exchange. */
export const rfc7636 = specification('RFC 7636', [
  ['4.1', 'MUST', 'A verifier has 43 to 128 unreserved characters.'],
  ['4.2', 'MUST', 'An S256 challenge is the base64url-encoded SHA-256 of the verifier.'],
  ['4.3', 'MUST', 'A challenge without method means plain.'],
  ['4.4.1', 'MUST', 'A missing challenge or an unsupported method is invalid_request.'],
  ['4.6', 'MUST', 'A verifier that does not match its challenge is invalid_grant.'],
]);
