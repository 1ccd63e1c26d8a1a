/** Clients: as they register themselves, as they are administered, and what people granted them. */

import { bearer, challengeWithError, empty, fault, json } from './action.ts';
import { flag, list, milliseconds, number, object, seconds, text, texts, word } from './field.ts';
import { client, dpopNonce, grantType, proofs, responseType } from './shared-fields.ts';

const granted = { latestGrantedScopes: texts, mergedGrantedScopes: texts } as const;
const clientRefusal = { ...fault, BAD_REQUEST: json(400), UNAUTHORIZED: bearer } as const;
const named = { clientId: text, token: text } as const;

/** As an administrator says what a client is. */
const administeredClient = {
  ...client.of,
  ...{ redirectUris: texts, contacts: texts, jwksUri: text, sectorIdentifierUri: text },
  ...{ grantTypes: list(grantType), responseTypes: list(responseType), defaultMaxAge: seconds },
  tokenAuthMethod: word(
    ...['NONE', 'CLIENT_SECRET_BASIC', 'CLIENT_SECRET_POST', 'CLIENT_SECRET_JWT', 'PRIVATE_KEY_JWT'],
    ...['TLS_CLIENT_AUTH', 'SELF_SIGNED_TLS_CLIENT_AUTH'],
  ),
  applicationType: word('WEB', 'NATIVE'),
  ...{ pkceRequired: flag, parRequired: flag, dpopRequired: flag, clientSecret: text },
  extension: object({ requestableScopes: texts }),
} as const;

/** Raw documents: the HTTP status alone says how it went. */
const administered = { methods: ['POST'], required: [], actions: 'status' } as const;

export const clientOperations = {
  'client/registration': {
    methods: ['POST'],
    request: { json: text, token: text },
    required: ['json'],
    reply: { client },
    actions: { ...clientRefusal, CREATED: json(201) },
  },
  'client/registration/get': {
    methods: ['POST'],
    request: named,
    required: ['clientId', 'token'],
    reply: { client },
    actions: { ...clientRefusal, OK: json(200) },
  },
  'client/registration/update': {
    methods: ['POST'],
    request: { ...named, json: text },
    required: ['clientId', 'token', 'json'],
    reply: { client },
    actions: { ...clientRefusal, UPDATED: json(200) },
  },
  'client/registration/delete': {
    methods: ['POST'],
    request: named,
    required: ['clientId', 'token'],
    reply: { client },
    actions: { ...clientRefusal, DELETED: empty(204) },
  },
  gm: {
    methods: ['POST'],
    request: { gmAction: word('QUERY', 'REVOKE'), grantId: text, accessToken: text, ...proofs },
    required: ['gmAction', 'grantId', 'accessToken'],
    reply: dpopNonce,
    actions: {
      OK: json(200),
      NO_CONTENT: empty(204),
      UNAUTHORIZED: challengeWithError(401),
      FORBIDDEN: challengeWithError(403),
      NOT_FOUND: challengeWithError(404),
      CALLER_ERROR: json(500),
      AUTHLETE_ERROR: json(500),
    },
  },
  'client/get/{clientId}': {
    ...administered,
    methods: ['GET'],
    request: {},
    reply: client.of,
  },
  'client/granted_scopes/get/{clientId}': {
    ...administered,
    request: { subject: text },
    required: ['subject'],
    reply: { ...granted, serviceApiKey: number, clientId: number, subject: text, modifiedAt: milliseconds },
  },
  'client/create': { ...administered, request: administeredClient, reply: administeredClient },
  'client/update/{id}': { ...administered, request: administeredClient, reply: administeredClient },
  'client/delete/{id}': { ...administered, methods: ['DELETE'], request: {}, reply: {} },
  'client/get/list': {
    ...administered,
    methods: ['GET'],
    request: { start: number, end: number },
    reply: { start: number, end: number, totalCount: number, clients: list(client) },
  },
  'client/authorization/get/list': {
    ...administered,
    request: { subject: text, start: number, end: number },
    required: ['subject'],
    reply: { start: number, end: number, subject: text, totalCount: number, clients: list(client) },
  },
  'client/authorization/delete/{clientId}': {
    ...administered,
    request: { subject: text },
    required: ['subject'],
    reply: {},
  },
  'client/authorization/update/{clientId}': {
    ...administered,
    request: { subject: text, scopes: texts },
    required: ['subject'],
    reply: {},
  },
} as const;

export const serviceOperations = {
  'service/configuration': {
    methods: ['GET', 'POST'],
    request: { pretty: flag, patch: text },
    required: [],
    reply: {},
    actions: 'status',
  },
  'service/jwks/get': {
    methods: ['GET'],
    request: { pretty: flag, includePrivateKeys: flag },
    required: [],
    reply: {},
    actions: 'status',
  },
  'service/get': {
    methods: ['GET'],
    request: {},
    required: [],
    reply: { number, serviceName: text, issuer: text },
    actions: 'status',
  },
} as const;
