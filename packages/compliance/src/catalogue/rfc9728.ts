import { specification } from './requirement.ts';

/** RFC 9728, Protected Resource Metadata. */
export const rfc9728 = specification(
  'RFC 9728',
  [
    [
      '2',
      'MUST',
      'The document names its resource and tells what a client needs; members without value are left out.',
    ],
    ['3', 'MUST', 'The document is served at a well-known address.'],
    [
      '3.1',
      'MUST',
      'The well-known path goes between host and path of the resource; the document is had by GET.',
    ],
    ['3.2', 'MUST', 'The answer is 200 JSON.'],
    ['3.3', 'MUST', 'The resource in the document equals the one it was asked for.'],
    ['5', 'MUST', 'A challenge may name the address of the document.'],
    ['5.1', 'MUST', 'resource_metadata in WWW-Authenticate is the URL of the document.'],
    ['7.3', 'MUST', 'A client checks that the document speaks of the resource it asked.'],
    ['7.6', 'SHOULD', 'Authorization servers are chosen with care.'],
  ],
  'package tests',
);
