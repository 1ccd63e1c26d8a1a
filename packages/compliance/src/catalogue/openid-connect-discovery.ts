import { specification } from './requirement.ts';

/** OpenID Connect Discovery 1.0. */
export const openidConnectDiscovery = specification('Discovery', [
  [
    '3',
    'MUST',
    'jwks_uri, subject types and signing algorithms (with RS256) are there; the key set has no private keys.',
  ],
  ['4', 'MUST', 'The configuration is found below the issuer.'],
  ['4.1', 'MUST', 'The configuration answers GET at the well-known path.'],
  ['4.3', 'MUST', 'The issuer in the document is the one asked for and the one in ID tokens.'],
]);
