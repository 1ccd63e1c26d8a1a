/** Challenges for proofs of attested clients, and DPoP proofs in place of them (Client Attestation §5.2, §6). */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId, type Reply } from '@grantor/protocol';
import {
  approveCode,
  createTestHolder,
  exampleKeyClient,
  exampleVerifier,
  postForm,
  signByClient,
  type TestHolder,
  testStart,
} from '../../src/testing/index.ts';
import { claimsOf, createWorld, expectError, expectOk, json, type World } from '../support.ts';

type Members = Readonly<Record<string, unknown>>;
type Policy = NonNullable<NonNullable<Parameters<typeof createWorld>[0]>['policy']>;

const issuer = 'https://auth.example';
const tokenEndpoint = `${issuer}/oauth/token`;
const phone = createTestHolder();
const another = createTestHolder();
const machine = { grant_type: 'client_credentials' };

const worldOf = (authMethod: string, policy: Policy = {}, change: Members = {}): World =>
  createWorld({
    policy: { credentials: 'served', ...policy },
    seed: { clients: [exampleKeyClient({ authMethod, ...change })] },
  });

const secondOf = (world: World): number => Math.floor(world.clock.now() / 1000);

const statement = (of: TestHolder, at: number, claims: Members = {}): string =>
  signByClient(
    { sub: 'web', iat: at, exp: at + 3600, cnf: { jwk: of.jwk }, ...claims },
    { typ: 'oauth-client-attestation+jwt' },
  );

const challengeIn = ({ headers }: Reply): string | undefined => headers['oauth-client-attestation-challenge'];

describe('challenges — Client Attestation §6.1, Client Attestation §7.4, federation-vci-authlete.md VCI-20', () => {
  const asking: Policy = { attestationChallenges: 'asked_for' };

  const ask = (world: World, claims: Members = {}): Promise<Reply> => {
    const at = secondOf(world);
    const proof = phone.proof({
      ...{ htm: 'POST', htu: issuer, iat: at, claims: { aud: issuer, ...claims } },
      header: { typ: 'oauth-client-attestation-pop+jwt', jwk: undefined },
    });
    const attestation = { statements: [statement(phone, at)], proofs: [proof] };
    return world.engine.token(postForm(machine, { authorization: undefined, attestation }));
  };

  it('are in every proof, and given with the refusal of one without', async () => {
    const world = worldOf('attest_jwt_client_auth', asking);
    const refused = await ask(world);
    expectError(refused, 400, 'use_attestation_challenge');
    assert.equal(refused.headers['cache-control'], 'no-store');
    const challenge = challengeIn(refused);
    const answered = await ask(world, { challenge });
    expectOk(answered);
    assert.equal(challengeIn(answered), undefined);
    for (const wrong of ['another', 1, world.ports.secrets.dpopNonces.issue((testStart / 1000) as never)])
      expectError(await ask(world, { challenge: wrong }), 400, 'use_attestation_challenge');
    world.clock.advance(601);
    expectError(await ask(world, { challenge }), 400, 'use_attestation_challenge');
  });

  it('are told of to nobody whose proof is wrong', async () => {
    const world = worldOf('attest_jwt_client_auth', asking);
    const refused = await ask(world, { aud: 'https://other.example' });
    expectError(refused, 401, 'invalid_client');
    assert.equal(challengeIn(refused), undefined);
  });

  it('are named in the metadata where they are asked for', async () => {
    const endpoint = async (policy: Policy) =>
      json(await createWorld({ policy: { credentials: 'served', ...policy } }).engine.discovery())
        .challenge_endpoint;
    assert.equal(await endpoint(asking), `${issuer}/oauth/challenge`);
    assert.equal(await endpoint({}), undefined);
    assert.equal(await endpoint({ ...asking, credentials: 'refused' }), undefined);
  });
});

