import {
  type AuthorizationCode,
  type ClientDocument,
  type Commit,
  type DeviceCode,
  type Fact,
  type Family,
  type ManagedGrant,
  noClaims,
} from '@grantor/engine';
import { exampleClient } from '@grantor/engine/testing';
import { clientId, epoch, familyId, hash, instant, userId } from '@grantor/protocol';
import { credentialFacts } from './credential-facts.ts';

/** Marks every value that no audit row may hold. */
export const hidden = 'never-in-the-log';

export const alice = userId('8d5f6f3e-alice');
export const app = clientId('app');
const at = instant(1_800_000_000_500);
const session = hash('session-row');
const authentication = { authTime: epoch(1_800_000_000), acr: '1', amr: ['pwd'] };
const resources = ['https://api.example'];
const scope = ['openid', 'read'];
const id = familyId('family-row-id-22-chars');

const code: AuthorizationCode = {
  hash: hash(`${hidden}-code`),
  clientId: app,
  userId: alice,
  familyId: id,
  redirectUri: `https://client.example/${hidden}`,
  scope,
  resources,
  codeChallenge: `${hidden}-challenge`,
  dpopJkt: `${hidden}-key`,
  nonce: `${hidden}-nonce`,
  details: [],
  claims: noClaims,
  grant: null,
  authentication,
  sessionId: session,
  sid: 'sid',
  issuedAt: at,
  expiresAt: epoch(1_800_000_060),
  redeemedAt: null,
};

const family: Family = {
  id,
  origin: 'authorization_code',
  clientId: app,
  authMethod: null,
  confirmation: { jkt: `${hidden}-key` },
  userId: alice,
  scope,
  resources,
  details: [],
  claims: noClaims,
  grantId: null,
  authentication,
  sessionId: session,
  sid: 'sid',
  startedAt: at,
  refreshEndsAt: epoch(1_900_000_000),
  expiresAt: epoch(1_900_000_000),
  refresh: {
    keyHash: hash(`${hidden}-key`),
    currentHash: hash(`${hidden}-current`),
    rotated: [{ hash: hash(`${hidden}-rotated`), rotatedAt: instant(1) }],
    expiresAt: epoch(1_900_000_000),
  },
  newest: { tokenId: 'newest', expiresAt: epoch(1_900_000_000) },
  revokedAt: null,
  pausedAt: null,
};

const approval = {
  userId: alice,
  familyId: id,
  ...{ scope, resources, details: [], grantId: null },
  claims: noClaims,
  authentication,
  sessionId: session,
  sid: 'sid',
  approvedAt: at,
};
const deviceCode: DeviceCode = {
  hash: hash('device-row'),
  userCodeHash: hash(`${hidden}-user-code`),
  clientId: app,
  scope,
  resources,
  details: [],
  grant: null,
  backchannel: null,
  issuedAt: at,
  expiresAt: epoch(1_800_001_800),
  lastPolledAt: null,
  boundSession: null,
  decision: { kind: 'approved', approval },
  decidedAt: at,
};

const grant: ManagedGrant = {
  id: 'grant-row',
  clientId: app,
  userId: alice,
  scopes: [{ scope, resource: resources }],
  claims: noClaims,
  details: [],
  revision: 1,
  createdAt: at,
  updatedAt: at,
  expiresAt: epoch(1_900_000_000),
};

const backchannel = {
  ...{ userId: alice, acrValues: [], bindingMessage: hidden, notification: hidden },
};

const client = exampleClient({
  id: app,
  name: 'App',
  source: 'dynamic',
  secrets: [{ hash: hash(`${hidden}-secret`), expiresAt: null }],
  redirectUris: [`https://client.example/${hidden}`, `com.example.app:/${hidden}`, 'http://127.0.0.1/'],
});

const renewal = {
  family,
  presented: hash(`${hidden}-presented`),
  refreshExpiresAt: epoch(1_900_000_000),
  expiresAt: epoch(1_900_000_000),
  newest: { tokenId: 'newest', expiresAt: epoch(1_900_000_000) },
  issued: ['access_token', 'refresh_token'],
} as const;
const revocation = { familyId: id, clientId: app, userId: alice };
const pair = { clientId: app, userId: alice };
const flow = hash(`${hidden}-flow`);

