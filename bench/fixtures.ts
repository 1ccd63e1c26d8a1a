/** The people and programs every system is set up with, in the words of Grantor's BOOTSTRAP_FILE. */

import { randomBytes } from 'node:crypto';

export type FixtureClient = {
  readonly client_id: string;
  readonly client_secret?: string;
  readonly token_endpoint_auth_method: 'client_secret_post' | 'none';
  readonly grant_types: readonly string[];
  readonly response_types: readonly string[];
  readonly redirect_uris: readonly string[];
  readonly scope: string;
  readonly id_token_signed_response_alg: 'ES256';
  readonly access_token_format: 'jwt' | 'opaque';
  readonly skip_consent?: boolean;
};

export type Fixtures = {
  readonly user: { readonly username: string; readonly password: string; readonly email: string };
  readonly machineJwt: FixtureClient;
  readonly machineOpaque: FixtureClient;
  readonly web: FixtureClient;
  readonly device: FixtureClient;
};

export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

const withoutRedirect = { response_types: [], redirect_uris: [] };
const alike = { id_token_signed_response_alg: 'ES256' } as const;

const machine = {
  ...alike,
  ...withoutRedirect,
  token_endpoint_auth_method: 'client_secret_post',
  grant_types: ['client_credentials'],
  scope: 'read',
} as const;

const secret = (): string => randomBytes(24).toString('base64url');

/** The same for every run but for the secrets, which live as long as it. */
export function createFixtures(): Fixtures {
  return {
    user: { username: 'alice', password: secret(), email: 'alice@users.example' },
    machineJwt: { ...machine, client_id: 'machine-jwt', client_secret: secret(), access_token_format: 'jwt' },
    machineOpaque: {
      ...machine,
      client_id: 'machine-opaque',
      client_secret: secret(),
      access_token_format: 'opaque',
    },
    web: {
      ...alike,
      client_id: 'web',
      client_secret: secret(),
      token_endpoint_auth_method: 'client_secret_post',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      redirect_uris: ['https://client.example/cb'],
      scope: 'openid email',
      access_token_format: 'opaque',
      skip_consent: true,
    },
    device: {
      ...alike,
      ...withoutRedirect,
      client_id: 'device',
      token_endpoint_auth_method: 'none',
      grant_types: [deviceGrant, 'refresh_token'],
      scope: 'openid email',
      access_token_format: 'opaque',
    },
  };
}
