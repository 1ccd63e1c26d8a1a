// The users, clients and resources every target is set up with, in the form of Grantor's BOOTSTRAP_FILE.

import type { FixtureClient, FixtureDetailsType, FixtureResource, Fixtures } from './fixture.ts';
import { fixtureKey } from './keys.ts';
import { users } from './people.ts';
import { BEARER_GRANT, EXCHANGE_GRANT, exchangeRules, trustedIssuers } from './trust.ts';

export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
export const BACKCHANNEL_GRANT = 'urn:openid:params:grant-type:ciba';
export const API = 'https://api.example/v1';
export const FILES = 'https://files.example/';
/** An origin without the slash that URL parsers add, and with scopes it gives unasked. */
export const BARE = 'https://bare.example';
/** A path with a slash that some clients strip. */
export const SLASH = 'https://slash.example/mcp/';
/** A resource that lists no scopes and takes any. */
export const OPEN = 'https://open.example/mcp';
/** A resource whose verifier knows the plain type of JWTs only. */
export const PLAIN = 'https://plain.example/v1';
/** A client that an administrator named by an address; nothing is served there. */
export const PINNED = 'https://pinned.example/oauth/client.json';
/** A type of authorization details: an amount, and nothing else. */
export const PAYMENT = 'payment';
/** One for two resources, with a name for what it is about. */
export const TRANSFER = 'transfer';
/** A scope that belongs to no resource. */
export const REPORTS = 'reports';
export const CALLBACK = 'https://client.example/cb';
export const REGISTRATION_TOKEN = 'initial-registration-token-of-the-compliance-suite';
export const SCOPES = 'openid profile email address phone offline_access read write';

const hasSecret = ({ token_endpoint_auth_method: method = 'client_secret_basic' }: Partial<FixtureClient>) =>
  method.startsWith('client_secret');

/** An ordinary web application with a secret of its own, but for the members. */
export function client(client_id: string, members: Partial<FixtureClient> = {}): FixtureClient {
  const secret = `${client_id}-secret-5f0d0c1e7a9b4c63a1d27e88`;
  return {
    client_id,
    client_name: `Compliance ${client_id}`,
    token_endpoint_auth_method: 'client_secret_basic',
    redirect_uris: [CALLBACK],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    scope: SCOPES,
    application_type: 'web',
    ...(hasSecret(members) ? { client_secret: secret } : {}),
    ...members,
  };
}

const withoutRedirect = { redirect_uris: [], response_types: [] };

const managingGrants = {
  grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
  scope: `${SCOPES} grant_management_query grant_management_revoke`,
};