const document: ClientDocument = {
  ...{ url: app, text: '{}', origin: 'live', etag: null },
  ...{ freshUntil: at, withdrawnAt: null },
};

/** One fact of each kind. */
export const everyFact: { readonly [Kind in Fact['kind']]: Extract<Fact, { kind: Kind }> } = {
  ...credentialFacts({ hidden, userId: alice, clientId: app, familyId: id }),
  flow_started: {
    kind: 'flow_started',
    flow: {
      hash: flow,
      browser: hash(`${hidden}-poster`),
      clientId: app,
      parameters: `state=${hidden}`,
      form: 'plain',
      startedAt: epoch(1),
      expiresAt: epoch(2),
      chosenAccount: null,
      session: null,
    },
  },
  flow_claimed: {
    kind: 'flow_claimed',
    flow,
    poster: hash(`${hidden}-poster`),
    browser: hash(`${hidden}-browser`),
    session,
  },
  account_chosen: { kind: 'account_chosen', flow, userId: alice },
  flow_noted: { kind: 'flow_noted', flow, note: hidden },
  guest_admitted: {
    kind: 'guest_admitted',
    session: {
      ...{ id: session, userId: alice, username: 'alice', role: 'user', sidSeed: `${hidden}-seed` },
      ...{ authTime: epoch(1), acr: '1', amr: [], reachableAcr: '1', startedAt: epoch(1) },
    },
    expiresAt: epoch(2),
  },
  flow_ended: { kind: 'flow_ended', flow },
  flow_answered: {
    kind: 'flow_answered',
    answer: {
      flow,
      browser: hash(`${hidden}-browser`),
      userId: alice,
      decision: 'approve',
      sealed: `${hidden}-sealed`,
      answeredAt: at,
      expiresAt: epoch(2),
    },
  },
  request_pushed: {
    kind: 'request_pushed',
    request: {
      hash: hash(`${hidden}-reference`),
      clientId: app,
      parameters: `state=${hidden}`,
      form: 'plain',
      expiresAt: epoch(2),
      keptUntil: epoch(3),
    },
  },
  pushed_request_answered: { kind: 'pushed_request_answered', request: hash(`${hidden}-reference`) },
  dpop_proof_seen: { kind: 'dpop_proof_seen', proof: { hash: hash(`${hidden}-proof`), until: epoch(2) } },
  proof_seen: { kind: 'proof_seen', proof: { hash: hash(`${hidden}-proof`), until: epoch(2) } },
  consent_given: {
    kind: 'consent_given',
    consent: {
      ...pair,
      scope,
      resources,
      claims: [],
      details: [],
      redirectHost: null,
      terms: [],
      givenAt: at,
    },
  },
  consent_revoked: { kind: 'consent_revoked', ...pair },
  authorization_denied: { kind: 'authorization_denied', ...pair },
  code_issued: { kind: 'code_issued', code },
  code_redeemed: { kind: 'code_redeemed', code, issued: ['access_token', 'id_token'] },
  family_started: { kind: 'family_started', family },
  answered_in_front: {
    kind: 'answered_in_front',
    family: { ...family, sessionId: session, sid: 'sid' },
    issued: ['access_token', 'id_token'],
  },
  refresh_rotated: {
    kind: 'refresh_rotated',
    ...renewal,
    next: hash(`${hidden}-next`),
    confirmation: { jkt: `${hidden}-key` },
    sealedAnswer: `${hidden}-sealed`,
    earlier: [],
  },
  refresh_used: { kind: 'refresh_used', ...renewal },
  family_revoked: { kind: 'family_revoked', ...revocation, reason: 'security', cause: 'refresh_reuse' },
  opaque_token_issued: {
    kind: 'opaque_token_issued',
    token: {
      hash: hash(`${hidden}-token`),
      tokenId: 'token-row',
      ...pair,
      familyId: null,
      scope,
      audience: [],
      details: [],
      authentication: null,
      confirmation: { jkt: `${hidden}-key` },
      vouchedBy: [],
      actor: null,
      issuedAt: at,
      expiresAt: epoch(2),
    },
  },
  administrative_token_issued: {
    kind: 'administrative_token_issued',
    clientId: app,
    tokenId: 'token-row',
    family,
    scope,
    resources: [],
    expiresAt: epoch(2),
  },
  assertion_redeemed: {
    ...{ kind: 'assertion_redeemed', family, issuer: 'https://idp.example', subject: 'ada-there' },
    ...{ seen: [{ hash: hash(`${hidden}-jti`), until: epoch(2) }], issued: ['access_token'] },
  },
  token_exchanged: {
    ...{
      kind: 'token_exchanged',
      issued: 'access_token',
      clientId: app,
      userId: family.userId,
      tokenId: 'token-row',
      scope,
    },
    family: { kind: 'kept', id: family.id },
    seen: [],
    subject: { sub: family.userId, iss: 'https://auth.example' },
    actor: { sub: 'client:agent', act: { sub: 'client:gateway' } },
    audience: ['https://api.example'],
  },
  access_token_revoked: {
    kind: 'access_token_revoked',
    tokenId: 'token-row',
    ...pair,
    expiresAt: epoch(2),
    reason: 'client',
  },
  grant_created: { kind: 'grant_created', grant },
  grant_changed: {
    ...{ kind: 'grant_changed', grant, action: 'merge' },
    ...{ approval: code.hash, accessEndsBy: epoch(2) },
  },
  grant_revoked: { kind: 'grant_revoked', grant, reason: 'client' },
  client_token_issued: { kind: 'client_token_issued', clientId: app, scope },
  device_code_issued: { kind: 'device_code_issued', deviceCode },
  device_code_entered: { kind: 'device_code_entered', hash: deviceCode.hash, session },
  device_approved: { kind: 'device_approved', hash: deviceCode.hash, clientId: app, session, approval },
  device_denied: { kind: 'device_denied', hash: deviceCode.hash, ...pair, session },
  backchannel_acknowledged: { kind: 'backchannel_acknowledged', hash: deviceCode.hash, session },
  backchannel_withdrawn: { kind: 'backchannel_withdrawn', hash: deviceCode.hash },
  backchannel_person_found: {
    ...{ kind: 'backchannel_person_found', hash: deviceCode.hash, userId: pair.userId },
  },
  backchannel_requested: {
    kind: 'backchannel_requested',
    request: { ...deviceCode, backchannel },
    most: 1,
    since: at,
  },
  backchannel_approved: {
    ...{ kind: 'backchannel_approved', hash: deviceCode.hash, clientId: app, session, approval },
    ping: { uri: `https://client.example/${hidden}`, sealed: hidden },
  },
  backchannel_denied: { kind: 'backchannel_denied', hash: deviceCode.hash, ...pair, session, ping: null },
  request_seen: { kind: 'request_seen', proof: { hash: hash(hidden), until: epoch(1) } },
  device_redeemed: { kind: 'device_redeemed', deviceCode, issued: ['access_token'] },
  session_ended: { kind: 'session_ended', session, userId: alice, reason: 'logout' },
  sessions_ended: { kind: 'sessions_ended', userId: alice, except: session, reason: 'logout' },
  account_tokens_revoked: { kind: 'account_tokens_revoked', userId: alice, reason: 'user' },
  document_adopted: { kind: 'document_adopted', client, document, changed: null },
  federation_client_registered: { kind: 'federation_client_registered', client, changed: null },
  document_confirmed: { kind: 'document_confirmed', document },
  document_withdrawn: { kind: 'document_withdrawn', client },
  client_registered: {
    kind: 'client_registered',
    registration: {
      client,
      version: 1,
      registeredAt: epoch(1),
      tokenHash: hash(`${hidden}-registration`),
      earlierToken: null,
    },
  },
  client_used: { kind: 'client_used', clientId: app, spacing: 3600 },
  client_replaced: {
    kind: 'client_replaced',
    client,
    version: 1,
    presented: hash(`${hidden}-registration`),
    next: hash(`${hidden}-registration-2`),
    earlierUntil: epoch(2),
    changed: ['client_name'],
    consents: 'drop',
  },
  registration_token_used: {
    kind: 'registration_token_used',
    clientId: app,
    token: hash(`${hidden}-registration`),
  },
  client_deleted: { kind: 'client_deleted', client, presented: hash(`${hidden}-registration`) },
};

export const commitOf = (...facts: Fact[]): Commit => ({
  facts,
  at,
  source: {
    address: '192.0.2.1',
    userAgent: `agent ${'x'.repeat(300)}`,
    requestId: 'request-1',
    method: 'POST',
    path: `/oauth/token?code=${hidden}`,
  },
});
