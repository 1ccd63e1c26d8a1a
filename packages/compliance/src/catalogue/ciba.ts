import { specification } from './requirement.ts';

// OpenID Connect Client-Initiated Backchannel Authentication Flow, Core.
export const ciba = specification('CIBA', [
  [
    '4',
    'MUST',
    'Metadata names the endpoint and how clients hear of decisions; clients register which they use.',
  ],
  ['5', 'MUST', 'A client polls, or is told and then asks.'],
  ['7', 'MUST', 'The client asks by a form, and authenticates.'],
  ['7.1', 'MUST', 'A request has the scope openid and names the person by exactly one hint.'],
  ['7.1.1', 'MUST', 'A signed request has iss, aud, exp, iat, nbf and jti, and nothing stands beside it.'],
  ['7.3', 'MUST', 'The answer has auth_req_id, expires_in and, for clients that poll, interval.'],
  ['8', 'MUST', 'The person is asked and decides.'],
  ['10.1', 'MUST', 'The client comes for the tokens with the grant type and the auth_req_id, as itself.'],
  ['10.2', 'MUST', 'A client that is told gets the auth_req_id, with its own token.'],
  ['11', 'MUST', 'The token endpoint says how things stand: pending, too often, denied, expired or unknown.'],
  ['13', 'MUST', 'Errors have their codes.'],
]);
