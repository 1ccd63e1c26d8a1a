import { specification } from './requirement.ts';

/** RFC 8414, Authorization Server Metadata. */
export const rfc8414 = specification('RFC 8414', [
  ['2', 'MUST', 'issuer, endpoints and response_types_supported are there.'],
  ['3', 'MUST', 'Metadata is available at a well-known path made from the issuer.'],
  ['3.1', 'MUST', 'The document answers GET at the well-known path.'],
  ['3.2', 'MUST', 'The answer is a JSON object with status 200; members without value are left out.'],
  ['3.3', 'MUST', 'issuer in the document equals the issuer it was asked for.'],
]);
