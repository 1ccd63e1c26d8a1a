import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { createDpopProof } from './proof.ts';
import { claimsOf, contentOf, type FrontEndWorld, redemption, secret, startFrontEndWorld } from './world.ts';

let world: FrontEndWorld;
before(async () => {
  world = await startFrontEndWorld();
});
after(() => world.server.stop());

const asWeb = { clientId: 'web', clientSecret: secret };

describe('tokens in the hands of a front-end', () => {
  it('are issued for what the client sent, and described beside its answer — federation-vci-authlete.md ATL-6, ATL-22, §3.2 4', async () => {
    const answer = await world.tokensOf('1001');
    const { action, accessToken, refreshToken, idToken, ...rest } = answer.body;
    const content = contentOf(answer);
    assert.deepEqual([action, accessToken, idToken], ['OK', content['access_token'], content['id_token']]);
    assert.equal(rest['grantType'], 'AUTHORIZATION_CODE');
    assert.deepEqual(
      [rest['subject'], rest['scopes'], rest['clientIdAlias']],
      ['1001', ['openid', 'profile'], 'web'],
    );
    assert.equal(rest['accessTokenDuration'], content['expires_in']);
    const refreshed = await world.call('auth/token', {
      parameters: `grant_type=refresh_token&refresh_token=${refreshToken}`,
      ...asWeb,
    });
    assert.deepEqual([refreshed.body['action'], refreshed.body['grantType']], ['OK', 'REFRESH_TOKEN']);
  });

  it('are refused as the endpoint refuses them: the token of the call proves nothing of the client', async () => {
    const { code, verifier } = await world.codeOf('1001');
    const parameters = redemption(code, verifier);
    const anonymous = await world.call('auth/token', { parameters });
    assert.deepEqual(
      [anonymous.body['action'], contentOf(anonymous)['error']],
      ['INVALID_CLIENT', 'invalid_client'],
    );
    const wrong = await world.call('auth/token', { parameters, clientId: 'web', clientSecret: 'wrong' });
    assert.equal(wrong.body['action'], 'INVALID_CLIENT');
    const twice = await world.call('auth/token', { parameters: `${parameters}&client_secret=x`, ...asWeb });
    assert.deepEqual([twice.body['action'], contentOf(twice)['error']], ['BAD_REQUEST', 'invalid_request']);
  });

  it('are described for resources — federation-vci-authlete.md §3.2 6', async () => {
    const { access_token: token } = contentOf(
      await world.tokensOf('1001', { properties: [{ key: 'k', value: 'v', hidden: true }] }),
    );
    const { body } = await world.call('auth/introspection', { token, scopes: ['openid'], subject: '1001' });
    const { expiresAt, authTime, clientId, resultCode: _, resultMessage: __, ...rest } = body;
    assert.deepEqual(rest, {
      ...{ action: 'OK', existent: true, usable: true, sufficient: true, refreshable: false },
      ...{
        subject: '1001',
        scopes: ['openid', 'profile'],
        clientIdAlias: 'web',
        clientIdAliasUsed: true,
        acr: '0',
      },
      properties: [{ key: 'k', value: 'v', hidden: true }],
    });
    assert.ok(Number(expiresAt) > 1000 * Number(authTime), 'milliseconds, and seconds');
    assert.ok(Number.isSafeInteger(clientId));
    const asked = async (given: object) => (await world.call('auth/introspection', { token, ...given })).body;
    const lacking = await asked({ scopes: ['write'] });
    assert.deepEqual(
      [lacking['action'], lacking['usable'], lacking['sufficient']],
      ['FORBIDDEN', true, false],
    );
    assert.match(String(lacking['responseContent']), /^Bearer realm="grantor", error="insufficient_scope"/);
    assert.equal((await asked({ subject: '1002' }))['action'], 'UNAUTHORIZED');
    assert.equal((await asked({ resources: ['https://api.example'] }))['action'], 'UNAUTHORIZED');
    const older = await asked({ acrValues: ['2'] });
    assert.match(
      String(older['responseContent']),
      /^Bearer realm="grantor", error="insufficient_user_authentication"/,
    );
    const unknown = (await world.call('auth/introspection', { token: 'no-token' })).body;
    assert.deepEqual([unknown['action'], unknown['usable']], ['UNAUTHORIZED', false]);
  });

  it('are introspected for whoever the front-end knows — federation-vci-authlete.md §3.2 5', async () => {
    const { access_token: token, refresh_token: refresh } = contentOf(await world.tokensOf('1001'));
    const standard = (given: object) => world.call('auth/introspection/standard', given);
    const plain = contentOf(await standard({ parameters: `token=${token}` }));
    assert.deepEqual([plain['active'], plain['sub'], plain['client_id']], [true, '1001', 'web']);
    const described = contentOf(await standard({ parameters: `token=${refresh}` }));
    assert.deepEqual([described['active'], described['sub']], [true, '1001']);
    assert.deepEqual(contentOf(await standard({ parameters: 'token=nothing' })), { active: false });
    const signed = await standard({
      ...{ parameters: `token=${token}`, httpAcceptHeader: 'application/token-introspection+jwt' },
      rsUri: 'https://api.example',
    });
    assert.equal(signed.body['action'], 'JWT');
    const claims = claimsOf(signed.body['responseContent']);
    assert.equal(claims['aud'], 'https://api.example');
    const missing = await standard({ parameters: 'token_type_hint=access_token' });
    assert.deepEqual(
      [missing.body['action'], contentOf(missing)['error']],
      ['BAD_REQUEST', 'invalid_request'],
    );
  });

  it('open what the front-end knows of the person, in its own words — federation-vci-authlete.md §3.2 7, §3.2 8', async () => {
    const { access_token: token } = contentOf(await world.tokensOf('1001', { consentedClaims: ['name'] }));
    const { body } = await world.call('auth/userinfo', { token });
    assert.deepEqual([body['action'], body['subject'], body['consentedClaims']], ['OK', '1001', ['name']]);
    assert.ok((body['claims'] as string[]).includes('family_name'));
    const claims = JSON.stringify({ name: 'John There', sub: 'ignored' });
    const issued = await world.call('auth/userinfo/issue', { token, claims });
    assert.deepEqual(
      [issued.body['action'], contentOf(issued)],
      ['JSON', { sub: '1001', name: 'John There' }],
    );
    const renamed = await world.call('auth/userinfo/issue', { token, claims, sub: 'pairwise-7' });
    assert.equal(contentOf(renamed)['sub'], 'pairwise-7');
    const { access_token: without } = contentOf(await world.tokensOf('1001', { scopes: ['read'] }));
    const refused = await world.call('auth/userinfo', { token: without });
    assert.equal(refused.body['action'], 'FORBIDDEN');
    assert.match(String(refused.body['responseContent']), /insufficient_scope/);
  });

  it('end when the client says so — federation-vci-authlete.md §3.2 15', async () => {
    const { access_token: token } = contentOf(await world.tokensOf('1001'));
    const wrong = await world.call('auth/revocation', {
      parameters: `token=${token}`,
      clientId: 'web',
      clientSecret: 'x',
    });
    assert.equal(wrong.body['action'], 'INVALID_CLIENT');
    const revoked = await world.call('auth/revocation', { parameters: `token=${token}`, ...asWeb });
    assert.deepEqual([revoked.body['action'], revoked.body['responseContent']], ['OK', undefined]);
    assert.equal((await world.call('auth/introspection', { token })).body['action'], 'UNAUTHORIZED');
  });

  it('are bound to keys that were shown to the front-end, under its own address', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = { privateKey, jwk: publicKey.export({ format: 'jwk' }) };
    const htu = 'https://front.example/api/token';
    const { code, verifier } = await world.codeOf('1001');
    const dpop = createDpopProof(key, { htm: 'POST', htu });
    const given = { parameters: redemption(code, verifier), ...asWeb, dpop };
    const elsewhere = await world.call('auth/token', { ...given, htu: 'https://other.example/token' });
    assert.equal(contentOf(elsewhere)['error'], 'invalid_dpop_proof');
    const bound = contentOf(await world.call('auth/token', { ...given, htm: 'POST', htu }));
    assert.equal(bound['token_type'], 'DPoP');
    const token = String(bound['access_token']);
    const stolen = await world.call('auth/introspection', { token });
    assert.equal(stolen.body['action'], 'UNAUTHORIZED');
    const at = { htm: 'GET', htu: 'https://api.example/things' };
    const shown = await world.call('auth/introspection', {
      token,
      dpop: createDpopProof(key, { ...at, token }),
      ...at,
    });
    assert.equal(shown.body['action'], 'OK');
  });

  it('come after a pushed request, too — federation-vci-authlete.md §3.2 11', async () => {
    const { parameters } = world.request();
    const pushed = await world.call('pushed_auth_req', { parameters, ...asWeb });
    assert.equal(pushed.body['action'], 'CREATED');
    const { requestUri } = pushed.body;
    assert.equal(requestUri, contentOf(pushed)['request_uri']);
    const named = new URLSearchParams({ client_id: 'web', request_uri: String(requestUri) });
    const { body } = await world.call('auth/authorization', { parameters: String(named) });
    assert.equal(body['action'], 'INTERACTION');
    const refused = await world.call('pushed_auth_req', {
      parameters,
      clientId: 'web',
      clientSecret: 'wrong',
    });
    assert.deepEqual(
      [refused.body['action'], contentOf(refused)['error']],
      ['UNAUTHORIZED', 'invalid_client'],
    );
  });
});
