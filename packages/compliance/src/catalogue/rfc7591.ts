import { specification } from './requirement.ts';

/** RFC 7591, Dynamic Client Registration. */
export const rfc7591 = specification('RFC 7591', [
  ['2', 'MUST', 'Metadata members have their types and defaults; what is not understood is ignored.'],
  ['2.1', 'MUST', 'Grant types and response types agree.'],
  ['2.2', 'MUST', 'A readable member may come in several languages, each under its own tag.'],
  ['3', 'MUST', 'The endpoint takes registrations, with an initial access token if it asks for one.'],
  ['3.1', 'MUST', 'A registration is one JSON object, posted.'],
  ['3.1.1', 'MUST', 'A software statement that is not understood is ignored.'],
  ['3.2.1', 'MUST', 'The answer is 201 and tells everything that was registered, and it is not stored.'],
  ['3.2.2', 'MUST', 'Errors are 400 JSON with a code for redirect URIs and one for the rest.'],
  ['5', 'MUST', 'What registers itself is not trusted: redirect URIs are checked, text is not believed.'],
]);
