import { specification } from './requirement.ts';

/** RFC 9101, JWT-Secured Authorization Request. */
export const rfc9101 = specification('RFC 9101', [
  ['4', 'MUST', 'A request object has the parameters as claims, and neither request nor request_uri.'],
  [
    '5',
    'MUST',
    'It comes with client_id, which agrees with it, by request or by request_uri, never by both.',
  ],
  ['5.2', 'MAY', 'A request object is fetched from a request_uri.'],
  ['5.2.3', 'SHOULD', 'What is fetched has the media type of request objects.'],
  ['6', 'MUST', 'A request object is verified before anything in it is read.'],
  ['6.1', 'MAY', 'It may be encrypted.'],
  ['6.2', 'MUST', 'Its signature is by a key of the client, with an algorithm that is allowed for it.'],
  ['6.3', 'MUST', 'Only what the referenced request holds is read; client_id has to agree with it.'],
  ['7', 'MUST', 'What cannot be used is invalid_request_object or invalid_request_uri.'],
  ['10.5', 'MUST', 'Clients that always sign are served nothing else; none is no signature.'],
  ['10.8', 'MUST', 'No request object passes for another JWT, nor another for it.'],
]);
