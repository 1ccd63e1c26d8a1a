import { specification } from './requirement.ts';

/** RFC 9207, Authorization Server Issuer Identification. */
export const rfc9207 = specification('RFC 9207', [
  ['2', 'MUST', 'Every authorization answer, errors included, carries iss equal to the issuer.'],
  ['3', 'MUST', 'Metadata says that iss is sent.'],
]);
