import { specification } from './requirement.ts';

/** RFC 9126, Pushed Authorization Requests. */
export const rfc9126 = specification('RFC 9126', [
  ['2', 'MUST', 'Clients authenticate as at the token endpoint.'],
  [
    '2.1',
    'MUST',
    'A pushed request is a form with the parameters of an authorization request, and no request_uri.',
  ],
  ['2.2', 'MUST', 'The answer is 201 with request_uri and expires_in.'],
  ['2.3', 'MUST', 'What is wrong is told as at the token endpoint.'],
  ['3', 'MUST', 'A pushed request object is of the client that pushes it.'],
  ['4', 'MUST', 'The browser brings client_id and request_uri, and what was pushed counts.'],
  ['5', 'MUST', 'Metadata names the endpoint, and whether no other way is open.'],
  ['6', 'MUST', 'A client may register that it always pushes.'],
  ['7.1', 'MUST', 'A request_uri cannot be guessed.'],
  ['7.3', 'SHOULD', 'A request_uri is used once.'],
]);
