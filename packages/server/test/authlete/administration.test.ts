import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import {
  callback,
  claimsOf,
  contentOf,
  type FrontEndWorld,
  redemption,
  secret,
  startFrontEndWorld,
} from './world.ts';

let world: FrontEndWorld;
before(async () => {
  world = await startFrontEndWorld({ ENABLE_VCI: 'true' });
});
after(() => world.server.stop());

const get = (operation: string) => world.call(operation, undefined, { method: 'GET' });
const remove = (operation: string) => world.call(operation, undefined, { method: 'DELETE' });
const inspect = async (token: unknown) => (await world.call('auth/introspection', { token })).body;

describe('tokens by hand — federation-vci-authlete.md §3.2', () => {
  it('are made for a person of the front-end, or for a client, and say what they are told', async () => {
    const { body } = await world.call('auth/token/create', {
      ...{ grantType: 'AUTHORIZATION_CODE', clientIdAlias: 'web', subject: '1001', scopes: ['read'] },
      ...{ accessTokenDuration: 60, jwtAtClaims: '{"dept":"sales","sub":"other"}' },
    });
    assert.equal(body['action'], 'OK', JSON.stringify(body));
    const claims = claimsOf(body['accessToken']);
    assert.deepEqual([claims['sub'], claims['dept'], claims['scope']], ['1001', 'sales', 'read']);
    assert.ok(Number(body['expiresIn']) <= 60);
    assert.equal((await inspect(body['accessToken']))['subject'], '1001');
    const own = await world.call('auth/token/create', {
      ...{ grantType: 'CLIENT_CREDENTIALS', clientIdAlias: 'web', scopes: ['read'] },
    });
    assert.equal(claimsOf(own.body['accessToken'])['sub'], 'client:web');
  });

  it('are never more than their client could have', async () => {
    const order = {
      grantType: 'AUTHORIZATION_CODE',
      clientIdAlias: 'web',
      subject: '1001',
      scopes: ['read'],
    };
    for (const [change, action] of [
      [{ clientIdAlias: 'nobody' }, 'FORBIDDEN'],
      [{ scopes: ['grantor:admin'] }, 'BAD_REQUEST'],
      [{ scopes: [] }, 'BAD_REQUEST'],
      [{ grantType: 'CLIENT_CREDENTIALS' }, 'BAD_REQUEST'],
      [{ grantType: 'REFRESH_TOKEN' }, 'BAD_REQUEST'],
      [{ resources: ['https://unknown.example/'] }, 'BAD_REQUEST'],
    ] as const) {
      const { body } = await world.call('auth/token/create', { ...order, ...change });
      assert.equal(body['action'], action, JSON.stringify(change));
    }
    const bound = await world.call('auth/token/create', { ...order, dpopKeyThumbprint: 'x' });
    assert.equal(bound.status, 400);
  });

  it('are listed and ended, one by one, by person and by client', async () => {
    const make = async (subject: string) =>
      (
        await world.call('auth/token/create', {
          ...{ grantType: 'AUTHORIZATION_CODE', clientIdAlias: '4711', subject, scopes: ['read'] },
        })
      ).body['accessToken'];
    const [one, two, three] = [await make('2001'), await make('2001'), await make('2002')];
    const { body: listed } = await get('auth/token/get/list?subject=2001&clientIdentifier=4711');
    assert.equal(listed['totalCount'], 2);
    const [first] = listed['accessTokens'] as Record<string, unknown>[];
    assert.deepEqual([first?.['subject'], first?.['clientId']], ['2001', 4711]);
    assert.equal((await remove(`auth/token/delete/${one}`)).status, 204);
    assert.equal((await inspect(one))['action'], 'UNAUTHORIZED');
    assert.equal((await remove('auth/token/delete/no-such-token-of-ours.')).status, 404);
    const ended = await world.call('auth/token/revoke', { subject: '2001' });
    assert.equal(ended.status, 200);
    assert.equal((await inspect(two))['action'], 'UNAUTHORIZED');
    assert.equal((await inspect(three))['action'], 'OK');
    await world.call('auth/token/revoke', { clientIdentifier: '4711' });
    assert.equal((await inspect(three))['action'], 'UNAUTHORIZED');
    assert.equal((await world.call('auth/token/revoke', {})).status, 400);
  });

  it('end by person with the codes that nobody has redeemed yet — security.md R-12', async () => {
    const { code, verifier } = await world.codeOf('2101');
    assert.equal((await world.call('auth/token/revoke', { subject: '2101' })).status, 200);
    const proof = { clientId: 'web', clientSecret: secret };
    const redeemed = await world.call('auth/token', { parameters: redemption(code, verifier), ...proof });
    assert.equal(contentOf(redeemed)['error'], 'invalid_grant');
    assert.equal((await world.tokensOf('2101')).body['action'], 'OK');
  });

  it('have what the front-end adds at the token endpoint — federation-vci-authlete.md §3.2 4', async () => {
    const { code, verifier } = await world.codeOf('1001');
    const parameters = redemption(code, verifier);
    const proof = { clientId: 'web', clientSecret: secret };
    const { body } = await world.call('auth/token', {
      ...{ parameters, ...proof, jwtAtClaims: '{"tenant":"t1","client_id":"x"}' },
      properties: [{ key: 'k', value: 'v' }],
    });
    const claims = claimsOf(body['accessToken']);
    assert.deepEqual([claims['tenant'], claims['client_id']], ['t1', 'web']);
    const seen = await inspect(body['accessToken']);
    assert.deepEqual(seen['properties'], [{ key: 'k', value: 'v', hidden: false }]);
    const repeated = { parameters: 'grant_type=authorization_code&grant_type=authorization_code', ...proof };
    const told = await world.call('auth/token', repeated);
    assert.equal(told.body['action'], 'BAD_REQUEST');
    const refreshing = {
      parameters: 'grant_type=client_credentials',
      properties: [{ key: 'k', value: 'v' }],
    };
    assert.equal((await world.call('auth/token', { ...refreshing, ...proof })).status, 400);
  });
});

