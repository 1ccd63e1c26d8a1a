import { specification } from './requirement.ts';

/** OAuth Client ID Metadata Document, draft-ietf-oauth-client-id-metadata-document-00. */
export const clientIdMetadataDocument = specification('CIMD', [
  [
    '3',
    'MUST',
    'The URL is https with a path and without dot segments, fragment or user information; a port may be there.',
  ],
  ['4', 'SHOULD', 'The server reads what it knows of the client from the document.'],
  ['4.1', 'MUST', 'The document is JSON, names its own URL as client_id and holds no shared secret.'],
  ['4.2', 'MAY', 'A service may lend URLs to clients under development.'],
  ['4.3', 'SHOULD', 'A document that cannot be had ends the authorization request.'],
  ['4.4', 'MUST', 'Documents may be cached as HTTP says; errors and invalid documents never are.'],
  ['4.5', 'MUST', 'The redirect URI of a request equals one of the document.'],
  ['5', 'MUST', 'Metadata of the server says whether documents are read.'],
  ['6.1', 'MAY', 'Redirect URIs may be tied to the origin of the document.'],
  ['6.2', 'MUST', 'A document may publish keys, and the client then authenticates with them.'],
  ['6.3', 'MAY', 'Changed keys may end what was granted.'],
  ['6.4', 'SHOULD', 'The page names the host of the document.'],
  ['6.5', 'SHOULD', 'No URL is fetched from a private or loopback address.'],
  ['6.6', 'SHOULD', 'The size of a document is limited.'],
  ['6.7', 'SHOULD', 'Logos are fetched by the server, not by the browser.'],
  ['6.8', 'MAY', 'Domains may be trusted or refused by policy.'],
]);
