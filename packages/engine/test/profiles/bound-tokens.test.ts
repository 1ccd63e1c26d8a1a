/** Tokens of clients of FAPI: each of them bound, wherever it comes from (advanced.md SW-6). */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { secondOf } from '@grantor/protocol';
import {
  asserted,
  createTestHolder,
  exampleKeyClient,
  exampleSource,
  getWith,
  postForm,
  signAssertion,
} from '../../src/testing/index.ts';
import { claimsOf, expectError, expectOk, json } from '../support.ts';
import {
  approved,
  ask,
  bothWays,
  type FapiChannel,
  fapi,
  fapiChannel,
  holder,
  issuer,
  proof,
  push,
  pushForm,
  requestObject,
  signIn,
} from './fapi.ts';

const machine = { grant_type: 'client_credentials', scope: 'read' };
const everyWay = fapi.flatMap((name) => bothWays(name));
const userinfoUrl = `${issuer}/oauth/userinfo`;

function present({ engine, harness }: FapiChannel, authorization: string, by = holder) {
  const [, token = ''] = authorization.split(' ');
  const content = { htm: 'GET', htu: userinfoUrl, iat: secondOf(harness.clock.now()), token };
  const source = exampleSource({ method: 'GET', path: '/oauth/userinfo' });
  return engine.userinfo({ ...getWith(null), source, authorization, dpop: [by.proof(content)] });
}

const isActive = async ({ engine }: FapiChannel, token: string): Promise<boolean> =>
  json(await engine.introspect(postForm({ token, ...asserted(signAssertion({ aud: issuer })) }))).active;

describe('a token of a client of FAPI', () => {
  it('is for whoever proves a key, whatever the grant — advanced.md SW-6, V-33, V-54, FAPI 2.0 Security Profile §5.3.2.1', async () => {
    for (const options of everyWay) {
      const channel = fapiChannel(options);
      const { redeem } = await approved(channel);
      expectError(await redeem({}, []), 400, 'invalid_request');
      const tokens = expectOk(await redeem());
      assert.equal(tokens.token_type, 'DPoP');
      assert.ok(tokens.expires_in > 0);
      assert.deepEqual(claimsOf(tokens.access_token).cnf, { jkt: holder.jkt });
      const again = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token };
      expectError(await ask(channel, again, []), 400, 'invalid_request');
      expectError(await ask(channel, machine, []), 400, 'invalid_request');
      assert.equal(expectOk(await ask(channel, machine)).token_type, 'DPoP');
    }
  });

  it('is no bearer token, and of no other key — advanced.md SW-6, DPO-10', async () => {
    for (const options of everyWay) {
      const channel = fapiChannel(options);
      const { access_token: token } = await signIn(channel);
      assert.equal((await present(channel, `DPoP ${token}`)).status, 200);
      expectError(await present(channel, `Bearer ${token}`), 401, 'invalid_token');
      expectError(await present(channel, `DPoP ${token}`, createTestHolder()), 401, 'invalid_dpop_proof');
    }
  });

  it('counts no more where it was issued to any bearer before — advanced.md SW-6', async () => {
    for (const accessTokenFormat of ['jwt', 'opaque'] as const) {
      const channel = fapiChannel({ seed: { clients: [exampleKeyClient({ accessTokenFormat })] } });
      const { access_token: token } = expectOk(await ask(channel, machine, []));
      assert.equal(await isActive(channel, token), true);
      const { access_token: bound } = expectOk(await ask(channel, machine));
      channel.harness.store.put.client(exampleKeyClient({ accessTokenFormat, profile: 'fapi2-security' }));
      assert.equal(await isActive(channel, token), false);
      assert.equal(await isActive(channel, bound), true);
    }
  });

  it('is made by no program around the server — advanced.md SW-6', async () => {
    for (const options of everyWay) {
      const order = { client: 'web', scopes: ['read'] };
      const made = await fapiChannel(options).engine.issueToken(order);
      assert.deepEqual(made, { kind: 'refused', fault: 'client' });
    }
    const plain = fapiChannel({ seed: { clients: [exampleKeyClient()] } });
    assert.equal((await plain.engine.issueToken({ client: 'web', scopes: ['read'] })).kind, 'made');
  });
});

describe('what a client of FAPI signs', () => {
  const weak = createTestHolder('RS256');

  it('is no proof by RS256 — advanced.md SW-7, DPO-11, V-56', async () => {
    const plain = fapiChannel({ seed: { clients: [exampleKeyClient()] } });
    expectOk(await ask(plain, machine, proof(plain, { by: weak })));
    for (const options of everyWay) {
      const channel = fapiChannel(options);
      expectError(await ask(channel, machine, proof(channel, { by: weak })), 400, 'invalid_dpop_proof');
      const { access_token: token } = await signIn(channel);
      expectError(await present(channel, `DPoP ${token}`, weak), 401, 'invalid_dpop_proof');
    }
  });

  it('is no assertion by RS256, of the past, of the future or of nobody — advanced.md SW-7, V-51, V-52', async () => {
    const channel = fapiChannel(everyWay[0] ?? {});
    const at = secondOf(channel.harness.clock.now());
    const wrong = [
      signAssertion({ sub: undefined }),
      signAssertion({ exp: at - 300 }),
      signAssertion({ iat: at + 61 }),
      signAssertion({ nbf: at + 61 }),
      signAssertion({ aud: 'https://other.example' }),
      signAssertion({ aud: `${issuer}/oauth/par` }),
      signAssertion({}, { alg: 'RS256' }),
      signAssertion({}, { alg: 'none' }),
    ];
    for (const assertion of wrong) {
      expectError(await ask(channel, { ...machine, ...asserted(assertion) }), 401, 'invalid_client');
      const pushed = { request: requestObject(), ...asserted(assertion) };
      expectError(await pushForm(channel, pushed), 401, 'invalid_client');
    }
    for (const ahead of [{ iat: at + 8 }, { nbf: at + 8 }])
      expectOk(await ask(channel, { ...machine, ...asserted(signAssertion(ahead)) }));
    const none = { client_assertion: undefined, client_assertion_type: undefined, client_id: 'web' };
    expectError(await ask(channel, { ...machine, ...none }), 401, 'invalid_client');
  });

  it('speaks for nobody else — advanced.md V-53', async () => {
    for (const options of everyWay) {
      const channel = fapiChannel(options);
      const { redeem } = await approved(channel);
      expectError(await redeem({ client_id: 'native' }), 401, 'invalid_client');
      expectOk(await redeem({ client_id: 'web' }));
      const object = requestObject({ client_id: 'native', iss: 'native' });
      expectError(await pushForm(channel, { request: object }), 400, 'invalid_request_object');
    }
  });

  it('holds the code to its verifier, and the pushed request to S256 — advanced.md SW-1, V-49', async () => {
    for (const options of everyWay) {
      const channel = fapiChannel(options);
      const { redeem } = await approved(channel);
      for (const code_verifier of [undefined, 'x'.repeat(43)]) {
        const { status, body } = await redeem({ code_verifier });
        assert.deepEqual([status, JSON.parse(String(body)).error], [400, 'invalid_grant']);
      }
      for (const change of [{ code_challenge: undefined }, { code_challenge_method: 'plain' }])
        expectError(await push(channel, change), 400, 'invalid_request');
    }
  });
});
