import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId } from '@grantor/protocol';
import {
  approveCode,
  basic,
  createTestHolder,
  exampleClient,
  exampleKeyClient,
  exampleVerifier,
  postForm,
  signByClient,
  type TestHolder,
  testSecret,
  testStart,
} from '../../src/testing/index.ts';
import { createWorld, expectError, expectOk, json, type World } from '../support.ts';

type Members = Readonly<Record<string, unknown>>;

const now = testStart / 1000;
const issuer = 'https://auth.example';
const phone = createTestHolder();
const another = createTestHolder();

const attestedWorld = (change: Parameters<typeof exampleKeyClient>[0] = {}): World =>
  createWorld({
    policy: { credentials: 'served' },
    seed: { clients: [exampleKeyClient({ authMethod: 'attest_jwt_client_auth', ...change })] },
  });

/** What the maker says of the installation with the key. */
const statement = (claims: Members = {}, header: Members = {}, of: TestHolder = phone): string =>
  signByClient(
    { sub: 'web', iat: now, exp: now + 3600, cnf: { jwk: of.jwk }, ...claims },
    { typ: 'oauth-client-attestation+jwt', ...header },
  );

/** What the installation proves. */
const possession = (claims: Members = {}, header: Members = {}, by: TestHolder = phone, iat = now): string =>
  by.proof({
    ...{ htm: 'POST', htu: issuer, iat },
    claims: { aud: issuer, ...claims },
    header: { typ: 'oauth-client-attestation-pop+jwt', jwk: undefined, ...header },
  });

const shown = (statements: readonly string[], proofs: readonly string[]) => ({
  authorization: undefined,
  attestation: { statements, proofs },
});

const machine = { grant_type: 'client_credentials' };

const ask = (world: World, statements: readonly string[], proofs: readonly string[], fields: Members = {}) =>
  world.engine.token(
    postForm({ ...machine, ...fields } as Record<string, string>, shown(statements, proofs)),
  );

