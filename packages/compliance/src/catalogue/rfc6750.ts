import { specification } from './requirement.ts';

/** RFC 6750, Bearer Token Usage. */
export const rfc6750 = specification('RFC 6750', [
  ['2', 'MUST', 'A token is sent by one method per request.'],
  ['2.1', 'MUST', 'A resource server accepts the token in the Authorization header.'],
  ['2.2', 'MAY', 'A token may come in a form body of a POST.'],
  ['2.3', 'SHOULD', 'Tokens are not sent in the query.'],
  ['3', 'MUST', 'A refused request is answered with a Bearer challenge.'],
  [
    '3.1',
    'SHOULD',
    'invalid_token goes with 401, insufficient_scope with 403; a request without token gets no error code.',
  ],
]);
