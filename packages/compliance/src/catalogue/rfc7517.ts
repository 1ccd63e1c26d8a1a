import { specification } from './requirement.ts';

/** RFC 7517, JSON Web Key. */
export const rfc7517 = specification('RFC 7517', [
  ['4', 'MUST', 'A key is a JSON object whose members say what it is.'],
  ['4.5', 'SHOULD', 'Keys of one set have distinct kid values.'],
  ['5', 'MUST', 'A key set is an object with an array named keys.'],
  ['8.5', 'MAY', 'The media type of a key set is application/jwk-set+json.'],
  ['9.2', 'MUST', 'Private and symmetric key material is not disclosed.'],
]);