describe('clients in the hands of an administrator — federation-vci-authlete.md §3.2', () => {
  it('are made, changed, listed and ended', async () => {
    const made = await world.call('client/create', {
      ...{ clientName: 'Made', redirectUris: [callback], grantTypes: ['AUTHORIZATION_CODE'] },
      ...{ responseTypes: ['CODE'], tokenAuthMethod: 'CLIENT_SECRET_BASIC', clientIdAlias: 'made' },
      extension: { requestableScopes: ['openid', 'read'] },
    });
    assert.equal(made.status, 200, JSON.stringify(made.body));
    assert.match(String(made.body['clientSecret']), /.{20}/);
    const again = await world.call('client/create', {
      clientName: 'Made',
      redirectUris: [callback],
      clientIdAlias: 'made',
    });
    assert.equal(again.status, 400);
    const changed = await world.call('client/update/made', {
      clientName: 'Changed',
      subjectType: 'PAIRWISE',
    });
    assert.deepEqual(
      [changed.body['clientName'], changed.body['subjectType'], changed.body['redirectUris']],
      ['Changed', 'PAIRWISE', [callback]],
    );
    const wrong = await world.call('client/update/made', { redirectUris: ['javascript:0'] });
    assert.match(String(wrong.body['resultMessage']), /redirect_uris/);
    const { body: listed } = await get('client/get/list?start=0&end=50');
    const names = (listed['clients'] as Record<string, unknown>[]).map((one) => one['clientIdAlias']);
    assert.ok(names.includes('made') && names.includes('web'));
    assert.equal((await remove('client/delete/made')).status, 204);
    assert.equal((await get('client/get/made')).status, 404);
  });

  it('lose what a person allowed them, with their tokens', async () => {
    const answer = await world.tokensOf('3001');
    const { access_token: token } = contentOf(answer);
    const { body: allowed } = await world.call('client/authorization/get/list', { subject: '3001' });
    assert.equal(allowed['totalCount'], 1);
    const ended = await world.call(
      'client/authorization/delete/web',
      { subject: '3001' },
      { method: 'POST' },
    );
    assert.equal(ended.status, 204);
    assert.equal((await inspect(token))['action'], 'UNAUTHORIZED');
    const { body: after } = await world.call('client/authorization/get/list', { subject: '3001' });
    assert.equal(after['totalCount'], 0);
  });
});

