import { issuerJwk } from './keys.ts';

// Whose word counts at a target, and who may exchange tokens there, in the form of Grantor's BOOTSTRAP_FILE.

export const EXCHANGE_GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange';
export const BEARER_GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

export interface FixtureIssuer {
  readonly id: string;
  readonly issuer: string;
  readonly kind: 'assertion' | 'id-jag' | 'workload';
  readonly jwks: { readonly keys: readonly object[] };
  readonly clients: readonly string[];
  readonly scopes: readonly string[];
  readonly resources: readonly string[];
  readonly email_domains: readonly string[];
  readonly claim_rules?: readonly { readonly claim: string; readonly equals: string }[];
}

export interface FixtureRule {
  readonly id: string;
  readonly client: string;
  readonly subject_token: 'access_token' | 'id_token' | 'jwt';
  readonly subject_issuer?: string;
  readonly mode: 'impersonation' | 'delegation';
  readonly audiences: readonly string[];
  readonly scopes: readonly string[];
  readonly id_jag?: { readonly client_id: string; readonly resources: readonly string[] };
}

/** An issuer that vouches for people to two clients, and an enterprise that lets its people's client in. */
export const VOUCHING_ISSUER = 'https://idp.partner.example';
export const ENTERPRISE_ISSUER = 'https://login.corp.example';
/** A platform, and the service of it that is a client. */
export const PLATFORM = {
  issuer: 'https://platform.example',
  service: 'system:serviceaccount:prod:billing',
} as const;
/** Another authorization server, and what a client is and may there. */
export const ELSEWHERE = {
  issuer: 'https://auth.chat.example',
  client_id: 'there',
  scope: 'chat:read',
} as const;

const jwks = { keys: [issuerJwk] };

const trustOf = (resource: string): Omit<FixtureIssuer, 'id' | 'issuer' | 'kind'> => ({
  ...{ jwks, clients: ['vouched'], scopes: ['read'], resources: [resource] },
  email_domains: ['users.example'],
});

export const trustedIssuers = (resource: string): readonly FixtureIssuer[] => [
  {
    ...{ id: 'partner', issuer: VOUCHING_ISSUER, kind: 'assertion', ...trustOf(resource) },
    clients: ['vouched', 'asking', 'exchanging', 'exchanging-pairwise'],
  },
  { id: 'corp', issuer: ENTERPRISE_ISSUER, kind: 'id-jag', ...trustOf(resource) },
  {
    ...{ id: 'platform', issuer: PLATFORM.issuer, kind: 'workload', ...trustOf(resource) },
    ...{ clients: ['workload'], email_domains: [] },
    claim_rules: [{ claim: 'sub', equals: PLATFORM.service }],
  },
];

const usual = { client: 'exchanging', subject_token: 'access_token', scopes: ['read'] } as const;

export const exchangeRules = (resource: string): readonly FixtureRule[] => [
  { ...usual, id: 'as-person', mode: 'impersonation', audiences: [resource] },
  { ...usual, id: 'for-person', mode: 'delegation', audiences: [resource] },
  {
    ...{ ...usual, id: 'vouched-person', mode: 'impersonation', audiences: [resource] },
    ...{ subject_token: 'jwt', subject_issuer: VOUCHING_ISSUER },
  },
  { ...usual, id: 'from-id-token', subject_token: 'id_token', mode: 'impersonation', audiences: [resource] },
  {
    ...{ ...usual, id: 'pairwise', mode: 'impersonation', audiences: [resource] },
    client: 'exchanging-pairwise',
  },
  {
    ...{ ...usual, id: 'pairwise-elsewhere', mode: 'impersonation', subject_token: 'id_token' },
    ...{ client: 'exchanging-pairwise', audiences: [ELSEWHERE.issuer], scopes: [ELSEWHERE.scope] },
    id_jag: { client_id: ELSEWHERE.client_id, resources: [] },
  },
  {
    ...{ ...usual, id: 'elsewhere', mode: 'impersonation', subject_token: 'id_token' },
    ...{ audiences: [ELSEWHERE.issuer], scopes: [ELSEWHERE.scope] },
    id_jag: { client_id: ELSEWHERE.client_id, resources: [] },
  },
];
