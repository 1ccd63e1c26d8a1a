/** What would loosen a profile of FAPI, which may only be tightened (advanced.md PRF-2). */

import { isFapi } from '@grantor/engine/surface';
import type { Check } from './check.ts';
import type { Settings } from './schema.ts';

const underFapi = (
  name: string,
  loosens: (settings: Settings) => boolean,
  [wrong, allowed]: readonly [string, string],
): Check => ({
  variables: [name, 'PROFILE'],
  breaks: (settings) => isFapi(settings.authorization.profile) && loosens(settings),
  wrong: `${wrong}, against PROFILE`,
  allowed,
});

const weak: readonly string[] = ['RS256', 'HS256'];
const strongNames = 'ES256, PS256 or EdDSA';

export const profileChecks: readonly Check[] = [
  underFapi('PKCE_REQUIRED', ({ authorization }) => authorization.pkceRequired === false, [
    'lets clients leave PKCE out',
    'true, or no value',
  ]),
  underFapi('PAR_REQUIRED', ({ authorization }) => authorization.pushedRequestsRequired === false, [
    'lets requests come that were not pushed',
    'true, or no value',
  ]),
  underFapi('ENABLE_LEGACY_RESPONSE_TYPES', ({ authorization }) => authorization.legacyResponseTypes, [
    'lets tokens come through the browser',
    'false, or no value',
  ]),
  underFapi('ENABLE_REQUEST_URI', ({ authorization }) => authorization.requestUris, [
    'fetches requests that have to be pushed',
    'false, or no value',
  ]),
  underFapi('AUTH_CODE_EXPIRATION', ({ authorization }) => authorization.codeExpiration > 60, [
    'exceeds 60s',
    'at most 60s',
  ]),
  underFapi('CLIENT_ASSERTION_MAX_LIFETIME', ({ clientKeys }) => clientKeys.assertionMaxLifetime > 300, [
    'exceeds 5m',
    'at most 5m',
  ]),
  underFapi('ID_TOKEN_SIGNING_ALGORITHM', ({ keys }) => weak.includes(keys.idTokenAlgorithm), [
    'is no algorithm of FAPI',
    strongNames,
  ]),
  underFapi('JWT_SIGNING_ALGORITHM', ({ keys }) => weak.includes(keys.accessTokenAlgorithm), [
    'is no algorithm of FAPI',
    strongNames,
  ]),
  underFapi(
    'ENABLE_DYNAMIC_CLIENT_REGISTRATION',
    ({ registration }) => registration.enabled && registration.token === null,
    ['lets anybody register', 'false, or DYNAMIC_CLIENT_REGISTRATION_TOKEN beside it'],
  ),
  underFapi('ENABLE_CLIENT_ID_METADATA', ({ clientDocuments }) => clientDocuments.enabled, [
    'lets clients in that nobody registered',
    'false, or no value',
  ]),
];
