import { isFapi } from '@grantor/engine/surface';
import { checkResource, reservedClaims } from '@grantor/protocol';
import { type Parsed, parsed, refused } from '../values/parse.ts';
import { bool, choice, length, list, parsedBy, path, seconds, secret, text } from '../values/shapes.ts';
import { type Derived, variable } from '../values/variable.ts';

export const keys = {
  accessTokenAlgorithm: variable(choice('ES256', 'RS256', 'PS256', 'EdDSA', 'HS256'), {
    name: 'JWT_SIGNING_ALGORITHM',
    default: 'ES256',
    meaning: 'signature of access tokens',
  }),
  idTokenAlgorithm: variable(choice('RS256', 'ES256', 'PS256', 'EdDSA'), {
    name: 'ID_TOKEN_SIGNING_ALGORITHM',
    default: {
      words: 'RS256; ES256 under a PROFILE of FAPI',
      text: (of) => (isFapi(of('PROFILE')) ? 'ES256' : 'RS256'),
    },
    meaning: 'signature of ID tokens of clients that registered none',
  }),
  privateKeyFile: variable(path, {
    name: 'JWT_PRIVATE_KEY_PATH',
    default: null,
    meaning: 'PEM file of a private key to sign with; while set, nothing is rotated by schedule',
  }),
  privateKeyPem: variable(secret('a private key in PEM', checkPem), {
    name: 'JWT_PRIVATE_KEY_PEM',
    default: null,
    meaning: 'the same key as text; wins over JWT_PRIVATE_KEY_PATH',
  }),
  keyId: variable(text('1 to 128 of A–Z a–z 0–9 . _ -', /^[A-Za-z0-9._-]{1,128}$/), {
    name: 'JWT_KEY_ID',
    default: { words: 'thumbprint (RFC 7638)', text: null },
    meaning: 'kid of the imported key',
  }),
  rotationInterval: variable(seconds({ from: '48h', to: '87600h', zero: 'by hand' }), {
    name: 'KEY_ROTATION_INTERVAL',
    default: '2160h',
    meaning: 'age at which a signing key is replaced; the next one is published 24 h earlier',
  }),
};

const lifetime = seconds({ from: '1s', to: '87600h' });

export const tokens = {
  accessExpiration: variable(lifetime, {
    name: 'JWT_EXPIRATION',
    default: '1h',
    meaning: 'life of access tokens of the standard profile and of ID tokens',
  }),
  accessExpirationJitter: variable(seconds({ from: '0s', to: '24h' }), {
    name: 'JWT_EXPIRATION_JITTER',
    default: '0s',
    meaning: 'largest random addition to that life, less than JWT_EXPIRATION',
  }),
  accessExpirationMax: variable(lifetime, {
    name: 'JWT_EXPIRATION_MAX',
    default: '24h',
    meaning: 'no access token lives longer',
  }),
  refreshExpiration: variable(lifetime, {
    name: 'REFRESH_TOKEN_EXPIRATION',
    default: '720h',
    meaning: 'life of an unused refresh token of the standard profile',
  }),
  refreshExpirationMax: variable(lifetime, {
    name: 'REFRESH_TOKEN_EXPIRATION_MAX',
    default: '2160h',
    meaning: 'after it a person has to sign in again, however often tokens were refreshed',
  }),
  clientCredentialsExpiration: variable(lifetime, {
    name: 'CLIENT_CREDENTIALS_TOKEN_EXPIRATION',
    default: '1h',
    meaning: 'life of access tokens of the client credentials grant',
  }),
  refreshTokens: variable(bool, {
    name: 'ENABLE_REFRESH_TOKENS',
    default: 'true',
    meaning: 'false: none is issued and the grant is refused',
  }),
  rotation: variable(bool, {
    name: 'ENABLE_TOKEN_ROTATION',
    default: 'true',
    meaning: 'a refresh replaces the refresh token; false: fixed ones for confidential clients',
  }),
  refreshGracePeriod: variable(seconds({ from: '0s', to: '5m' }), {
    name: 'REFRESH_TOKEN_GRACE_PERIOD',
    default: '60s',
    meaning: 'time in which a repeated refresh gets the same answer; 0 is strict',
  }),
  audience: variable(list('audiences', parseVisible), {
    name: 'JWT_AUDIENCE',
    default: { words: 'the issuer', text: null },
    meaning: 'aud of tokens requested without a resource',
  }),
  resourceAllowlist: variable(list('absolute URIs without fragment', parseResource), {
    name: 'RESOURCE_ALLOWLIST',
    default: null,
    meaning: 'resources accepted although not registered',
  }),
  domain: variable(text('1 to 255 characters without spaces', /^[\x21-\x7e]{1,255}$/), {
    name: 'JWT_DOMAIN',
    default: null,
    meaning: 'value of the deployment claim PREFIX_domain',
  }),
  privateClaimPrefix: variable(
    parsedBy('str', '1 to 15 letters, digits or _, not ending in _, no reserved claim', parsePrefix),
    {
      name: 'JWT_PRIVATE_CLAIM_PREFIX',
      default: 'extra',
      meaning: 'prefix of the claims PREFIX_uid, _domain, _project and _service_account',
    },
  ),
  clockSkew: variable(seconds({ from: '10s', to: '60s' }), {
    name: 'JWT_CLOCK_SKEW',
    default: '30s',
    meaning: 'tolerance on the times in JWTs we receive',
  }),
};

