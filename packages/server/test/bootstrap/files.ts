/** A bootstrap file that holds one of everything; tests change a member and look at what is said. */

import { declarationRules } from '@grantor/engine';
import { clientEncryptions } from '../../src/keys/client-encryption.ts';
import { ownDecryption } from '../../src/keys/decrypt.ts';
import { callableAddresses } from '../../src/outbound/callable-addresses.ts';

export const user = {
  username: 'ada',
  password: 'walnut-harbour-lantern-42',
  email: 'ada@users.example',
  email_verified: true,
  role: 'admin',
  sub: 'b4c1a7e2-51f0-4c3e-9a77-0d1f6a2b9c01',
  claims: { name: 'Ada Lovelace', address: { country: 'United Kingdom' }, department: ['engines'] },
};

export const client = {
  client_id: 'web',
  client_name: 'Web',
  client_secret: 'web-secret-5f0d0c1e7a9b4c63a1d27e88',
  redirect_uris: ['https://client.example/cb'],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  scope: 'openid profile read',
};

export const resource = {
  resource: 'https://api.example/v1',
  scopes: ['read', { name: 'write', description: 'Change your notes', default: true }],
};

type Members = Readonly<Record<string, unknown>>;

export const fileOf = (parts: { users?: Members[]; clients?: Members[]; resources?: Members[] }): string =>
  JSON.stringify({ users: [], clients: [], resources: [], ...parts });

export const file = fileOf({ users: [user], clients: [client], resources: [resource] });

/** As a server with the usual keys reads declared clients. */
export const clientRulesUnder = (profile: 'oauth21' | 'fapi2-security') =>
  declarationRules({
    profile,
    legacyResponseTypes: 'refused',
    credentials: 'refused',
    certificates: { authorities: 'known', alias: null },
    algorithms: {
      token_endpoint_auth_signing_alg: ['ES256', 'RS256', 'PS256', 'EdDSA'],
      backchannel_authentication_request_signing_alg: ['ES256', 'RS256', 'PS256', 'EdDSA'],
      request_object_signing_alg: ['ES256', 'RS256', 'PS256', 'EdDSA'],
      id_token_signed_response_alg: ['ES256', 'RS256', 'PS256', 'EdDSA'],
      userinfo_signed_response_alg: ['ES256', 'RS256', 'PS256', 'EdDSA'],
      authorization_signed_response_alg: ['ES256', 'RS256', 'PS256', 'EdDSA'],
      introspection_signed_response_alg: ['ES256', 'RS256', 'PS256', 'EdDSA'],
    },
    encryption: clientEncryptions,
    decryption: ownDecryption,
    addresses: callableAddresses({
      allowedHosts: ['intranet.example'],
      privateAddresses: 'refuse',
      ownHost: 'auth.example',
    }),
  });

export const clientRules = clientRulesUnder('oauth21');
