import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId } from '@grantor/protocol';
import {
  approveCode,
  basic,
  exampleVerifier,
  foreignIssuer,
  idJagHeader,
  postForm,
  signAssertion,
  testSecret,
} from '../../src/testing/index.ts';
import { another, holder, proof } from '../holder/support.ts';
import { claimsOf, expectError, expectOk, type World } from '../support.ts';
import { ask, gateway, signInWeb, subjectOf, type, world } from './exchange.ts';

const bearerGrant = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** A token of the client that exchanges, bound to the holder's key. */
async function boundToken(at: World): Promise<string> {
  const redirectUri = 'https://app.example/callback';
  const code = await approveCode(at, { clientId: clientId('web'), redirectUri, scope: ['read'] });
  const fields = { grant_type: 'authorization_code', code, redirect_uri: redirectUri };
  const answer = await at.engine.token(
    postForm(
      { ...fields, code_verifier: exampleVerifier },
      { authorization: basic('web', testSecret), dpop: proof(at) },
    ),
  );
  return expectOk(answer).access_token;
}

describe('a subject token that is bound to a key — advanced.md TEX-6', () => {
  it('is taken from its own client with that key, and from nobody without it', async () => {
    const at = world([{}, { client: clientId('agent') }], { ownResources: [] });
    const bound = await boundToken(at);
    const asks = (dpop: readonly string[], as = 'web') => ask(at, { subject_token: bound }, { dpop, as });
    expectError(await asks([]), 400, 'invalid_request');
    expectError(await asks(proof(at, { by: another })), 400, 'invalid_request');
    expectError(await asks(proof(at), 'agent'), 400, 'invalid_request');
    expectOk(await asks(proof(at)));
  });

  it('is taken from its audience, which has no such key', async () => {
    const at = world([{}], { ownResources: [] });
    const claims = claimsOf(await subjectOf(at));
    const bound = await at.ports.keys.sign({
      ...{ use: 'access_token', alg: null, typ: 'at+jwt', now: claims.iat },
      claims: { ...claims, cnf: { jkt: 'thumbprint' } },
    });
    expectError(await ask(at, { subject_token: bound }), 400, 'invalid_request');
    const web = (await at.store.findClient(clientId('web'))) ?? assert.fail('no client');
    at.store.put.client({ ...web, ownResources: [gateway] });
    expectOk(await ask(at, { subject_token: bound }));
  });

  it('holds for an actor token as well', async () => {
    const at = world([{ mode: 'delegation' }], { ownResources: [] });
    const subject = await subjectOf(at);
    const actor = { actor_token: await boundToken(at), actor_token_type: type('access_token') };
    expectError(await ask(at, { subject_token: subject, ...actor }), 400, 'invalid_request');
    expectOk(await ask(at, { subject_token: subject, ...actor }, { dpop: proof(at) }));
  });
});

describe('what is given to whoever proves a key', () => {
  it('is bound to it, and says so — advanced.md TEX-8', async () => {
    const at = world([{}, { subject: 'id_token' }]);
    const { id_token: id } = await signInWeb(at);
    for (const fields of [
      { subject_token: await subjectOf(at) },
      { subject_token: id, subject_token_type: type('id_token') },
    ]) {
      const answer = expectOk(await ask(at, fields, { dpop: proof(at) }));
      assert.equal(answer.token_type, 'DPoP');
      assert.deepEqual(claimsOf(answer.access_token).cnf, { jkt: holder.jkt });
    }
    const bearer = expectOk(await ask(at, { subject_token: await subjectOf(at) }));
    assert.equal(bearer.token_type, 'Bearer');
    assert.equal('cnf' in claimsOf(bearer.access_token), false);
  });

  it('is bound where another issuer vouches for the person — advanced.md JWB-6', async () => {
    const at = world([], { grantTypes: [bearerGrant] });
    const claims = { iss: foreignIssuer, sub: 'ada-there' };
    for (const [assertion, kind] of [
      [signAssertion(claims), 'assertion'],
      [signAssertion({ ...claims, client_id: 'web' }, idJagHeader), 'id-jag'],
    ] as const) {
      const [issuer] = await at.store.listTrustedIssuers();
      at.store.put.trustedIssuer({ ...(issuer ?? assert.fail('no issuer')), kind });
      const form = { grant_type: bearerGrant, assertion, resource: gateway };
      const answer = expectOk(
        await at.engine.token(postForm(form, { authorization: basic('web', testSecret), dpop: proof(at) })),
      );
      assert.equal(answer.token_type, 'DPoP');
      assert.deepEqual(claimsOf(answer.access_token).cnf, { jkt: holder.jkt });
    }
  });
});