describe('attest_jwt_client_auth_dpop — Client Attestation §5.2, Client Attestation §7.3, federation-vci-authlete.md VCI-21', () => {
  const method = 'attest_jwt_client_auth_dpop';

  type Sent = {
    readonly dpop: readonly string[];
    readonly statements: readonly string[];
    readonly proofs: readonly string[];
  };

  const proofBy = (world: World, by: TestHolder, change: Members = {}): string =>
    by.proof({ htm: 'POST', htu: tokenEndpoint, iat: secondOf(world), ...change });

  const send = (world: World, sent: Partial<Sent> = {}, fields: Record<string, string> = machine) => {
    const {
      dpop = [proofBy(world, phone)],
      statements = [statement(phone, secondOf(world))],
      proofs = [],
    } = sent;
    const attestation = { statements, proofs };
    return world.engine.token(postForm(fields, { authorization: undefined, dpop, attestation }));
  };

  it('proves the client by the key that its tokens are bound to', async () => {
    const world = worldOf(method);
    const { token_type, access_token } = expectOk(await send(world));
    assert.equal(token_type, 'DPoP');
    assert.equal(claimsOf(access_token).cnf.jkt, phone.jkt);
  });

  it('takes each proof once', async () => {
    const world = worldOf(method);
    const dpop = [proofBy(world, phone)];
    expectOk(await send(world, { dpop }));
    assert.notEqual((await send(world, { dpop })).status, 200);
  });

  it('refuses every other key, number and kind of proofs', async () => {
    const at = testStart / 1000;
    const refusals: readonly (readonly [string, (world: World) => Partial<Sent>])[] = [
      ['invalid_client', (world) => ({ dpop: [proofBy(world, another)] })],
      ['invalid_client', () => ({ dpop: [] })],
      ['invalid_dpop_proof', (world) => ({ dpop: [proofBy(world, phone), proofBy(world, phone)] })],
      ['invalid_dpop_proof', (world) => ({ dpop: [proofBy(world, phone, { htu: issuer })] })],
      ['invalid_dpop_proof', (world) => ({ dpop: [proofBy(world, phone, { iat: at - 331 })] })],
      ['invalid_client', (world) => ({ proofs: [proofBy(world, phone)] })],
      ['invalid_client', () => ({ statements: [statement(phone, at), statement(phone, at)] })],
      ['invalid_client', () => ({ statements: [statement(phone, at, { iat: undefined })] })],
      [
        'invalid_client',
        () => ({ statements: [statement(phone, at, { cnf: { jwk: { kty: 'oct', k: 'AA' } } })] }),
      ],
      ['use_fresh_attestation', () => ({ statements: [statement(phone, at, { exp: at - 31 })] })],
    ];
    for (const [code, sent] of refusals) {
      const world = worldOf(method);
      const reply = await send(world, sent(world), { ...machine, client_id: 'web' });
      expectError(reply, code === 'invalid_client' ? 401 : 400, code);
      assert.equal(world.store.commits.length, 0);
    }
  });

  it('is not what a client of the other method does', async () => {
    expectError(await send(worldOf('attest_jwt_client_auth')), 401, 'invalid_client');
  });

  it('asks for a nonce where DPoP proofs need one, and for no challenge — Client Attestation §7.4', async () => {
    const world = worldOf(method, {
      ...{ dpop: { proofMaxAge: 300, nonceRequired: true }, attestationChallenges: 'asked_for' },
    });
    const refused = await send(world);
    expectError(refused, 400, 'use_dpop_nonce');
    const nonce = refused.headers['dpop-nonce'];
    assert.ok(nonce);
    expectOk(await send(world, { dpop: [proofBy(world, phone, { claims: { nonce } })] }));
  });

  it('binds refresh tokens to the installation — Client Attestation §10.3', async () => {
    const world = worldOf(
      method,
      {},
      {
        ...{ grantTypes: ['authorization_code', 'refresh_token'], responseTypes: ['code'] },
      },
    );
    const code = await approveCode(world, { clientId: clientId('web') });
    const redeemed = {
      ...{ grant_type: 'authorization_code', code, code_verifier: exampleVerifier },
      redirect_uri: 'http://127.0.0.1:8888/callback',
    };
    const first = expectOk(await send(world, {}, redeemed)).refresh_token;
    const refresh = { grant_type: 'refresh_token', refresh_token: first };
    const stolen = {
      dpop: [proofBy(world, another)],
      statements: [statement(another, secondOf(world))],
    };
    expectError(await send(world, stolen, refresh), 400, 'invalid_grant');
    expectOk(await send(world, {}, refresh));
  });

  it('counts once at endpoints that give no tokens', async () => {
    const world = worldOf(method);
    const { access_token: token } = expectOk(await send(world));
    const dpop = [proofBy(world, phone, { htu: `${issuer}/oauth/introspect` })];
    const attestation = { statements: [statement(phone, secondOf(world))], proofs: [] };
    const introspect = () => {
      const { source, ...request } = postForm({ token }, { authorization: undefined, dpop, attestation });
      return world.engine.introspect({ ...request, source: { ...source, path: '/oauth/introspect' } });
    };
    assert.equal(json(await introspect()).active, true);
    expectError(await introspect(), 401, 'invalid_client');
  });
});
