import { specification } from './requirement.ts';

/** RFC 9396, Rich Authorization Requests. */
export const rfc9396 = specification('RFC 9396', [
  ['2', 'MUST', 'Details are an array of objects, each with the type that says what its members mean.'],
  ['2.1', 'MUST', 'The type is an identifier the server knows.'],
  ['2.2', 'MAY', 'An object names the places where its permissions are to be used.'],
  ['3', 'MAY', 'A request for authorization carries details, wherever it carries a scope.'],
  ['3.1', 'SHOULD', 'The person sees what scope and details ask for together.'],
  ['5', 'MUST', 'What is unknown, malformed or not allowed is refused as invalid_authorization_details.'],
  ['6', 'MUST', 'A token request names no more than was granted.'],
  ['7', 'MUST', 'The token answer carries the details that were granted.'],
  ['9.1', 'MAY', 'An access token that is a JWT carries its details as a claim.'],
  ['9.2', 'MAY', 'Introspection tells the details of a token.'],
  ['10', 'MAY', 'Metadata of the server names its types, that of a client those it may ask for.'],
]);
