import { specification } from './requirement.ts';

/** RFC 7662, Token Introspection. */
export const rfc7662 = specification('RFC 7662', [
  ['2', 'MUST', 'The introspection endpoint is protected and answers only callers it knows.'],
  [
    '2.1',
    'MUST',
    'The endpoint takes a POST form with token, requires authorization and lets no hint narrow the search.',
  ],
  ['2.2', 'MUST', 'The answer is JSON with active; of a token that is not active nothing more is told.'],
  ['4', 'MUST', 'Callers are authenticated, and a token is shown only to those entitled to see it.'],
]);
