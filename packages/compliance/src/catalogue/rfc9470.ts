import { specification } from './requirement.ts';

/** RFC 9470, Step Up Authentication Challenge Protocol. */
export const rfc9470 = specification('RFC 9470', [
  ['4', 'SHOULD', 'acr_values and max_age of the request are honoured and told of in the tokens.'],
]);
