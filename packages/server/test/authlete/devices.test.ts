import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startTestServer, type TestServer } from '../running-server.ts';
import { apiToken, claimsOf, contentOf, secret } from './world.ts';

const device = 'urn:ietf:params:oauth:grant-type:device_code';

let server: TestServer;
before(async () => {
  server = await startTestServer({
    bootstrap: {
      clients: [
        {
          ...{
            client_id: 'tv',
            client_secret: secret,
            client_name: 'The TV',
            redirect_uris: [],
            response_types: [],
          },
          ...{ grant_types: [device, 'refresh_token'], scope: 'openid read' },
        },
      ],
    },
    environment: {
      ...{ ENABLE_AUTHLETE_API: 'true', AUTHLETE_API_TOKEN: apiToken },
      ENABLE_DYNAMIC_REGISTRATION: 'true',
    },
  });
});
after(() => server.stop());

async function call(operation: string, given: object) {
  const response = await fetch(`${server.origin}/api/1/${operation}`, {
    ...{ method: 'POST', body: JSON.stringify(given) },
    headers: { authorization: `Bearer ${apiToken}`, 'content-type': 'application/json' },
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}

const proof = { clientId: 'tv', clientSecret: secret };
const start = async () =>
  (await call('device/authorization', { parameters: 'scope=openid+read', ...proof })).body;
const redeem = (code: unknown) =>
  call('auth/token', {
    parameters: String(new URLSearchParams({ grant_type: device, device_code: String(code) })),
    ...proof,
  });

describe('a device whose person a front-end asks — federation-vci-authlete.md §3.2', () => {
  it('gets tokens once the person allowed it, about a guest', async () => {
    const asked = await start();
    assert.equal(asked['action'], 'OK', JSON.stringify(asked));
    const { body: seen } = await call('device/verification', { userCode: asked['userCode'] });
    assert.deepEqual([seen['action'], seen['clientName']], ['VALID', 'The TV']);
    const { userCode } = asked;
    const done = await call('device/complete', { userCode, result: 'AUTHORIZED', subject: '1001', acr: '2' });
    assert.equal(done.body['action'], 'SUCCESS');
    const answered = contentOf(await redeem(asked['deviceCode']));
    const idToken = claimsOf(answered['id_token']);
    assert.deepEqual([idToken['sub'], idToken['acr']], ['1001', '2']);
    assert.match(String(idToken['sid']), /^guest\./);
    const late = await call('device/complete', { userCode, result: 'AUTHORIZED', subject: '1002' });
    assert.equal(late.body['action'], 'USER_CODE_NOT_EXIST');
  });

  it('is told of a no, and of nothing that is not there', async () => {
    const { userCode, deviceCode } = await start();
    assert.equal(
      (await call('device/complete', { userCode, result: 'ACCESS_DENIED', subject: '1001' })).body['action'],
      'SUCCESS',
    );
    assert.equal(contentOf(await redeem(deviceCode))['error'], 'access_denied');
    assert.equal((await call('device/verification', { userCode: 'BCDF-BCDF' })).body['action'], 'NOT_EXIST');
    assert.equal(
      (await call('device/complete', { userCode, result: 'AUTHORIZED', subject: 'client:tv' })).status,
      400,
    );
  });

  it('gets what the front-end says of the person, and less than it asked for where they gave less', async () => {
    const { userCode, deviceCode } = await start();
    await call('device/verification', { userCode });
    const said = {
      ...{ userCode, result: 'AUTHORIZED', subject: '1004', sub: 'another-name', scopes: ['openid'] },
      ...{ claims: '{"email":"max@there.example"}', properties: [{ key: 'device', value: 'tv' }] },
    };
    const beyond = await call('device/complete', { ...said, scopes: ['openid', 'write'] });
    assert.equal(beyond.body['action'], 'INVALID_REQUEST');
    assert.equal((await call('device/complete', said)).body['action'], 'SUCCESS');
    const answered = contentOf(await redeem(deviceCode));
    assert.equal(answered['scope'], 'openid');
    const { sub, email } = claimsOf(answered['id_token']);
    assert.deepEqual([sub, email], ['another-name', 'max@there.example']);
    const { body } = await call('auth/introspection', { token: answered['access_token'] });
    assert.deepEqual(body['properties'], [{ key: 'device', value: 'tv', hidden: false }]);
    assert.equal(body['subject'], '1004');
  });

  it('is not given what the front-end was not told of — protocol.md IN-6', async () => {
    const register = {
      ...{ client_name: 'Newcomer', grant_types: [device], redirect_uris: [], response_types: [] },
      ...{ token_endpoint_auth_method: 'client_secret_post', scope: 'openid' },
    };
    const made = await call('client/registration', { json: JSON.stringify(register) });
    const { client_id: id, client_secret: key, registration_access_token: token } = contentOf(made);
    assert.equal(made.body['action'], 'CREATED', JSON.stringify(made.body));
    const own = { clientId: String(id), clientSecret: String(key) };
    const asked = (await call('device/authorization', { parameters: 'scope=openid', ...own })).body;
    const { userCode } = asked;
    const complete = () => call('device/complete', { userCode, result: 'AUTHORIZED', subject: '1001' });
    const verify = () => call('device/verification', { userCode });
    // Nobody was told of anything
    assert.equal((await complete()).body['action'], 'INVALID_REQUEST');
    assert.equal((await verify()).body['clientName'], 'Newcomer');
    const json = JSON.stringify({ ...register, client_id: id, client_name: 'Your bank' });
    const changed = await call('client/registration/update', { clientId: id, token, json });
    assert.equal(changed.body['action'], 'UPDATED', JSON.stringify(changed.body));
    assert.equal((await complete()).body['action'], 'INVALID_REQUEST');
    assert.equal((await verify()).body['clientName'], 'Your bank');
    assert.equal((await complete()).body['action'], 'SUCCESS');
  });

  for (const [whose, named] of [
    ['of the person', { subject: '1003' }],
    ['of the client', { clientIdentifier: 'tv' }],
    ['of the two', { subject: '1003', clientIdentifier: 'tv' }],
  ] as const) {
    it(`gets nothing once all ${whose} is revoked, though it was allowed before — security.md R-12`, async () => {
      const allow = async (subject: string) => {
        const asked = await start();
        const { userCode } = asked;
        await call('device/verification', { userCode });
        const done = await call('device/complete', { userCode, result: 'AUTHORIZED', subject });
        assert.equal(done.body['action'], 'SUCCESS');
        return asked['deviceCode'];
      };
      const [mine, another] = [await allow('1003'), await allow('1004')];
      assert.equal((await call('auth/token/revoke', named)).status, 200);
      const refused = contentOf(await redeem(mine))['error'];
      assert.ok(refused === 'access_denied' || refused === 'invalid_grant', String(refused));
      const isAnothers = 'subject' in named;
      assert.equal((await redeem(another)).body['action'] === 'OK', isAnothers);
      assert.equal((await redeem(await allow('1003'))).body['action'], 'OK');
    });
  }

  it('is decided about once, however many say so', async () => {
    const { userCode, deviceCode } = await start();
    await call('device/verification', { userCode });
    const words = ['AUTHORIZED', 'ACCESS_DENIED', 'AUTHORIZED', 'ACCESS_DENIED'].map((result, at) =>
      call('device/complete', { userCode, result, subject: `30${at}` }),
    );
    const done = (await Promise.all(words)).filter(({ body }) => body['action'] === 'SUCCESS');
    assert.equal(done.length, 1);
    const redeemed = await Promise.all([1, 2, 3].map(() => redeem(deviceCode)));
    assert.ok(redeemed.filter(({ body }) => body['action'] === 'OK').length <= 1);
  });
});