describe('documents beside those of the server — federation-vci-authlete.md §3.2', () => {
  it('are relayed of the credential issuer, and absent of federations that there are not', async () => {
    const metadata = await world.call('vci/metadata', {});
    assert.equal(metadata.body['action'], 'OK');
    assert.equal(contentOf(metadata)['credential_issuer'], world.server.origin);
    for (const operation of ['vci/jwks', 'vci/jwtissuer', 'vci/nonce'])
      assert.equal((await world.call(operation, {})).body['action'], 'OK', operation);
    const offer = await world.call('vci/offer/create', {
      credentialConfigurationIds: ['x'],
      subject: '1001',
    });
    assert.equal(offer.body['action'], 'FORBIDDEN');
    assert.equal((await world.call('vci/offer/info', { identifier: 'none' })).body['action'], 'NOT_FOUND');
    assert.equal((await world.call('federation/configuration', {})).body['action'], 'NOT_FOUND');
  });
});

describe('tokens changed by hand — federation-vci-authlete.md §3.2', () => {
  const make = async (given: object = {}) =>
    (
      await world.call('auth/token/create', {
        ...{
          grantType: 'AUTHORIZATION_CODE',
          clientIdAlias: 'stored',
          subject: '1005',
          scopes: ['read', 'write'],
        },
        ...given,
      })
    ).body['accessToken'];
  const update = (given: object) => world.call('auth/token/update', given);

  it('are for less, until another time, with other properties', async () => {
    const accessToken = await make();
    const later = (Math.floor(Date.now() / 1000) + 600) * 1000;
    const { body } = await update({
      ...{ accessToken, scopes: ['read'], accessTokenExpiresAt: later },
      properties: [{ key: 'plan', value: 'small' }],
    });
    assert.deepEqual([body['action'], body['scopes'], body['accessTokenExpiresAt']], ['OK', ['read'], later]);
    const seen = await inspect(accessToken);
    assert.deepEqual([seen['scopes'], seen['expiresAt']], [['read'], later]);
    assert.deepEqual(seen['properties'], [{ key: 'plan', value: 'small', hidden: false }]);
    // As it was agreed to: what was taken away can be given back
    assert.equal((await update({ accessToken, scopes: ['read', 'write'] })).body['action'], 'OK');
    assert.deepEqual((await inspect(accessToken))['scopes'], ['read', 'write']);
  });

  it('are never for more than was agreed to, or longer than any, and never back from the dead', async () => {
    const accessToken = await make();
    const beyond = [
      [{ scopes: ['read', 'write', 'profile'] }, 'FORBIDDEN'],
      [{ scopes: ['grantor:admin'] }, 'FORBIDDEN'],
      [{ accessTokenExpiresAt: Date.now() + 400 * 86_400_000 }, 'BAD_REQUEST'],
      [{ accessTokenExpiresAt: Date.now() - 1000 }, 'BAD_REQUEST'],
    ] as const;
    for (const [change, action] of beyond)
      assert.equal((await update({ accessToken, ...change })).body['action'], action, JSON.stringify(change));
    assert.equal((await update({ accessToken: 'unknown-of-this-length' })).body['action'], 'NOT_FOUND');
    await world.call('auth/token/revoke', { accessTokenIdentifier: accessToken });
    assert.equal((await update({ accessToken, scopes: ['read'] })).body['action'], 'NOT_FOUND');
    const own = await make({ grantType: 'CLIENT_CREDENTIALS', subject: undefined, scopes: ['read'] });
    assert.equal((await update({ accessToken: own, scopes: ['read', 'write'] })).body['action'], 'FORBIDDEN');
    const properties = [{ key: 'a', value: 'b' }];
    assert.equal((await update({ accessToken: own, properties })).body['action'], 'BAD_REQUEST');
    const signed = await make({ clientIdAlias: 'web' });
    assert.equal((await update({ accessToken: signed, scopes: ['read'] })).body['action'], 'BAD_REQUEST');
    assert.equal((await update({ accessToken: signed, properties })).body['action'], 'OK');
    assert.deepEqual((await inspect(signed))['properties'], [{ ...properties[0], hidden: false }]);
  });

  it('are told of in the audit log as what they are: TOKEN_UPDATED', async () => {
    await update({ accessToken: await make(), scopes: ['read'] });
    await world.call('client/authorization/update/stored', { subject: '1005', scopes: ['read'] });
    const database = new DatabaseSync(join(world.server.folder, 'data', 'grantor.db'), { readOnly: true });
    const rows = database.prepare("select * from audit_event where event_type = 'TOKEN_UPDATED'").all();
    const [narrowed] = database
      .prepare("select details from audit_event where event_type = 'USER_AUTHORIZATION_NARROWED'")
      .all();
    database.close();
    assert.deepEqual(JSON.parse(String(narrowed?.['details'])), { person: 'guest:1005', scope: ['read'] });
    assert.match(JSON.stringify(rows.at(-1)), /\(front-end\)/);
    assert.match(String(rows.at(-1)?.['details']), /"scope":\["read"\]/);
  });

  it('lose what a person is said to allow no more, whatever their form', async () => {
    const { body } = await world.tokensOf('1006', { scopes: ['openid', 'read', 'write', 'offline_access'] });
    const answered = JSON.parse(String(body['responseContent']));
    const stored = await make({ subject: '1006' });
    const other = await make({ subject: '1007' });
    const narrow = (scopes: readonly string[] | undefined, id = 'web') =>
      world.call(`client/authorization/update/${id}`, { subject: '1006', scopes });
    assert.equal((await narrow(undefined)).status, 400);
    assert.equal((await narrow(['read'], 'nobody')).status, 404);
    assert.equal((await narrow(['openid', 'read', 'offline_access', 'profile'])).status, 200);
    assert.equal((await narrow(['read'], 'stored')).status, 200);
    assert.deepEqual((await inspect(answered.access_token))['scopes'], ['openid', 'read', 'offline_access']);
    assert.deepEqual((await inspect(stored))['scopes'], ['read']);
    assert.deepEqual((await inspect(other))['scopes'], ['read', 'write']);
    const granted = await world.call('client/granted_scopes/get/web', { subject: '1006' });
    assert.equal([granted.body['mergedGrantedScopes']].flat().includes('write'), false);
    const refreshed = await world.call('auth/token', {
      parameters: String(
        new URLSearchParams({ grant_type: 'refresh_token', refresh_token: answered.refresh_token }),
      ),
      ...{ clientId: 'web', clientSecret: secret },
    });
    const { scope } = contentOf(refreshed) as { scope: string };
    assert.equal(scope, 'openid read offline_access', JSON.stringify(refreshed.body));
    // Nothing comes back
    await narrow(['openid', 'read', 'write', 'offline_access']);
    assert.equal([(await inspect(answered.access_token))['scopes']].flat().includes('write'), false);
    await narrow([]);
    assert.equal((await inspect(answered.access_token))['action'], 'UNAUTHORIZED');
  });

  it('answer probes without a token', async () => {
    for (const path of ['/api/lifecycle/healthcheck', '/api/lifecycle/healthcheck?extended=true']) {
      const reply = await fetch(`${world.server.origin}${path}`);
      assert.deepEqual([reply.status, await reply.json()], [200, { status: 'healthy' }]);
    }
  });
});
