import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sha256 } from '@grantor/protocol';
import {
  asserted,
  basic,
  exampleKeyClient,
  examplePublicClient,
  exampleSecretJwtClient,
  postForm,
  signAssertion,
  signAssertionBySecret,
  testSecret,
  testStart,
} from '../../src/testing/index.ts';
import { jsonRequest, metadata } from '../registration/client.ts';
import { createWorld, expectError, expectOk, json, type World } from '../support.ts';

const now = testStart / 1000;
const machine = { grant_type: 'client_credentials' };

type Options = NonNullable<Parameters<typeof createWorld>[0]>;

const worldOf = (
  change: Parameters<typeof exampleSecretJwtClient>[0] = {},
  policy: Options['policy'] = {},
): World =>
  createWorld({ seed: { clients: [exampleSecretJwtClient(change), examplePublicClient()] }, policy });

const ask = (world: World, assertion: string, fields: Record<string, string> = {}) =>
  world.engine.token(postForm({ ...machine, ...asserted(assertion), ...fields }));

type Members = Readonly<Record<string, unknown>>;

describe('client_secret_jwt — OpenID Connect Core §9, advanced.md CAU-6', () => {
  it('proves the client by HS256 over the secret, named by client_id or by the assertion alone — RFC 7523 §2.2', async () => {
    const world = worldOf();
    expectOk(await ask(world, signAssertionBySecret()));
    expectOk(await ask(world, signAssertionBySecret(), { client_id: 'web' }));
    expectError(await ask(world, signAssertionBySecret(), { client_id: 'native' }), 401, 'invalid_client');
    const form = { token: 'x', ...asserted(signAssertionBySecret({ aud: 'https://auth.example' })) };
    assert.deepEqual(json(await world.engine.introspect(postForm(form))), { active: false });
  });

  const refused: readonly [what: string, claims: Members, header?: Members, secret?: string][] = [
    ['another secret', {}, {}, 'another-secret-of-nobody'],
    ['the hash of the secret', {}, {}, sha256(testSecret)],
    ['another issuer', { iss: 'native' }],
    ['another subject', { sub: 'native' }],
    ['another audience', { aud: 'https://other.example' }],
    ['no exp', { exp: undefined }],
    ['an end long ago', { exp: now - 60 }],
    ['an end too far ahead', { exp: now + 7200 }],
    ['a begin ahead', { nbf: now + 600 }],
    ['no jti', { jti: undefined }],
    ['another HMAC', {}, { alg: 'HS384' }],
    ['no algorithm', {}, { alg: 'none' }],
    ['a signature by keys', {}, { alg: 'EdDSA' }],
    ['a type of its own', {}, { typ: 'oauth-authz-req+jwt' }],
    ['a critical extension', {}, { crit: ['x'], x: 1 }],
  ];
  for (const [what, claims, header, secret] of refused) {
    it(`is refused with ${what} — advanced.md CAU-8, CAU-9, security.md T-7`, async () => {
      const reply = await ask(worldOf(), signAssertionBySecret(claims, header, secret));
      expectError(reply, 401, 'invalid_client');
    });
  }

  it('counts once, on all endpoints together and of any number at once — advanced.md CAU-10, security.md R-7', async () => {
    const world = worldOf();
    const assertion = signAssertionBySecret();
    const replies = await Promise.all(Array.from({ length: 20 }, () => ask(world, assertion)));
    assert.equal(replies.filter(({ status }) => status === 200).length, 1);
    for (const reply of replies.filter(({ status }) => status !== 200))
      expectError(reply, 401, 'invalid_client');
    const form = { token: 'x', ...asserted(assertion) };
    expectError(await world.engine.introspect(postForm(form)), 401, 'invalid_client');
  });

  it('takes each live secret, and those alone that can be read again — advanced.md CAU-5', async () => {
    const secret = (value: string, more: object = {}) => ({
      ...{ hash: sha256(value), sealed: value, expiresAt: null },
      ...more,
    });
    const [first, second, over, unread] = ['first-secret', 'second-secret', 'over-secret', 'unread-secret'];
    const secrets = [
      ...[secret(first), secret(second), secret(over, { expiresAt: now as never })],
      { hash: sha256(unread), expiresAt: null },
    ];
    const world = worldOf({ secrets });
    for (const value of [first, second]) expectOk(await ask(world, signAssertionBySecret({}, {}, value)));
    for (const value of [over, unread])
      expectError(await ask(world, signAssertionBySecret({}, {}, value)), 401, 'invalid_client');
    const used = world.observations.filter(({ kind }) => kind === 'secret_used');
    assert.deepEqual(
      used.map((one) => 'secret' in one && one.secret),
      [sha256(first), sha256(second)],
    );
  });

  it('never takes the secret itself, nor another method — advanced.md CAU-2, RFC 6749 §2.3', async () => {
    const world = worldOf();
    const authorization = basic('web', testSecret);
    expectError(await world.engine.token(postForm(machine, { authorization })), 401, 'invalid_client');
    const posted = { ...machine, client_id: 'web', client_secret: testSecret };
    expectError(await world.engine.token(postForm(posted)), 401, 'invalid_client');
    expectError(await ask(world, signAssertion()), 401, 'invalid_client');
    const both = { ...machine, ...asserted(signAssertionBySecret()) };
    expectError(await world.engine.token(postForm(both, { authorization })), 400, 'invalid_request');
    const keyed = createWorld({ seed: { clients: [exampleKeyClient(), examplePublicClient()] } });
    expectError(await ask(keyed, signAssertionBySecret()), 401, 'invalid_client');
  });

  it('is for clients of administrators alone — advanced.md CAU-6', async () => {
    for (const source of ['dynamic', 'document', 'app'] as const)
      expectError(await ask(worldOf({ source }), signAssertionBySecret()), 401, 'invalid_client');
    const wanted = metadata({ token_endpoint_auth_method: 'client_secret_jwt' });
    const reply = await worldOf().engine.register(jsonRequest(wanted));
    expectError(reply, 400, 'invalid_client_metadata');
    const hmac = { token_endpoint_auth_method: 'private_key_jwt', token_endpoint_auth_signing_alg: 'HS256' };
    const weak = await worldOf().engine.register(jsonRequest(metadata(hmac)));
    expectError(weak, 400, 'invalid_client_metadata');
  });

  it('is refused by the profiles of FAPI, which list it nowhere — advanced.md SW-3', async () => {
    for (const profile of ['fapi2-security', 'fapi2-message-signing'] as const) {
      const world = worldOf({}, { profile });
      expectError(await ask(world, signAssertionBySecret({ exp: now + 60 })), 401, 'invalid_client');
      const document = json(await world.engine.discovery());
      assert.ok(!document.token_endpoint_auth_methods_supported.includes('client_secret_jwt'));
      assert.ok(!document.token_endpoint_auth_signing_alg_values_supported.includes('HS256'));
      expectError(await ask(worldOf({ profile }), signAssertionBySecret()), 401, 'invalid_client');
    }
  });

  it('is advertised with its signature, at every endpoint that authenticates — RFC 8414 §2, advanced.md CAU-14', async () => {
    const document = json(await worldOf().engine.discovery());
    for (const endpoint of ['token', 'introspection', 'revocation']) {
      assert.ok(
        document[`${endpoint}_endpoint_auth_methods_supported`].includes('client_secret_jwt'),
        endpoint,
      );
      const algorithms = document[`${endpoint}_endpoint_auth_signing_alg_values_supported`];
      assert.deepEqual(algorithms, ['EdDSA', 'RS256', 'HS256'], endpoint);
    }
    assert.ok(!document.request_object_signing_alg_values_supported.includes('HS256'));
    assert.ok(!document.dpop_signing_alg_values_supported.includes('HS256'));
  });
});