const clients: readonly FixtureClient[] = [
  client('web', {
    redirect_uris: [CALLBACK, 'https://client.example/other', 'https://client.example/cb-query?tenant=1'],
    post_logout_redirect_uris: ['https://client.example/bye', 'https://client.example/bye?from=op'],
  }),
  client('web-post', { token_endpoint_auth_method: 'client_secret_post' }),
  client('other'),
  client('hybrid', { response_types: ['code', 'code id_token'] }),
  client('spa', {
    token_endpoint_auth_method: 'none',
    redirect_uris: ['https://spa.example/cb'],
    require_pkce: true,
  }),
  client('native', {
    token_endpoint_auth_method: 'none',
    application_type: 'native',
    redirect_uris: ['http://127.0.0.1/cb', 'http://localhost/callback', 'com.example.app:/cb'],
    require_pkce: true,
  }),
  client('never-approved'),
  client('growing', { redirect_uris: ['https://growing.example/cb'] }),
  client('trusted', { skip_consent: true }),
  client('opaque', { access_token_format: 'opaque' }),
  client('no-refresh', { grant_types: ['authorization_code'] }),
  client('directory', { scope: `${SCOPES} groups`, claims_in_id_token: true }),
  client('members', { allowed_groups: ['staff'] }),
  client('members-device', {
    ...withoutRedirect,
    grant_types: [DEVICE_GRANT],
    token_endpoint_auth_method: 'none',
    application_type: 'native',
    allowed_groups: ['staff'],
  }),
  client('payless', { authorization_details_types: [] }),
  client('recent', { default_max_age: 0 }),
  client('logout', { post_logout_redirect_uris: ['https://logout.example/bye'] }),
  client('pairwise', { subject_type: 'pairwise' }),
  client('pairwise-sibling', { subject_type: 'pairwise' }),
  client('pairwise-apart', { subject_type: 'pairwise', redirect_uris: ['https://apart.example/cb'] }),
  client('granting', managingGrants),
  client('granting-other', managingGrants),
  // Signs its requests, and holds keys
  client('granting-signed', {
    ...managingGrants,
    token_endpoint_auth_method: 'private_key_jwt',
    jwks: { keys: [fixtureKey.publicJwk] },
  }),
  client('pushing', {
    require_pushed_authorization_requests: true,
    grant_types: ['authorization_code', 'refresh_token', DEVICE_GRANT, 'client_credentials'],
  }),
  client('bound', { dpop_bound_access_tokens: true }),
  client('nonced', {
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
    require_dpop_nonce: true,
  }),
  client('banking', {
    profile: 'fapi2-security',
    token_endpoint_auth_method: 'private_key_jwt',
    jwks: { keys: [fixtureKey.publicJwk] },
  }),
  client('unproved', { require_pkce: false }),
  client('narrow', { scope: 'openid read' }),
  client('reporter', { scope: `openid read ${REPORTS}` }),
  client('machine', { ...withoutRedirect, grant_types: ['client_credentials'], scope: 'read write' }),
  client('machine-spelled', {
    ...withoutRedirect,
    grant_types: ['client_credentials'],
    scope: 'read write',
    client_secret: 'c+mpl/iance%5f0d0c1e%zz7a9b4c63a1d27e88==',
  }),
  client('machine-post', {
    ...withoutRedirect,
    grant_types: ['client_credentials'],
    scope: 'read write',
    token_endpoint_auth_method: 'client_secret_post',
  }),
  client('machine-signing', {
    ...withoutRedirect,
    grant_types: ['client_credentials'],
    scope: 'read write',
    token_endpoint_auth_method: 'client_secret_jwt',
  }),
  client('exchanging', {
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials', EXCHANGE_GRANT],
  }),
  client('exchanging-pairwise', {
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials', EXCHANGE_GRANT],
    subject_type: 'pairwise',
  }),
  client('vouched', {
    ...withoutRedirect,
    grant_types: ['client_credentials', BEARER_GRANT],
    scope: 'read write',
  }),
  client('vouched-not', { ...withoutRedirect, grant_types: ['client_credentials', BEARER_GRANT] }),
  client('workload', {
    ...withoutRedirect,
    grant_types: ['client_credentials', BEARER_GRANT],
    scope: 'read',
  }),
  client(PINNED),
  client('asking', {
    ...withoutRedirect,
    grant_types: [BACKCHANNEL_GRANT, 'refresh_token'],
    backchannel_token_delivery_mode: 'poll',
  }),
  // A person is asked by one client so often only
  client('asking-signed', {
    ...withoutRedirect,
    jwks: { keys: [fixtureKey.publicJwk] },
    grant_types: [BACKCHANNEL_GRANT, 'refresh_token'],
    backchannel_token_delivery_mode: 'poll',
  }),
  client('asking-other', {
    ...withoutRedirect,
    grant_types: [BACKCHANNEL_GRANT],
    backchannel_token_delivery_mode: 'poll',
  }),
  client('asking-rich', {
    ...withoutRedirect,
    grant_types: [BACKCHANNEL_GRANT, 'refresh_token', 'client_credentials'],
    scope: `${SCOPES} grant_management_query`,
    backchannel_token_delivery_mode: 'poll',
  }),
  client('asking-hinted', {
    redirect_uris: [CALLBACK],
    grant_types: ['authorization_code', BACKCHANNEL_GRANT, 'refresh_token'],
    backchannel_token_delivery_mode: 'poll',
  }),
  client('asking-pairwise', {
    ...withoutRedirect,
    redirect_uris: [CALLBACK],
    grant_types: [BACKCHANNEL_GRANT, 'refresh_token'],
    subject_type: 'pairwise',
    backchannel_token_delivery_mode: 'poll',
  }),
  client('asking-told', {
    ...withoutRedirect,
    grant_types: [BACKCHANNEL_GRANT],
    backchannel_token_delivery_mode: 'ping',
    backchannel_client_notification_endpoint: 'https://client.example/ciba',
  }),
  client('device', {
    ...withoutRedirect,
    grant_types: [DEVICE_GRANT, 'refresh_token'],
    token_endpoint_auth_method: 'none',
    application_type: 'native',
  }),
  client('device-other', {
    ...withoutRedirect,
    grant_types: [DEVICE_GRANT, 'refresh_token'],
    token_endpoint_auth_method: 'none',
    application_type: 'native',
  }),
  client('device-lenient', {
    ...withoutRedirect,
    grant_types: [DEVICE_GRANT, 'refresh_token'],
    device_authorization_auth: 'optional',
  }),
  client('device-granting', {
    ...withoutRedirect,
    ...managingGrants,
    grant_types: [DEVICE_GRANT, 'client_credentials'],
  }),
  client('device-confidential', { ...withoutRedirect, grant_types: [DEVICE_GRANT, 'refresh_token'] }),
];

const resources: readonly FixtureResource[] = [
  { resource: API, scopes: [{ name: 'read' }, { name: 'write' }] },
  { resource: FILES, scopes: [{ name: 'read' }] },
  { resource: BARE, scopes: [{ name: 'files:read', default: true }, { name: 'files:write' }] },
  { resource: SLASH, scopes: [{ name: 'files:read' }] },
  { resource: OPEN },
  { resource: PLAIN, scopes: [{ name: 'read' }], access_token_typ: 'JWT' },
];

const detail_types: readonly FixtureDetailsType[] = [
  {
    type: PAYMENT,
    title: 'Pay an amount',
    schema: {
      type: 'object',
      properties: { amount: { type: 'string', maxLength: 20 } },
      required: ['amount'],
      additionalProperties: false,
    },
  },
  {
    type: TRANSFER,
    title: 'Move a file',
    labels: [{ path: 'file', label: 'The file' }],
    locations: [API, FILES],
    schema: {
      type: 'object',
      properties: { file: { type: 'string', maxLength: 40 } },
      required: ['file'],
      additionalProperties: false,
    },
  },
];

export const fixtures: Fixtures = {
  ...{ users, clients, resources, detail_types },
  scopes: [{ name: REPORTS }],
  trusted_issuers: trustedIssuers(FILES),
  exchange_rules: exchangeRules(FILES),
};
