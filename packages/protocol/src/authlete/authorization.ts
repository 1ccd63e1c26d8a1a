/** The authorization endpoint, with its two answers, and what is kept beside a ticket. */

import { basic, fault, html, inner, innerFault, json as jsonBody, redirect } from './action.ts';
import { flag, json, list, milliseconds, object, seconds, text, texts, word } from './field.ts';
import {
  authorizationDetails,
  client,
  clientNumber,
  credentials,
  grant,
  proofHints,
  properties,
  scopes,
  service,
} from './shared-fields.ts';

const delivered = { ...fault, BAD_REQUEST: jsonBody(400), LOCATION: redirect, FORM: html } as const;

export const failReasons = [
  'UNKNOWN',
  'SERVER_ERROR',
  'NOT_LOGGED_IN',
  'NOT_AUTHENTICATED',
  'MAX_AGE_NOT_SUPPORTED',
  'EXCEEDS_MAX_AGE',
  'DIFFERENT_SUBJECT',
  'ACR_NOT_SATISFIED',
  'DENIED',
  'ACCOUNT_SELECTION_REQUIRED',
  'CONSENT_REQUIRED',
  'INTERACTION_REQUIRED',
  'INVALID_TARGET',
] as const;

const prompt = word('NONE', 'LOGIN', 'CONSENT', 'SELECT_ACCOUNT', 'CREATE');

export const authorizationOperations = {
  'auth/authorization': {
    methods: ['POST'],
    request: { parameters: text },
    required: ['parameters'],
    reply: {
      ...{ ticket: text, client, service, scopes, ...clientNumber, resources: texts },
      ...{ claims: texts, claimsAtUserInfo: texts, idTokenClaims: json, userInfoClaims: json },
      ...{ acrs: texts, acrEssential: flag, maxAge: seconds, subject: text, loginHint: text },
      prompts: list(prompt),
      lowestPrompt: prompt,
      uiLocales: texts,
      display: word('PAGE', 'POPUP', 'TOUCH', 'WAP'),
      ...{ authorizationDetails, grantId: text, grant, grantSubject: text },
      gmAction: word('CREATE', 'MERGE', 'REPLACE'),
    },
    actions: { ...delivered, INTERACTION: inner, NO_INTERACTION: inner },
  },
  'auth/authorization/issue': {
    methods: ['POST'],
    request: {
      ...{ ticket: text, subject: text, sub: text, authTime: seconds, acr: text, claims: json },
      ...{ scopes: texts, consentedClaims: texts, authorizationDetails, sessionId: text },
      ...{ properties, jwtAtClaims: json },
    },
    required: ['ticket', 'subject'],
    reply: {
      ...{ authorizationCode: text, accessToken: text, accessTokenExpiresAt: milliseconds },
      ...{ accessTokenDuration: seconds, idToken: text },
    },
    actions: delivered,
  },
  'auth/authorization/fail': {
    methods: ['POST'],
    request: { ticket: text, reason: word(...failReasons), description: text },
    required: ['ticket', 'reason'],
    reply: {},
    actions: delivered,
  },
  'auth/authorization/ticket/info': {
    methods: ['POST'],
    request: { ticket: text },
    required: ['ticket'],
    reply: { info: object({ context: text }) },
    actions: { ...innerFault, OK: inner, NOT_FOUND: inner },
  },
  'auth/authorization/ticket/update': {
    methods: ['POST'],
    request: { ticket: text, info: object({ context: text }) },
    required: ['ticket', 'info'],
    reply: { info: object({ context: text }) },
    actions: { ...innerFault, OK: inner, NOT_FOUND: inner },
  },
  pushed_auth_req: {
    methods: ['POST'],
    request: credentials,
    required: ['parameters'],
    reply: { requestUri: text, ...proofHints },
    actions: {
      ...fault,
      CREATED: jsonBody(201),
      BAD_REQUEST: jsonBody(400),
      UNAUTHORIZED: basic,
      FORBIDDEN: jsonBody(403),
      PAYLOAD_TOO_LARGE: jsonBody(413),
    },
  },
} as const;
