import { specification } from './requirement.ts';

/** RFC 8725, JSON Web Token Best Current Practices. */
export const rfc8725 = specification('RFC 8725', [
  ['3.1', 'MUST', 'The algorithm is checked against what the key is for.'],
  ['3.2', 'MUST', 'Unsigned tokens are not accepted where a signature is expected.'],
  ['3.11', 'SHOULD', 'Kinds of JWT are told apart by explicit types.'],
]);
