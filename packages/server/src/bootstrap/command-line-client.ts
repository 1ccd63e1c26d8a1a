import { type Client, deviceGrant, unsetClient } from '@grantor/engine';
import type { ClientId } from '@grantor/protocol';

/** The public client that the first start creates (operations.md B-2, protocol.md SC-5, CL-4). */
export const commandLineClient = (id: ClientId): Client => ({
  ...unsetClient,
  id,
  name: 'Grantor CLI',
  source: 'administrator',
  status: 'active',
  applicationType: 'native',
  authMethod: 'none',
  secrets: [],
  redirectUris: ['http://localhost:8888/callback', 'http://127.0.0.1/callback', 'http://localhost/callback'],
  grantTypes: ['authorization_code', deviceGrant, 'refresh_token'],
  responseTypes: ['code'],
  // `grantor:admin` reaches administrators only (protocol.md SC-4)
  scopes: ['openid', 'profile', 'email', 'offline_access', 'read', 'write', 'grantor:admin'],
  tokensValidFrom: null,
  trial: null,
  lastUsedAt: null,
});
