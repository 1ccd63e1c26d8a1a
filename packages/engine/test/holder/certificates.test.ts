import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ClientCertificate } from '../../src/model/certificate.ts';
import {
  approveCode,
  exampleClient,
  examplePublicClient,
  exampleSource,
  exampleVerifier,
  getWith,
  postForm,
  testCertificate,
} from '../../src/testing/index.ts';
import {
  claimsOf,
  createWorld,
  expectError,
  expectOk,
  json,
  type World,
  webAuthorization,
} from '../support.ts';
import { holder, proof } from './support.ts';

const own = testCertificate('CN=own');
const other = testCertificate('CN=other');
const bound = { certificateBoundAccessTokens: true } as const;
const worldOf = (change: Parameters<typeof exampleClient>[0] = bound): World =>
  createWorld({
    seed: { clients: [exampleClient(change), examplePublicClient(change)] },
    policy: { certificates: { authorities: 'none', alias: 'https://auth.example:8443' } },
  });

type Shown = { readonly certificate: ClientCertificate | null; readonly dpop?: readonly string[] };

const byClient = ({ engine }: World, shown: Shown) =>
  engine.token(
    postForm({ grant_type: 'client_credentials', scope: 'read' }, { ...webAuthorization, ...shown }),
  );

const cnf = (certificate: ClientCertificate) => ({ 'x5t#S256': certificate.thumbprint });

const userinfo = ({ engine }: World, token: string, certificate: ClientCertificate | null) =>
  engine.userinfo({
    ...getWith(null),
    source: exampleSource({ method: 'GET', path: '/oauth/userinfo' }),
    authorization: `Bearer ${token}`,
    certificate,
  });

const redeem = async (world: World, shown: Shown) =>
  world.engine.token(
    postForm(
      {
        ...{ grant_type: 'authorization_code', client_id: 'native', code: await approveCode(world) },
        ...{ redirect_uri: 'http://127.0.0.1:8888/callback', code_verifier: exampleVerifier },
      },
      shown,
    ),
  );

const refresh = ({ engine }: World, refreshToken: string, shown: Shown) =>
  engine.token(
    postForm({ grant_type: 'refresh_token', client_id: 'native', refresh_token: refreshToken }, shown),
  );

describe('tokens of a client that is bound to certificates — advanced.md MTL-5', () => {
  it('carry that which was shown, whatever their form, and so says introspection — advanced.md MTL-6', async () => {
    for (const accessTokenFormat of ['jwt', 'opaque'] as const) {
      const world = worldOf({ ...bound, accessTokenFormat });
      const answer = expectOk(await byClient(world, { certificate: own }));
      assert.equal(answer.token_type, 'Bearer');
      if (accessTokenFormat === 'jwt') assert.deepEqual(claimsOf(answer.access_token).cnf, cnf(own));
      const asked = postForm({ token: answer.access_token }, webAuthorization);
      assert.deepEqual(json(await world.engine.introspect(asked)).cnf, cnf(own));
    }
  });

  it('are not made where none was shown — RFC 8705 §3.4', async () => {
    expectError(await byClient(worldOf(), { certificate: null }), 400, 'invalid_request');
  });

  it('are bound to the key instead where one is proved, and never to both', async () => {
    const world = worldOf();
    const answer = expectOk(await byClient(world, { certificate: own, dpop: proof(world) }));
    assert.deepEqual(claimsOf(answer.access_token).cnf, { jkt: holder.jkt });
  });

  it('are bearer tokens where the client is not set so, but under FAPI', async () => {
    const answer = expectOk(await byClient(worldOf({}), { certificate: own }));
    assert.equal(claimsOf(answer.access_token).cnf, undefined);
    const under = worldOf({
      profile: 'fapi2-security',
      authMethod: 'tls_client_auth',
      tlsSubjectDn: 'CN=own',
    });
    const named = { grant_type: 'client_credentials', client_id: 'web' };
    const strict = expectOk(await under.engine.token(postForm(named, { certificate: own })));
    assert.deepEqual(claimsOf(strict.access_token).cnf, cnf(own));
  });
});

describe('a token bound to a certificate at an endpoint of ours — advanced.md MTL-6', () => {
  it('opens it with the certificate, and with no other and none — RFC 8705 §3', async () => {
    const world = worldOf();
    const { access_token: token } = expectOk(await redeem(world, { certificate: own }));
    expectOk(await userinfo(world, token, own));
    expectError(await userinfo(world, token, other), 401, 'invalid_token');
    const refused = expectError(await userinfo(world, token, null), 401, 'invalid_token');
    assert.match(refused.headers['www-authenticate'] ?? '', /^Bearer [^D]*error="invalid_token"/);
  });

  it('does not open it as a DPoP token', async () => {
    const world = worldOf();
    const { access_token: token } = expectOk(await redeem(world, { certificate: own }));
    const reply = await world.engine.userinfo({
      ...getWith(null),
      source: exampleSource({ method: 'GET', path: '/oauth/userinfo' }),
      authorization: `DPoP ${token}`,
      dpop: proof(world, { htm: 'GET', htu: 'https://auth.example/oauth/userinfo', token }),
      certificate: own,
    });
    expectError(reply, 401, 'invalid_token');
  });
});

describe('refresh tokens of clients with certificates — advanced.md MTL-7', () => {
  it('are bound to it where the client is public', async () => {
    const world = worldOf();
    const first = expectOk(await redeem(world, { certificate: own }));
    expectError(await refresh(world, first.refresh_token, { certificate: other }), 400, 'invalid_grant');
    expectError(await refresh(world, first.refresh_token, { certificate: null }), 400, 'invalid_request');
    const second = expectOk(await refresh(world, first.refresh_token, { certificate: own }));
    assert.deepEqual(claimsOf(second.access_token).cnf, cnf(own));
  });

  it('are not where the client authenticates: the next token takes the certificate of its day', async () => {
    const world = worldOf();
    const code = await approveCode(world, { clientId: exampleClient().id });
    const fields = { grant_type: 'authorization_code', code, redirect_uri: 'http://127.0.0.1:8888/callback' };
    const first = expectOk(
      await world.engine.token(
        postForm({ ...fields, code_verifier: exampleVerifier }, { ...webAuthorization, certificate: own }),
      ),
    );
    const again = { grant_type: 'refresh_token', refresh_token: first.refresh_token };
    const second = expectOk(
      await world.engine.token(postForm(again, { ...webAuthorization, certificate: other })),
    );
    assert.deepEqual(claimsOf(second.access_token).cnf, cnf(other));
  });
});

describe('a DPoP proof where certificates are shown', () => {
  it('names the address that was called, that of the second port too — RFC 9449 §4.3', async () => {
    const world = worldOf({});
    for (const origin of ['https://auth.example', 'https://auth.example:8443']) {
      expectOk(
        await byClient(world, { certificate: own, dpop: proof(world, { htu: `${origin}/oauth/token` }) }),
      );
    }
    const elsewhere = proof(world, { htu: 'https://auth.example:9443/oauth/token' });
    expectError(await byClient(world, { certificate: own, dpop: elsewhere }), 400, 'invalid_dpop_proof');
  });
});
