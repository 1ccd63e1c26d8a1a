import { specification } from './requirement.ts';

/** RFC 7009, Token Revocation. */
export const rfc7009 = specification('RFC 7009', [
  ['2', 'MUST', 'Refresh tokens can be revoked, and access tokens should be.'],
  ['2.1', 'MUST', 'The client authenticates, owns the token, and a hint never narrows the search for it.'],
  ['2.2', 'MUST', 'Revocation of an unknown or dead token is a success.'],
  ['2.2.1', 'MUST', 'Errors follow the token endpoint.'],
]);
