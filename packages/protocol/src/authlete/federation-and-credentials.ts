/** OpenID Federation and the credential issuer. */

import { bearer, bearerForbidden, document, fault, inner, innerFault, json as jsonBody } from './action.ts';
import { flag, json, list, milliseconds, object, seconds, text, texts } from './field.ts';
import { client } from './shared-fields.ts';

const published = {
  methods: ['POST'],
  request: { pretty: flag },
  required: [],
  reply: {},
  actions: { ...fault, OK: jsonBody(200), NOT_FOUND: jsonBody(404) },
} as const;

/** Where the token of a wallet opens it (OpenID4VCI §8.3.1.2). */
export const guarded = {
  ...fault,
  BAD_REQUEST: jsonBody(400),
  UNAUTHORIZED: bearer,
  FORBIDDEN: bearerForbidden,
} as const;

const asked = object({ identifier: text, format: text, details: json });

/** What a wallet sent, as it came. */
export const requestWithToken = {
  methods: ['POST'],
  request: { accessToken: text, requestContent: text },
  required: ['accessToken', 'requestContent'],
} as const;

const parse = {
  ...requestWithToken,
  reply: { info: asked },
  actions: { ...guarded, OK: inner },
} as const;

const order = object({
  ...{ requestIdentifier: text, credentialPayload: json, issuanceDeferred: flag },
  ...{ credentialDuration: seconds, signingKeyId: text },
});

const issue = {
  methods: ['POST'],
  request: { accessToken: text, order },
  required: ['accessToken', 'order'],
  reply: { transactionId: text },
  actions: {
    ...guarded,
    OK: jsonBody(200),
    OK_JWT: document('application/jwt'),
    ACCEPTED: jsonBody(202),
    ACCEPTED_JWT: { as: 'document', status: 202, type: 'application/jwt' },
  },
} as const;

const offer = object({
  ...{ identifier: text, credentialOffer: json, credentialIssuer: text },
  ...{ credentialConfigurationIds: texts, subject: text, expiresAt: milliseconds },
});

export const federationAndCredentialOperations = {
  'federation/configuration': {
    methods: ['POST'],
    request: {},
    required: [],
    reply: {},
    actions: { ...fault, OK: document('application/entity-statement+jwt'), NOT_FOUND: jsonBody(404) },
  },
  'federation/registration': {
    methods: ['POST'],
    request: { entityConfiguration: text, trustChain: text },
    required: [],
    reply: { client },
    actions: {
      ...fault,
      OK: document('application/entity-statement+jwt'),
      NOT_FOUND: jsonBody(404),
      BAD_REQUEST: jsonBody(400),
    },
  },
  'vci/metadata': published,
  'vci/jwtissuer': published,
  'vci/jwks': published,
  'vci/nonce': published,
  'vci/offer/create': {
    methods: ['POST'],
    request: {
      ...{ credentialConfigurationIds: texts, subject: text, duration: seconds },
      ...{ authorizationCodeGrantIncluded: flag, issuerStateIncluded: flag },
      ...{ preAuthorizedCodeGrantIncluded: flag, txCode: text },
    },
    required: ['credentialConfigurationIds'],
    reply: { info: offer },
    actions: { ...innerFault, CREATED: inner, FORBIDDEN: inner },
  },
  'vci/offer/info': {
    methods: ['POST'],
    request: { identifier: text },
    required: ['identifier'],
    reply: { info: offer },
    actions: { ...innerFault, OK: inner, FORBIDDEN: inner, NOT_FOUND: inner },
  },
  'vci/single/parse': parse,
  'vci/batch/parse': { ...parse, reply: { info: list(asked) } },
  'vci/deferred/parse': parse,
  'vci/single/issue': issue,
  'vci/batch/issue': {
    ...issue,
    request: { accessToken: text, orders: list(order) },
    required: ['accessToken', 'orders'],
  },
  'vci/deferred/issue': { ...issue, request: { order }, required: ['order'] },
} as const;
