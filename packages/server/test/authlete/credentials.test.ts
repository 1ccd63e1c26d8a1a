import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { configurations } from '../credentials/world.ts';
import { startTestServer, type TestServer } from '../running-server.ts';
import {
  apiToken,
  claimsOf,
  client,
  contentOf,
  declarations,
  type FrontEnd,
  frontEndOf,
  secret,
} from './world.ts';

let server: TestServer;
let frontEnd: FrontEnd;
before(async () => {
  const wallet = client('wallet', {
    scope: 'openid employee_pass',
    grant_types: [
      ...['authorization_code', 'refresh_token'],
      'urn:ietf:params:oauth:grant-type:pre-authorized_code',
    ],
  });
  server = await startTestServer({
    bootstrap: {
      ...declarations,
      clients: [...declarations.clients, wallet],
      credential_configurations: configurations,
    },
    environment: { ENABLE_VCI: 'true', ENABLE_AUTHLETE_API: 'true', AUTHLETE_API_TOKEN: apiToken },
  });
  frontEnd = frontEndOf(server.origin);
});
after(() => server.stop());

const call = (operation: string, given: object = {}) => frontEnd.call(operation, given);

/** A token of a guest who was asked for this, or for what the scope gives. */
async function tokenOf(subject: string, ids: readonly string[] = []): Promise<string> {
  const details = ids.map((credential_configuration_id) => ({
    ...{ type: 'openid_credential', credential_configuration_id },
  }));
  const { parameters, verifier } = frontEnd.request({
    ...{ client_id: 'wallet', scope: ids.length === 0 ? 'openid employee_pass' : 'openid' },
    ...(ids.length === 0 ? {} : { authorization_details: JSON.stringify(details) }),
  });
  const { body: asked } = await call('auth/authorization', { parameters });
  assert.equal(asked['action'], 'INTERACTION', JSON.stringify(asked));
  const { body } = await call('auth/authorization/issue', { ticket: asked['ticket'], subject });
  const code = new URL(String(body['responseContent'])).searchParams.get('code') ?? '';
  const redeemed = await call('auth/token', {
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

async function proof(): Promise<string> {
  const { c_nonce: nonce } = contentOf(await call('vci/nonce'));
  const pair: { privateKey: KeyObject; publicKey: KeyObject } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
  });
  const head = { alg: 'ES256', typ: 'openid4vci-proof+jwt', jwk: pair.publicKey.export({ format: 'jwk' }) };
  const text = `${part(head)}.${part({ aud: server.origin, iat: Math.floor(Date.now() / 1000), nonce })}`;
  const signature = sign('sha256', Buffer.from(text), { key: pair.privateKey, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}

const asking = async (id = 'pass') =>
  JSON.stringify({ credential_configuration_id: id, proofs: { jwt: [await proof()] } });

async function parsed(accessToken: string, requestContent: string): Promise<string> {
  const { body } = await call('vci/single/parse', { accessToken, requestContent });
  assert.equal(body['action'], 'OK', JSON.stringify(body));
  return (body['info'] as { identifier: string }).identifier;
}

const issue = (accessToken: string, requestIdentifier: string, payload: object, more: object = {}) =>
  call('vci/single/issue', {
    ...{ accessToken, order: { requestIdentifier, credentialPayload: JSON.stringify(payload), ...more } },
  });

const disclosed = (credential: string): readonly unknown[] =>
  credential
    .split('~')
    .slice(1, -1)
    .map((one) => JSON.parse(Buffer.from(one, 'base64url').toString()).slice(1));

describe('credentials whose claims a front-end knows — federation-vci-authlete.md §3.2', () => {
  it('are read, and issued as it says of the person', async () => {
    const token = await tokenOf('1001');
    const content = await asking();
    const { body } = await call('vci/single/parse', { accessToken: token, requestContent: content });
    const { identifier, format, details } = body['info'] as Record<string, string>;
    assert.deepEqual([body['action'], format], ['OK', 'dc+sd-jwt']);
    assert.deepEqual(JSON.parse(details ?? '').claims, [
      ...[
        { path: ['given_name'] },
        { path: ['email'] },
        { path: ['contact', 'phone'] },
        { path: ['address'] },
      ],
    ]);
    const payload = { given_name: 'John', contact: { phone: '+1 555' } };
    const issued = await issue(token, identifier ?? '', payload);
    assert.equal(issued.body['action'], 'OK', JSON.stringify(issued.body));
    const { credentials } = contentOf(issued) as { credentials: { credential: string }[] };
    const [{ credential = '' } = {}] = credentials;
    assert.ok(disclosed(credential).some((one) => JSON.stringify(one) === '["given_name","John"]'));
    const claims = claimsOf(credential.split('~')[0]);
    assert.deepEqual([claims['employer'], claims['iss']], ['Example Ltd.', server.origin]);
    assert.ok((claims['cnf'] as { jwk?: object }).jwk);
    // Its nonce counts once
    const again = await issue(token, identifier ?? '', payload);
    assert.deepEqual([again.body['action'], contentOf(again)['error']], ['BAD_REQUEST', 'invalid_nonce']);
  });

  it('are no more than was asked for, agreed to and read for this very token', async () => {
    const token = await tokenOf('1001');
    const [other, stranger] = [await tokenOf('1002'), await tokenOf('1001')];
    for (const payload of [
      { salary: 1 },
      { iss: 'x' },
      { contact: { fax: '1' } },
      { employer: { of: 'x' } },
    ]) {
      const refused = await issue(token, await parsed(token, await asking()), payload);
      assert.deepEqual(
        [refused.body['action'], contentOf(refused)['error']],
        ['BAD_REQUEST', 'invalid_credential_request'],
        JSON.stringify(payload),
      );
    }
    const identifier = await parsed(token, await asking());
    for (const one of [other, stranger])
      assert.equal((await issue(one, identifier, {})).body['action'], 'BAD_REQUEST');
    assert.equal((await issue(token, 'v1.made.up', {})).body['action'], 'BAD_REQUEST');
    assert.equal((await issue('no-token', identifier, {})).body['action'], 'UNAUTHORIZED');
    for (const more of [{ issuanceDeferred: true }, { credentialDuration: 60 }, { signingKeyId: 'k' }])
      assert.equal((await issue(token, identifier, {}, more)).status, 400);
    await call('auth/token/revoke', { accessTokenIdentifier: token });
    assert.equal((await issue(token, identifier, {})).body['action'], 'UNAUTHORIZED');
  });

  it('are refused by the rules of the credential endpoint', async () => {
    const token = await tokenOf('1001');
    const parse = async (requestContent: string, accessToken = token) =>
      (await call('vci/single/parse', { accessToken, requestContent })).body['action'];
    assert.equal(await parse('{"no'), 'BAD_REQUEST');
    assert.equal(await parse(JSON.stringify({ credential_configuration_id: 'pass' })), 'BAD_REQUEST');
    assert.equal(await parse(await asking('badge')), 'FORBIDDEN');
    assert.equal(await parse(await asking('unknown')), 'BAD_REQUEST');
    assert.equal(await parse(await asking(), 'no-token'), 'UNAUTHORIZED');
    const badge = await tokenOf('1001', ['badge']);
    const waiting = await issue(badge, await parsed(badge, await asking('badge')), { email: 'a@b.example' });
    assert.equal(contentOf(waiting)['error'], 'credential_request_denied');
  });

  it('are issued once of any number of orders', async () => {
    const token = await tokenOf('1003');
    const identifier = await parsed(token, await asking());
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => issue(token, identifier, { given_name: 'Max' })),
    );
    assert.equal(answers.filter(({ body }) => body['action'] === 'OK').length, 1);
  });

  it('are offered to whoever was admitted, whose token says by what grant it came', async () => {
    await tokenOf('1001');
    const offered = await call('vci/offer/create', { credentialConfigurationIds: ['pass'], subject: '1001' });
    assert.equal(offered.body['action'], 'CREATED', JSON.stringify(offered.body));
    const { identifier } = offered.body['info'] as { identifier: string };
    const { body } = await call('vci/offer/info', { identifier });
    const { credentialOffer } = body['info'] as { credentialOffer: string };
    const grant = 'urn:ietf:params:oauth:grant-type:pre-authorized_code';
    const code = JSON.parse(credentialOffer).grants[grant]['pre-authorized_code'];
    const redeemed = await call('auth/token', {
      parameters: String(new URLSearchParams({ grant_type: grant, 'pre-authorized_code': code })),
      ...{ clientId: 'wallet', clientSecret: secret },
    });
    assert.equal(redeemed.body['action'], 'OK', JSON.stringify(redeemed.body));
    assert.equal(redeemed.body['grantType'], 'PRE_AUTHORIZED_CODE');
  });
});
