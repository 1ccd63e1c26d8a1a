import { specification } from './requirement.ts';

/** RFC 7617, The Basic HTTP Authentication Scheme. */
export const rfc7617 = specification('RFC 7617', [
  [
    '2',
    'MUST',
    'The scheme is case-insensitive, user and password are split at the first colon, the challenge has a realm.',
  ],
]);
