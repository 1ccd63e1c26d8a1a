/** Plain examples of every record, each complete; a test says only what matters to it. */

import { clientId, epoch, type Hash, hash, sha256, userId } from '@grantor/protocol';
import type { Account } from '../../model/account.ts';
import type { BrowserSession } from '../../model/authentication.ts';
import type { AuthorizationDetail, KnownDetailsType } from '../../model/authorization-details.ts';
import { type Client, unsetClient } from '../../model/client.ts';
import { type Resource, type ResourceScope, unregisteredResource } from '../../model/resource.ts';
import type { Policy } from '../../ports/policy.ts';

/** 2026-01-01T00:00:00Z, in milliseconds. */
export const testStart = 1_767_225_600_000;

export const testSecret = 'a-secret-of-the-test-client';

/** A confidential client with every grant, made by an administrator. Its secret is `testSecret`. */
export const exampleClient = (change: Partial<Client> = {}): Client => ({
  ...unsetClient,
  id: clientId('web'),
  name: 'Example',
  source: 'administrator',
  status: 'active',
  applicationType: 'web',
  authMethod: 'client_secret_basic',
  secrets: [{ hash: sha256(testSecret), expiresAt: null }],
  redirectUris: ['https://app.example/callback'],
  grantTypes: [
    'authorization_code',
    'refresh_token',
    'client_credentials',
    'urn:ietf:params:oauth:grant-type:device_code',
  ],
  responseTypes: ['code'],
  scopes: ['openid', 'profile', 'email', 'address', 'phone', 'offline_access', 'read', 'write'],
  tokensValidFrom: null,
  trial: null,
  lastUsedAt: null,
  ...change,
});

/** A native client without a secret. */
export const examplePublicClient = (change: Partial<Client> = {}): Client =>
  exampleClient({
    id: clientId('native'),
    authMethod: 'none',
    secrets: [],
    applicationType: 'native',
    redirectUris: ['http://127.0.0.1/callback'],
    ...change,
  });

/** Open to any scope, unless changed. */
export const exampleResource = (change: Partial<Resource> = {}): Resource => ({
  ...unregisteredResource('https://api.example'),
  ...change,
});

export const exampleScope = (name: string, change: Partial<ResourceScope> = {}): ResourceScope => ({
  ...{ name, description: null, isDefault: false, isRestricted: false, implies: [] },
  ...change,
});

/** Payments of an amount to somebody, unless changed; only whoever names both is accepted. */
export const exampleDetailsType = (change: Partial<KnownDetailsType> = {}): KnownDetailsType => ({
  id: 'payment',
  title: { text: 'Pay' },
  labels: [
    { path: 'amount', text: 'Amount' },
    { path: 'to.name', text: 'Payee' },
  ],
  schema: {},
  locations: null,
  accepts: ({ amount, to }) => typeof amount === 'string' && to !== undefined,
  ...change,
});

export const exampleDetail = (change: Readonly<Record<string, unknown>> = {}): AuthorizationDetail => ({
  ...{ type: 'payment', amount: '12.50', to: { name: 'Bob' } },
  ...change,
});

export const exampleAccount = (change: Partial<Account> = {}): Account => ({
  id: userId('user-1'),
  username: 'ada',
  role: 'user',
  claims: { name: 'Ada Lovelace', email: 'ada@example.com', email_verified: true, updated_at: 1_700_000_000 },
  disabledAt: null,
  tokensValidFrom: null,
  ...change,
});

export const exampleSession = (change: Partial<BrowserSession> = {}): BrowserSession => ({
  id: exampleSessionId,
  userId: userId('user-1'),
  username: 'ada',
  role: 'user',
  sidSeed: 'seed-of-the-session',
  startedAt: epoch(testStart / 1000 - 60),
  authTime: epoch(testStart / 1000 - 60),
  acr: '1',
  amr: ['pwd'],
  reachableAcr: '1',
  ...change,
});

const exampleSessionId: Hash = hash(sha256('session'));

/** The defaults of protocol.md §2. */
export const examplePolicy = (change: Partial<Policy> = {}): Policy => ({
  issuer: 'https://auth.example',
  siteName: 'Example',
  profile: 'oauth21',
  lifetimes: {
    code: 60,
    flow: 1800,
    pushedRequest: 60,
    accessToken: { short: 900, standard: 3600, long: 86_400 },
    clientCredentialsToken: 3600,
    idToken: 3600,
    accessTokenJitter: 0,
    accessTokenMax: 86_400,
    refreshIdle: { short: 86_400, standard: 2_592_000, long: 7_776_000 },
    refreshMax: 7_776_000,
    deviceCode: 1800,
    backchannelRequest: 120,
  },
  pollingInterval: 5,
  refreshTokens: true,
  rotation: true,
  refreshGrace: 60,
  pkceRequired: null,
  pushedRequests: 'welcome',
  requestUris: 'refused',
  grantManagementAction: 'optional',
  consentRemember: true,
  legacyResponseTypes: 'refused',
  sessionManagement: 'refused',
  defaultAudience: [],
  resourceAllowlist: [],
  registration: { kind: 'open' },
  clientLifetime: 7_776_000,
  clockSkew: 30,
  clientDocuments: { allowedDomains: [], blockedDomains: [] },
  federation: null,
  backchannel: 'refused',
  credentials: 'refused',
  clientAssertionMaxLifetime: 3600,
  certificates: null,
  dpop: { proofMaxAge: 300, nonceRequired: false },
  attestationChallenges: 'not_asked_for',
  privateClaimPrefix: 'extra',
  extraClaims: null,
  domain: null,
  uiLocales: ['en'],
  ...change,
});
