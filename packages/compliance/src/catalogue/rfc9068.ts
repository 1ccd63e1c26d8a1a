import { specification } from './requirement.ts';

/** RFC 9068, JWT Profile for OAuth 2.0 Access Tokens. */
export const rfc9068 = specification('RFC 9068', [
  ['2.1', 'MUST', 'A JWT access token is signed and has the type at+jwt.'],
  ['2.2', 'MUST', 'iss, exp, aud, sub, client_id, iat and jti are there.'],
  ['2.2.1', 'MAY', 'auth_time, acr and amr tell of the authentication.'],
  ['2.2.3', 'SHOULD', 'A scope in the request is reflected in the scope claim.'],
  ['3', 'MUST', 'The audience is the requested resource, or a default.'],
  ['4', 'MUST', 'A resource server validates type, issuer, audience, signature and expiry.'],
  ['5', 'MUST', 'The subject of a client cannot be confused with that of a user.'],
]);
