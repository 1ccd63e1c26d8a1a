import { specification } from './requirement.ts';

/** RFC 9101, JWT-Secured Authorization Request. */
export const rfc9101 = specification('RFC 9101', [
  ['6.3', 'MUST', 'Only what the referenced request holds is read; client_id has to agree with it.'],
]);
