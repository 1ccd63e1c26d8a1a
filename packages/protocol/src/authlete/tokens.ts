/** Tokens: issued at the token endpoint or by hand, described, revoked. */

import {
  basic,
  challenge,
  challengedFault,
  document,
  empty,
  fault,
  inner,
  json as jsonBody,
} from './action.ts';
import { flag, json, list, milliseconds, number, object, seconds, text, texts, word } from './field.ts';
import {
  authorizationDetails,
  clientNumber,
  credentials,
  dpopNonce,
  grant,
  grantType,
  issuedTokens,
  proofHints,
  proofs,
  properties,
} from './shared-fields.ts';

const challenges = {
  ...challengedFault,
  BAD_REQUEST: challenge(400),
  UNAUTHORIZED: challenge(401),
  FORBIDDEN: challenge(403),
} as const;

/** What a token is made to be, by hand. */
const wanted = {
  ...{ grantType, clientId: number, clientIdAlias: text, subject: text, scopes: texts, resources: texts },
  ...{ accessTokenDuration: seconds, refreshTokenDuration: seconds, properties, jwtAtClaims: json },
  ...{ dpopKeyThumbprint: text, certificateThumbprint: text, acr: text, authTime: seconds },
} as const;

export const tokenOperations = {
  'auth/token': {
    methods: ['POST'],
    request: { ...credentials, properties, jwtAtClaims: json },
    required: ['parameters'],
    reply: {
      ...issuedTokens,
      ...{ ticket: text, username: text, password: text, subjectToken: text, assertion: text },
      ...proofHints,
    },
    actions: {
      ...fault,
      OK: jsonBody(200),
      BAD_REQUEST: jsonBody(400),
      INVALID_CLIENT: basic,
      PASSWORD: inner,
      TOKEN_EXCHANGE: inner,
      JWT_BEARER: inner,
      NATIVE_SSO: inner,
      ID_TOKEN_REISSUABLE: jsonBody(200),
    },
  },
  'auth/token/issue': {
    methods: ['POST'],
    request: { ticket: text, subject: text, properties, jwtAtClaims: json },
    required: ['ticket', 'subject'],
    reply: issuedTokens,
    actions: { ...fault, OK: jsonBody(200) },
  },
  'auth/token/fail': {
    methods: ['POST'],
    request: { ticket: text, reason: word('UNKNOWN', 'INVALID_RESOURCE_OWNER_CREDENTIALS') },
    required: ['ticket', 'reason'],
    reply: {},
    actions: { ...fault, BAD_REQUEST: jsonBody(400) },
  },
  'auth/token/create': {
    methods: ['POST'],
    request: wanted,
    required: ['grantType'],
    reply: {
      ...issuedTokens,
      ...{ expiresAt: milliseconds, expiresIn: seconds, tokenId: text, tokenType: text },
    },
    actions: { ...fault, OK: inner, BAD_REQUEST: inner, FORBIDDEN: inner },
  },
  'auth/introspection/standard': {
    methods: ['POST'],
    request: {
      ...{ parameters: text, httpAcceptHeader: text, rsUri: text },
      ...{ withHiddenProperties: flag, introspectionSignAlg: text },
    },
    required: ['parameters'],
    reply: {},
    actions: {
      ...fault,
      OK: jsonBody(200),
      JWT: document('application/token-introspection+jwt'), // RFC 9701 §5
      BAD_REQUEST: jsonBody(400),
    },
  },
  'auth/introspection': {
    methods: ['POST'],
    request: {
      ...{ token: text, scopes: texts, subject: text, resources: texts },
      ...{ acrValues: texts, maxAge: seconds, ...proofs },
    },
    required: ['token'],
    reply: {
      ...{ existent: flag, usable: flag, sufficient: flag, refreshable: flag, ...clientNumber },
      ...{ subject: text, scopes: texts, expiresAt: milliseconds, certificateThumbprint: text },
      ...{ grantId: text, grant, authorizationDetails, acr: text, authTime: seconds, properties },
      ...dpopNonce,
    },
    actions: { ...challenges, OK: challenge(200) },
  },
  'auth/userinfo': {
    methods: ['POST'],
    request: { token: text, ...proofs },
    required: ['token'],
    reply: {
      ...{ token: text, subject: text, scopes: texts, ...clientNumber },
      ...{ claims: texts, userInfoClaims: json, consentedClaims: texts, ...dpopNonce },
    },
    actions: { ...challenges, OK: inner },
  },
  'auth/userinfo/issue': {
    methods: ['POST'],
    request: { token: text, claims: json, sub: text },
    required: ['token'],
    reply: {},
    actions: { ...challenges, JSON: jsonBody(200), JWT: document('application/jwt') },
  },
  'auth/revocation': {
    methods: ['POST'],
    request: credentials,
    required: ['parameters'],
    reply: proofHints,
    actions: { ...fault, OK: empty(200), INVALID_CLIENT: basic, BAD_REQUEST: jsonBody(400) },
  },
  'auth/token/get/list': {
    methods: ['GET'],
    request: { clientIdentifier: text, subject: text, start: number, end: number },
    required: [],
    reply: {
      ...{ start: number, end: number, totalCount: number },
      accessTokens: list(
        object({
          ...{ accessTokenHash: text, accessTokenExpiresAt: milliseconds, subject: text, scopes: texts },
          ...{ clientId: number, clientIdAlias: text, grantType },
        }),
      ),
    },
    actions: 'status',
  },
  'auth/token/update': {
    methods: ['POST'],
    request: { accessToken: text, accessTokenExpiresAt: milliseconds, scopes: texts, properties },
    required: ['accessToken'],
    reply: { accessToken: text, accessTokenExpiresAt: milliseconds, scopes: texts, properties },
    actions: { ...fault, OK: inner, BAD_REQUEST: inner, FORBIDDEN: inner, NOT_FOUND: inner },
  },
  'auth/token/delete/{id}': { methods: ['DELETE'], request: {}, required: [], reply: {}, actions: 'status' },
  'auth/token/revoke': {
    methods: ['POST'],
    request: {
      accessTokenIdentifier: text,
      refreshTokenIdentifier: text,
      clientIdentifier: text,
      subject: text,
    },
    required: [],
    reply: { count: number },
    actions: 'status',
  },
} as const;
