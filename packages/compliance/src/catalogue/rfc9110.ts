import { specification } from './requirement.ts';

/** RFC 9110, HTTP Semantics. */
export const rfc9110 = specification('RFC 9110', [
  ['9.3.2', 'MUST', 'HEAD answers like GET without a body.'],
  ['11.1', 'MUST', 'Authentication schemes are case-insensitive.'],
  ['12.5.1', 'MAY', 'Accept says which types of answers are preferred.'],
  ['13.1.2', 'MUST', 'If-None-Match is * or a list of entity tags, compared weakly.'],
  ['15.5.2', 'MUST', 'A 401 answer carries a challenge.'],
  ['15.5.6', 'MUST', 'A 405 answer lists the allowed methods.'],
  ['15.6.3', 'SHOULD', 'A gateway that gets no usable answer from the server behind it says so with 502.'],
]);
