/** Requests that a person allows on another device than the client's: by user code, or asked by the server. */

import { basic, fault, inner, json as jsonBody, notification } from './action.ts';
import { flag, json, milliseconds, seconds, text, texts, word } from './field.ts';
import {
  authorizationDetails,
  clientNumber,
  credentials,
  proofHints,
  properties,
  scopes,
} from './shared-fields.ts';

export const backchannelFailReasons = [
  ...(['EXPIRED_LOGIN_HINT_TOKEN', 'UNKNOWN_USER_ID', 'UNAUTHORIZED_CLIENT', 'MISSING_USER_CODE'] as const),
  ...(['INVALID_USER_CODE', 'INVALID_BINDING_MESSAGE', 'INVALID_TARGET'] as const),
  ...(['ACCESS_DENIED', 'SERVER_ERROR'] as const),
] as const;

const asked = {
  ...{ ...clientNumber, clientName: text, scopes, claimNames: texts, acrs: texts, resources: texts },
  ...{ authorizationDetails, gmAction: word('CREATE', 'MERGE', 'REPLACE'), grantId: text },
} as const;

/** What whoever asked the person says of the outcome. */
const decided = {
  ...{ result: word('AUTHORIZED', 'ACCESS_DENIED', 'TRANSACTION_FAILED'), subject: text, sub: text },
  ...{ authTime: seconds, acr: text, claims: json, scopes: texts, properties },
  ...{ errorDescription: text, consentedClaims: texts },
} as const;

export const otherDeviceOperations = {
  'device/authorization': {
    methods: ['POST'],
    request: credentials,
    required: ['parameters'],
    reply: {
      ...{ ...asked, deviceCode: text, userCode: text, verificationUri: text },
      ...{ verificationUriComplete: text, expiresIn: seconds, interval: seconds, ...proofHints },
    },
    actions: { ...fault, OK: jsonBody(200), BAD_REQUEST: jsonBody(400), UNAUTHORIZED: basic },
  },
  'device/verification': {
    methods: ['POST'],
    request: { userCode: text },
    required: ['userCode'],
    reply: { ...asked, expiresAt: milliseconds },
    actions: { VALID: inner, EXPIRED: inner, NOT_EXIST: inner, SERVER_ERROR: inner },
  },
  'device/complete': {
    methods: ['POST'],
    request: { userCode: text, ...decided },
    required: ['userCode', 'result', 'subject'],
    reply: {},
    actions: {
      SUCCESS: inner,
      USER_CODE_EXPIRED: inner,
      USER_CODE_NOT_EXIST: inner,
      INVALID_REQUEST: inner,
      SERVER_ERROR: inner,
    },
  },
  'backchannel/authentication': {
    methods: ['POST'],
    request: credentials,
    required: ['parameters'],
    reply: {
      ...{
        ...asked,
        ticket: text,
        hint: text,
        hintType: word('LOGIN_HINT_TOKEN', 'ID_TOKEN_HINT', 'LOGIN_HINT'),
      },
      ...{
        sub: text,
        bindingMessage: text,
        userCode: text,
        userCodeRequired: flag,
        requestedExpiry: seconds,
        ...proofHints,
      },
      deliveryMode: word('POLL', 'PING', 'PUSH'),
    },
    actions: {
      ...fault,
      USER_IDENTIFICATION: inner,
      BAD_REQUEST: jsonBody(400),
      UNAUTHORIZED: basic,
    },
  },
  'backchannel/authentication/issue': {
    methods: ['POST'],
    request: { ticket: text },
    required: ['ticket'],
    reply: { authReqId: text, expiresIn: seconds, interval: seconds },
    actions: { ...fault, OK: jsonBody(200), INVALID_TICKET: jsonBody(500) },
  },
  'backchannel/authentication/fail': {
    methods: ['POST'],
    request: {
      ticket: text,
      reason: word(...backchannelFailReasons),
      errorDescription: text,
    },
    required: ['ticket', 'reason'],
    reply: {},
    actions: { ...fault, FORBIDDEN: jsonBody(403), BAD_REQUEST: jsonBody(400) },
  },
  'backchannel/authentication/complete': {
    methods: ['POST'],
    request: { ticket: text, ...decided },
    required: ['ticket', 'result', 'subject'],
    reply: {
      ...{ clientNotificationEndpoint: text, clientNotificationToken: text, authReqId: text },
      ...{ deliveryMode: word('POLL', 'PING', 'PUSH'), ...clientNumber },
    },
    actions: { NOTIFICATION: notification, NO_ACTION: inner, SERVER_ERROR: inner },
  },
} as const;