describe('attest_jwt_client_auth — Client Attestation §7.5, federation-vci-authlete.md VCI-19', () => {
  it('proves the client, named by client_id or by the statement alone', async () => {
    const world = attestedWorld();
    expectOk(await ask(world, [statement()], [possession()]));
    expectOk(await ask(world, [statement()], [possession()], { client_id: 'web' }));
    expectError(
      await ask(world, [statement()], [possession()], { client_id: 'other' }),
      401,
      'invalid_client',
    );
    // Certificates beside the key of the maker say nothing of it
    expectOk(await ask(world, [statement({}, { x5c: ['AAAA'] })], [possession()]));
  });

  const cases: readonly [what: string, statements: readonly string[], proofs: readonly string[]][] = [
    ['no proof', [statement()], []],
    ['no statement', [], [possession()]],
    ['two statements', [statement(), statement()], [possession()]],
    ['two proofs', [statement()], [possession(), possession()]],
    ['what is no JWT', ['statement'], ['proof']],
    ['another type of statement', [statement({}, { typ: 'JWT' })], [possession()]],
    ['a statement of another client', [statement({ sub: 'other' })], [possession()]],
    ['a statement without an end', [statement({ exp: undefined })], [possession()]],
    ['a statement from later', [statement({ iat: now + 31 })], [possession()]],
    ['a statement that is not good yet', [statement({ nbf: now + 31 })], [possession()]],
    ['a statement without a key', [statement({ cnf: undefined })], [possession()]],
    ['a private key', [statement({ cnf: { jwk: { ...phone.jwk, d: 'AAAA' } } })], [possession()]],
    ['a key of nobody whom the client names', [statement({}, { kid: 'other' })], [possession()]],
    ['a statement that brings its own key', [statement({}, { jwk: phone.jwk })], [possession()]],
    ['a critical extension', [statement({}, { crit: ['b64'], b64: false })], [possession()]],
    ['a proof of another key', [statement()], [possession({}, {}, another)]],
    ['another type of proof', [statement()], [possession({}, { typ: 'dpop+jwt' })]],
    ['a proof for another server', [statement()], [possession({ aud: 'https://other.example' })]],
    ['a proof for several servers', [statement()], [possession({ aud: [issuer, 'https://other.example'] })]],
    ['a proof without jti', [statement()], [possession({ jti: undefined })]],
    ['an old proof', [statement()], [possession({}, {}, phone, now - 331)]],
    ['a proof from later', [statement()], [possession({}, {}, phone, now + 31)]],
    ['a proof that has ended', [statement()], [possession({ exp: now - 31 })]],
    ['a proof of another client', [statement()], [possession({ iss: 'other' })]],
  ];
  for (const [what, statements, proofs] of cases) {
    it(`refuses ${what} — Client Attestation §7.1, Client Attestation §7.2`, async () => {
      const world = attestedWorld();
      expectError(await ask(world, statements, proofs, { client_id: 'web' }), 401, 'invalid_client');
      assert.equal(world.store.commits.length, 0);
    });
  }

  it('takes each proof once, and a statement as often as it is good — Client Attestation §10.2', async () => {
    const world = attestedWorld();
    const proof = possession();
    const one = statement();
    expectOk(await ask(world, [one], [proof]));
    expectError(await ask(world, [one], [proof]), 401, 'invalid_client');
    expectOk(await ask(world, [one], [possession()]));
  });

  it('asks for a new statement once that is over, if it was one — Client Attestation §7.4', async () => {
    const world = attestedWorld();
    const over = { exp: now - 31 };
    expectError(await ask(world, [statement(over)], [possession()]), 400, 'use_fresh_attestation');
    const forged = statement(over).replace(/.{8}$/, 'AAAAAAAA');
    expectError(await ask(world, [forged], [possession()]), 401, 'invalid_client');
  });

  it('is nothing where another method is used — Client Attestation §7.6', async () => {
    const world = createWorld({
      policy: { credentials: 'served' },
      seed: { clients: [exampleClient()] },
    });
    const authorization = basic('web', testSecret);
    const more = { ...shown(['anything'], []), authorization };
    expectOk(await world.engine.token(postForm(machine, more)));
    expectError(await ask(world, [statement()], [possession()]), 401, 'invalid_client');
  });

  it('binds refresh tokens to the installation — Client Attestation §10.3', async () => {
    const world = attestedWorld({
      grantTypes: ['authorization_code', 'refresh_token'],
      responseTypes: ['code'],
    });
    const of = (by: TestHolder) => shown([statement({}, {}, by)], [possession({}, {}, by)]);
    const code = await approveCode(world, { clientId: clientId('web') });
    const redeemed = {
      ...{ grant_type: 'authorization_code', code, code_verifier: exampleVerifier },
      redirect_uri: 'http://127.0.0.1:8888/callback',
    };
    const first = expectOk(await world.engine.token(postForm(redeemed, of(phone)))).refresh_token;
    const refresh = (token: string, by: TestHolder) =>
      world.engine.token(postForm({ grant_type: 'refresh_token', refresh_token: token }, of(by)));
    expectError(await refresh(first, another), 400, 'invalid_grant');
    const next = expectOk(await refresh(first, phone)).refresh_token;
    // Whoever has a spent token without its key ends nothing
    world.clock.advance(61);
    expectError(await refresh(first, another), 400, 'invalid_grant');
    expectOk(await refresh(next, phone));
  });

  it('is told of where credentials are issued, and nowhere else — Client Attestation §8', async () => {
    for (const credentials of ['served', 'refused'] as const) {
      const world = createWorld({ policy: { credentials } });
      const said = json(await world.engine.discovery());
      const isThere = credentials === 'served';
      assert.equal(said.token_endpoint_auth_methods_supported.includes('attest_jwt_client_auth'), isThere);
      assert.equal('client_attestation_signing_alg_values_supported' in said, isThere);
      assert.equal(
        said.client_attestation_pop_signing_alg_values_supported?.includes('ES256') === true,
        isThere,
      );
    }
  });
});
