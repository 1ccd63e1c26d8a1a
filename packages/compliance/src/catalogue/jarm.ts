import { specification } from './requirement.ts';

/** JWT Secured Authorization Response Mode for OAuth 2.0. */
export const jarm = specification('JARM', [
  ['2.1', 'MUST', 'The answer is one JWT with issuer, audience, expiry and every parameter; errors too.'],
  ['2.2', 'MUST', 'It is signed.'],
  ['2.3', 'MUST', 'The mode says how the JWT travels; jwt goes where the response type goes.'],
  ['2.3.1', 'MUST', 'Answers with tokens never travel in the query.'],
  ['3', 'MUST', 'The client says how answers are signed; RS256 unless it does.'],
  ['4', 'MUST', 'Metadata lists the algorithms of signed answers.'],
]);
