/** A server that issues credentials, and the program that has them offered. */

import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { fixtures, type Person, password, signIn } from '../races/person.ts';
import { startTestServer, type TestServer } from '../running-server.ts';

export const robot = { id: 'robot', secret: 'c2b5f3c5-2c2a-4d69-9a1f-0d8f6f3b5a11' };
export const walletRedirect = 'https://wallet.example/callback';

/** A pass with a scope, in batches; a badge that somebody looks at first; a coupon for whoever has it. */
export const configurations = [
  {
    ...{ id: 'pass', scope: 'employee_pass', name: 'Employee pass', names: { de: 'Mitarbeiterausweis' } },
    background_color: '#12107c',
    claims: [
      { path: ['given_name'], label: 'First name', labels: { de: 'Vorname' } },
      { path: ['email'] },
      { path: ['contact', 'phone'], user_claim: 'phone_number' },
      { path: ['address'] },
      { path: ['employer'], constant: 'Example Ltd.', sd: 'never' },
    ],
    batch_size: 3,
  },
  {
    ...{ id: 'badge', name: 'Badge', approval: 'needed', signing_alg: 'EdDSA' },
    claims: [{ path: ['email'] }],
  },
  {
    ...{ id: 'coupon', name: 'Coupon', binding: 'none' },
    claims: [{ path: ['discount'], constant: 10 }],
  },
];

/** Who makes the wallet that proves itself by attestation. */
const makerKeys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const maker = { privateKey: makerKeys.privateKey, kid: 'maker' };

const ada = {
  ...{ username: 'ada', sub: 'ada', password, email: 'ada@example.com', email_verified: true },
  claims: { given_name: 'Ada', phone_number: '+44 20 7946 0000', address: { locality: 'London' } },
};

export const bootstrap = {
  users: [ada, ...fixtures.users.slice(1)],
  clients: [
    ...fixtures.clients,
    {
      client_id: robot.id,
      client_secret: robot.secret,
      client_name: 'Robot',
      grant_types: ['client_credentials'],
      scope: 'grantor:admin',
    },
    {
      client_id: 'wallet',
      client_name: 'Wallet of the house',
      token_endpoint_auth_method: 'none',
      application_type: 'native',
      redirect_uris: [walletRedirect],
      grant_types: ['authorization_code', 'refresh_token'],
      scope: 'openid employee_pass',
    },
    {
      client_id: 'attested-wallet',
      client_name: 'Wallet with a maker',
      token_endpoint_auth_method: 'attest_jwt_client_auth',
      jwks: { keys: [{ ...makerKeys.publicKey.export({ format: 'jwk' }), kid: maker.kid }] },
      redirect_uris: [walletRedirect],
      grant_types: [
        ...['authorization_code', 'refresh_token'],
        'urn:ietf:params:oauth:grant-type:pre-authorized_code',
      ],
      scope: 'openid employee_pass offline_access',
    },
  ],
  trusted_issuers: fixtures.trusted_issuers,
  credential_configurations: configurations,
};

export type Offered = {
  readonly credential_offer_uri: string;
  readonly link: string;
  readonly tx_code?: string;
};

export type CredentialWorld = {
  readonly server: TestServer;
  readonly person: Person;
  /** Through the management API. */
  manage(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: Record<string, unknown> }>;
  offer(ids: readonly string[], more?: { tx_code?: boolean; user_id?: string }): Promise<Offered>;
  stop(): Promise<void>;
};

export async function startCredentialWorld(
  environment: Readonly<Record<string, string>> = {},
): Promise<CredentialWorld> {
  const server = await startTestServer({ bootstrap, environment: { ENABLE_VCI: 'true', ...environment } });
  const manage = await manager(server.origin);
  return {
    ...{ server, manage, stop: server.stop },
    person: await signIn(server.origin),
    offer: (ids, more) => offerBy(manage, ids, more),
  };
}

export type Manage = CredentialWorld['manage'];

/** The management API of the server at this address, as the robot; tokens are for its public address. */
export async function manager(origin: string, publicOrigin = origin): Promise<Manage> {
  const tokens = await fetch(`${origin}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${robot.id}:${robot.secret}`)}` },
    body: new URLSearchParams({
      ...{ grant_type: 'client_credentials', scope: 'grantor:admin' },
      resource: `${publicOrigin}/api/v1`,
    }),
  });
  const { access_token: token } = (await tokens.json()) as Record<string, string>;
  assert.ok(token);
  return async (method, path, body) => {
    const response = await fetch(`${origin}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
  };
}

export async function offerBy(
  manage: Manage,
  ids: readonly string[],
  more: { tx_code?: boolean; user_id?: string } = {},
): Promise<Offered> {
  const asked = { user_id: 'ada', tx_code: false, ...more, credential_configuration_ids: ids };
  const made = await manage('POST', '/credential-offers', asked);
  assert.equal(made.status, 200, JSON.stringify(made.body));
  return made.body as unknown as Offered;
}
