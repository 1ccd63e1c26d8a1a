/** A server that issues credentials, a front-end that knows the people, and the wallet of one of them. */

import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { configurations, type Manage, manager, robot } from '../credentials/world.ts';
import { startTestServer } from '../running-server.ts';
import {
  type Answer,
  apiToken,
  client,
  contentOf,
  declarations,
  type FrontEnd,
  frontEndOf,
  secret,
} from './world.ts';

const preAuthorized = 'urn:ietf:params:oauth:grant-type:pre-authorized_code';

const clients = [
  ...declarations.clients,
  client('wallet', {
    scope: 'openid employee_pass',
    grant_types: ['authorization_code', 'refresh_token', preAuthorized],
  }),
  {
    ...{ client_id: robot.id, client_secret: robot.secret, client_name: 'Robot' },
    ...{ grant_types: ['client_credentials'], scope: 'grantor:admin' },
  },
];

export type IssuingWorld = {
  readonly origin: string;
  /** Through the management API. */
  readonly manage: Manage;
  call(operation: string, given?: object): Promise<Answer>;
  /** A token of a guest who was asked for these, or for what the scope gives. */
  tokenOf(subject: string, ids?: readonly string[]): Promise<string>;
  /** What a wallet sends for the credential, with a proof of a new key. */
  asking(id?: string): Promise<string>;
  /** The identifier of a request that is read. */
  parsed(accessToken: string, requestContent: string): Promise<string>;
  issue(accessToken: string, requestIdentifier: string, payload: object, more?: object): Promise<Answer>;
  stop(): Promise<void>;
};

export async function startIssuingWorld(): Promise<IssuingWorld> {
  const server = await startTestServer({
    bootstrap: { ...declarations, clients, credential_configurations: configurations },
    environment: {
      ...{ ENABLE_VCI: 'true', ENABLE_ATTESTATION_CHALLENGE: 'true' },
      ...{ ENABLE_AUTHLETE_API: 'true', AUTHLETE_API_TOKEN: apiToken },
    },
  });
  const frontEnd = frontEndOf(server.origin);
  const call: IssuingWorld['call'] = (operation, given = {}) => frontEnd.call(operation, given);
  return {
    ...{ origin: server.origin, manage: await manager(server.origin), call, stop: server.stop },
    tokenOf: (subject, ids = []) => tokenOf(frontEnd, subject, ids),
    asking: async (id = 'pass') =>
      JSON.stringify({
        credential_configuration_id: id,
        proofs: { jwt: [await proof(server.origin, call)] },
      }),
    async parsed(accessToken, requestContent) {
      const { body } = await call('vci/single/parse', { accessToken, requestContent });
      assert.equal(body['action'], 'OK', JSON.stringify(body));
      return (body['info'] as { identifier: string }).identifier;
    },
    issue: (accessToken, requestIdentifier, payload, more = {}) =>
      call('vci/single/issue', {
        ...{ accessToken, order: { requestIdentifier, credentialPayload: JSON.stringify(payload), ...more } },
      }),
  };
}

async function tokenOf(frontEnd: FrontEnd, subject: string, ids: readonly string[]): Promise<string> {
  const details = ids.map((credential_configuration_id) => ({
    ...{ type: 'openid_credential', credential_configuration_id },
  }));
  const { parameters, verifier } = frontEnd.request({
    ...{ client_id: 'wallet', scope: ids.length === 0 ? 'openid employee_pass' : 'openid' },
    ...(ids.length === 0 ? {} : { authorization_details: JSON.stringify(details) }),
  });
  const { body: asked } = await frontEnd.call('auth/authorization', { parameters });
  assert.equal(asked['action'], 'INTERACTION', JSON.stringify(asked));
  const { body } = await frontEnd.call('auth/authorization/issue', { ticket: asked['ticket'], subject });
  const code = new URL(String(body['responseContent'])).searchParams.get('code') ?? '';
  const redeemed = await frontEnd.call('auth/token', {
    parameters: String(
      new URLSearchParams({
        ...{ grant_type: 'authorization_code', code, code_verifier: verifier },
        redirect_uri: 'https://app.example/callback',
      }),
    ),
    ...{ clientId: 'wallet', clientSecret: secret },
  });
  return String(contentOf(redeemed)['access_token']);
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

async function proof(aud: string, call: IssuingWorld['call']): Promise<string> {
  const { c_nonce: nonce } = contentOf(await call('vci/nonce'));
  const pair: { privateKey: KeyObject; publicKey: KeyObject } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
  });
  const head = { alg: 'ES256', typ: 'openid4vci-proof+jwt', jwk: pair.publicKey.export({ format: 'jwk' }) };
  const text = `${part(head)}.${part({ aud, iat: Math.floor(Date.now() / 1000), nonce })}`;
  const signature = sign('sha256', Buffer.from(text), { key: pair.privateKey, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}

/** What the credential discloses, by name. */
export const disclosed = (credential: string): readonly unknown[] =>
  credential
    .split('~')
    .slice(1, -1)
    .map((one) => JSON.parse(Buffer.from(one, 'base64url').toString()).slice(1));
