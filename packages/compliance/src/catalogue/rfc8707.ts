import { specification } from './requirement.ts';

/** RFC 8707, Resource Indicators. */
export const rfc8707 = specification('RFC 8707', [
  [
    '2',
    'MUST',
    'A resource is an absolute URI without fragment; an unknown or malformed one is invalid_target.',
  ],
  ['2.1', 'MUST', 'The authorization request may name several resources; scopes are those of the resources.'],
  ['2.2', 'MUST', 'The token request may choose among the granted resources; the audience says which.'],
]);
