import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { disclosed, type IssuingWorld, startIssuingWorld } from './issuing-world.ts';
import { claimsOf, contentOf, secret } from './world.ts';

let world: IssuingWorld;
before(async () => {
  world = await startIssuingWorld();
});
after(() => world.stop());

describe('credentials whose claims a front-end knows — federation-vci-authlete.md §3.2', () => {
  it('are read, and issued as it says of the person', async () => {
    const token = await world.tokenOf('1001');
    const content = await world.asking();
    const { body } = await world.call('vci/single/parse', { accessToken: token, requestContent: content });
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
    const issued = await world.issue(token, identifier ?? '', payload);
    assert.equal(issued.body['action'], 'OK', JSON.stringify(issued.body));
    const { credentials } = contentOf(issued) as { credentials: { credential: string }[] };
    const [{ credential = '' } = {}] = credentials;
    assert.ok(disclosed(credential).some((one) => JSON.stringify(one) === '["given_name","John"]'));
    const claims = claimsOf(credential.split('~')[0]);
    assert.deepEqual([claims['employer'], claims['iss']], ['Example Ltd.', world.origin]);
    assert.ok((claims['cnf'] as { jwk?: object }).jwk);
    // Its nonce counts once
    const again = await world.issue(token, identifier ?? '', payload);
    assert.deepEqual([again.body['action'], contentOf(again)['error']], ['BAD_REQUEST', 'invalid_nonce']);
  });

  it('are no more than was asked for, agreed to and read for this very token', async () => {
    const token = await world.tokenOf('1001');
    const [other, stranger] = [await world.tokenOf('1002'), await world.tokenOf('1001')];
    for (const payload of [
      { salary: 1 },
      { iss: 'x' },
      { contact: { fax: '1' } },
      { employer: { of: 'x' } },
    ]) {
      const refused = await world.issue(token, await world.parsed(token, await world.asking()), payload);
      assert.deepEqual(
        [refused.body['action'], contentOf(refused)['error']],
        ['BAD_REQUEST', 'invalid_credential_request'],
        JSON.stringify(payload),
      );
    }
    const identifier = await world.parsed(token, await world.asking());
    for (const one of [other, stranger])
      assert.equal((await world.issue(one, identifier, {})).body['action'], 'BAD_REQUEST');
    assert.equal((await world.issue(token, 'v1.made.up', {})).body['action'], 'BAD_REQUEST');
    assert.equal((await world.issue('no-token', identifier, {})).body['action'], 'UNAUTHORIZED');
    for (const more of [{ issuanceDeferred: true }, { credentialDuration: 60 }, { signingKeyId: 'k' }])
      assert.equal((await world.issue(token, identifier, {}, more)).status, 400);
    await world.call('auth/token/revoke', { accessTokenIdentifier: token });
    assert.equal((await world.issue(token, identifier, {})).body['action'], 'UNAUTHORIZED');
  });

  it('are refused by the rules of the credential endpoint', async () => {
    const token = await world.tokenOf('1001');
    const parse = async (requestContent: string, accessToken = token) =>
      (await world.call('vci/single/parse', { accessToken, requestContent })).body['action'];
    assert.equal(await parse('{"no'), 'BAD_REQUEST');
    assert.equal(await parse(JSON.stringify({ credential_configuration_id: 'pass' })), 'BAD_REQUEST');
    assert.equal(await parse(await world.asking('badge')), 'FORBIDDEN');
    assert.equal(await parse(await world.asking('unknown')), 'BAD_REQUEST');
    assert.equal(await parse(await world.asking(), 'no-token'), 'UNAUTHORIZED');
  });

  it('are issued once of any number of orders', async () => {
    const token = await world.tokenOf('1003');
    const identifier = await world.parsed(token, await world.asking());
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => world.issue(token, identifier, { given_name: 'Max' })),
    );
    assert.equal(answers.filter(({ body }) => body['action'] === 'OK').length, 1);
  });

  it('are offered to whoever was admitted, whose token says by what grant it came', async () => {
    await world.tokenOf('1001');
    const offered = await world.call('vci/offer/create', {
      credentialConfigurationIds: ['pass'],
      subject: '1001',
    });
    assert.equal(offered.body['action'], 'CREATED', JSON.stringify(offered.body));
    const { identifier } = offered.body['info'] as { identifier: string };
    const { body } = await world.call('vci/offer/info', { identifier });
    const { credentialOffer } = body['info'] as { credentialOffer: string };
    const grant = 'urn:ietf:params:oauth:grant-type:pre-authorized_code';
    const code = JSON.parse(credentialOffer).grants[grant]['pre-authorized_code'];
    const redeemed = await world.call('auth/token', {
      parameters: String(new URLSearchParams({ grant_type: grant, 'pre-authorized_code': code })),
      ...{ clientId: 'wallet', clientSecret: secret },
    });
    assert.equal(redeemed.body['action'], 'OK', JSON.stringify(redeemed.body));
    assert.equal(redeemed.body['grantType'], 'PRE_AUTHORIZED_CODE');
  });
});