/** The preset, unless the cap is lower. */
const atMost = (preset: string, cap: string): Derived => ({
  words: `${preset}, at most ${cap}`,
  text: (of) => (length(of(cap)) < length(preset) ? of(cap) : preset),
});

const same = (name: string): Derived => ({ words: name, text: (of) => of(name) });

export const profiles = {
  shortAccess: variable(lifetime, {
    name: 'TOKEN_PROFILE_SHORT_ACCESS_TTL',
    default: atMost('15m', 'JWT_EXPIRATION_MAX'),
    meaning: 'life of access tokens of clients with the short profile',
  }),
  shortRefresh: variable(lifetime, {
    name: 'TOKEN_PROFILE_SHORT_REFRESH_TTL',
    default: atMost('24h', 'REFRESH_TOKEN_EXPIRATION_MAX'),
    meaning: 'life of their unused refresh tokens',
  }),
  standardAccess: variable(lifetime, {
    name: 'TOKEN_PROFILE_STANDARD_ACCESS_TTL',
    default: same('JWT_EXPIRATION'),
    meaning: 'life of access tokens of clients with the standard profile',
  }),
  standardRefresh: variable(lifetime, {
    name: 'TOKEN_PROFILE_STANDARD_REFRESH_TTL',
    default: same('REFRESH_TOKEN_EXPIRATION'),
    meaning: 'life of their unused refresh tokens',
  }),
  longAccess: variable(lifetime, {
    name: 'TOKEN_PROFILE_LONG_ACCESS_TTL',
    default: atMost('24h', 'JWT_EXPIRATION_MAX'),
    meaning: 'life of access tokens of clients with the long profile',
  }),
  longRefresh: variable(lifetime, {
    name: 'TOKEN_PROFILE_LONG_REFRESH_TTL',
    default: atMost('2160h', 'REFRESH_TOKEN_EXPIRATION_MAX'),
    meaning: 'life of their unused refresh tokens',
  }),
};

function checkPem(given: string): Parsed<string> {
  return /^-----BEGIN (?:RSA |EC )?PRIVATE KEY-----\s[\s\S]+-----END (?:RSA |EC )?PRIVATE KEY-----\s*$/.test(
    given,
  )
    ? parsed(given)
    : refused('is not an unencrypted private key in PEM');
}

function parseVisible(item: string): Parsed<string> {
  return /^[\x21-\x7e]{1,2048}$/.test(item) ? parsed(item) : refused('has spaces or control characters');
}

function parseResource(item: string): Parsed<string> {
  try {
    checkResource(item);
    return parsed(item);
  } catch {
    return refused('is not an absolute URI without fragment'); // RFC 8707 §2
  }
}

function parsePrefix(given: string): Parsed<string> {
  if (!/^[A-Za-z0-9_]{0,14}[A-Za-z0-9]$/.test(given)) return refused('is malformed');
  const clashes = [...reservedClaims].some((claim) => claim === given || claim.startsWith(`${given}_`));
  return clashes ? refused('is the beginning of a reserved claim') : parsed(given);
}
