import { profileNames } from '@grantor/engine/surface';
import { parsed, parseEmail, parseOrigin, refused } from '../values/parse.ts';
import { bool, choice, int, list, parsedBy, seconds, secret } from '../values/shapes.ts';
import { type Derived, variable } from '../values/variable.ts';

/** The suite of the OpenID Foundation asks for it (advanced.md SW-13, SW-14). */
const forCertification: Derived = {
  words: 'false; true with PROFILE=oidc-certification',
  text: (of) => String(of('PROFILE') === 'oidc-certification'),
};

export const authorization = {
  profile: variable(choice(...profileNames), {
    name: 'PROFILE',
    default: 'oauth21',
    meaning:
      'what clients are held to that have no profile of their own; one of FAPI binds every client, and nothing may be loosened under it',
  }),
  codeExpiration: variable(seconds({ from: '1s', to: '10m' }), {
    name: 'AUTH_CODE_EXPIRATION',
    default: '60s',
    meaning: 'life of an authorization code',
  }),
  deviceCodeExpiration: variable(seconds({ from: '1s', to: '24h' }), {
    name: 'DEVICE_CODE_EXPIRATION',
    default: '30m',
    meaning: 'life of a device code and its user code',
  }),
  pollingInterval: variable(seconds({ from: '1s', to: '5m' }), {
    name: 'POLLING_INTERVAL',
    default: '5s',
    meaning: 'time a device waits between polls',
  }),
  pkceRequired: variable(bool, {
    name: 'PKCE_REQUIRED',
    default: { words: 'as PROFILE says; false with oauth21', text: null },
    meaning:
      'PKCE of every client; false: of public ones, and of confidential ones that send no OpenID nonce',
  }),
  consentRemember: variable(bool, {
    name: 'CONSENT_REMEMBER',
    default: 'true',
    meaning: 'a consent that was given is not asked for again',
  }),
  legacyResponseTypes: variable(bool, {
    name: 'ENABLE_LEGACY_RESPONSE_TYPES',
    default: forCertification,
    meaning:
      'clients that registered for it get tokens through the browser: id_token, id_token token, code token, code id_token token',
  }),
  sessionManagement: variable(bool, {
    name: 'ENABLE_SESSION_MANAGEMENT',
    default: 'false',
    meaning:
      'pages of clients learn by a frame that the session of the browser has changed (OpenID Connect Session Management); of use only where browsers send cookies of other sites',
  }),
  pushedRequestsRequired: variable(bool, {
    name: 'PAR_REQUIRED',
    default: { words: 'as PROFILE says; false with oauth21', text: null },
    meaning: 'every authorization request has to be pushed by its client first (RFC 9126)',
  }),
  pushedRequestExpiration: variable(seconds({ from: '1s', to: '9m' }), {
    name: 'PAR_EXPIRATION',
    default: '60s',
    meaning: 'time in which a browser has to come with a pushed request',
  }),
  requestUris: variable(bool, {
    name: 'ENABLE_REQUEST_URI',
    default: forCertification,
    meaning: 'request objects are fetched from the request_uris of their clients (RFC 9101)',
  }),
  grantManagementActionRequired: variable(bool, {
    name: 'GRANT_MANAGEMENT_ACTION_REQUIRED',
    default: 'false',
    meaning: 'every authorization request has to say what it makes of a grant; none of a public client can',
  }),
};

export const sessions = {
  maxAge: variable(seconds({ from: '1s', to: '2160h' }), {
    name: 'SESSION_MAX_AGE',
    default: '12h',
    meaning: 'longest browser session',
  }),
  idleTimeout: variable(seconds({ from: '0s', to: '2160h' }), {
    name: 'SESSION_IDLE_TIMEOUT',
    default: '30m',
    meaning: 'an unused session ends after it; 0 is off',
  }),
  fingerprint: variable(bool, {
    name: 'SESSION_FINGERPRINT',
    default: 'true',
    meaning: 'a session is bound to the browser it began in',
  }),
  fingerprintAddress: variable(bool, {
    name: 'SESSION_FINGERPRINT_IP',
    default: 'false',
    meaning: 'and to its address',
  }),
  rememberMe: variable(bool, {
    name: 'SESSION_REMEMBER_ME_ENABLED',
    default: 'true',
    meaning: 'the sign-in page offers to remember',
  }),
  rememberMeMaxAge: variable(seconds({ from: '1s', to: '2160h' }), {
    name: 'SESSION_REMEMBER_ME_MAX_AGE',
    default: '720h',
    meaning: 'a remembered session ends when unused that long',
  }),
};

export const passwords = {
  minLength: variable(int(8, 64), {
    name: 'PASSWORD_MIN_LENGTH',
    default: '12',
    meaning: 'least characters of a password',
  }),
  secondFactor: variable(choice('none', 'admin', 'all'), {
    name: 'MFA_REQUIRED',
    default: 'none',
    meaning:
      'who signs in with a second factor only, and is led to enrol one: nobody, administrators, everybody',
  }),
  defaultAdmin: variable(
    secret('a password by the rules of this server', (text) =>
      /\p{Cc}/u.test(text) ? refused('holds control characters') : parsed(text),
    ),
    {
      name: 'DEFAULT_ADMIN_PASSWORD',
      default: { words: 'random', text: null },
      meaning: 'password of the administrator that the first start creates',
    },
  ),
  defaultAdminEmail: variable(parsedBy('str', 'an e-mail address', parseEmail), {
    name: 'DEFAULT_ADMIN_EMAIL',
    default: { words: 'admin@localhost, unverified', text: null },
    meaning:
      'e-mail address of the administrator that the first start creates; it counts as verified, which some applications demand',
  }),
};

export const cors = {
  enabled: variable(bool, {
    name: 'CORS_ENABLED',
    default: 'true',
    meaning: 'scripts of other origins may call the protocol endpoints; metadata and keys they always may',
  }),
  allowedOrigins: variable(list('origins, or * alone', parseOrigin), {
    name: 'CORS_ALLOWED_ORIGINS',
    default: '*',
    meaning: 'the origins that may',
  }),
  maxAge: variable(seconds({ from: '0s', to: '24h' }), {
    name: 'CORS_MAX_AGE',
    default: '2h',
    meaning: 'time browsers keep the answer to a preflight',
  }),
};
