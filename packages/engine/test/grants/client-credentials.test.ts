import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exampleClient, exampleResource, postForm } from '../../src/testing/index.ts';
import { claimsOf, createWorld, expectError, expectOk, type World, webAuthorization } from '../support.ts';

const ask = (world: World, fields: Record<string, string> = {}) =>
  world.engine.token(postForm({ grant_type: 'client_credentials', ...fields }, webAuthorization));

describe('client_credentials', () => {
  it('issues an access token about the client and nothing else — protocol.md §8.3 Confidential clients only', async () => {
    const world = createWorld();
    const answer = expectOk(await ask(world, { scope: 'read' }));
    assert.deepEqual(Object.keys(answer), ['access_token', 'token_type', 'expires_in', 'scope']);
    const claims = claimsOf(answer.access_token);
    assert.equal(claims.sub, 'client:web');
    assert.equal(claims.aud, 'https://auth.example');
    assert.deepEqual(Object.keys(claims), ['iss', 'sub', 'aud', 'exp', 'iat', 'jti', 'client_id', 'scope']);
    assert.equal(world.store.commits.length, 1);
  });

  it('grants the registered scope without openid and offline_access when none is asked — protocol.md SC-3', async () => {
    const answer = expectOk(await ask(createWorld()));
    assert.equal(answer.scope, 'profile email address phone read write');
  });

  it('refuses openid, offline_access and anything beyond what is allowed — protocol.md §8.3 Confidential clients only', async () => {
    for (const scope of ['openid', 'read offline_access', 'read unknown', 'grantor:admin', 'a"b']) {
      expectError(await ask(createWorld(), { scope }), 400, 'invalid_scope');
    }
  });

  it('is for confidential clients that registered it — RFC 6749 §4.4', async () => {
    const world = createWorld({ seed: { clients: [exampleClient({ grantTypes: [] })] } });
    expectError(await ask(world), 400, 'unauthorized_client');
    const reply = await createWorld().engine.token(
      postForm({ grant_type: 'client_credentials', client_id: 'native' }),
    );
    expectError(reply, 400, 'unauthorized_client');
  });

  it('carries the operator claims that have values — protocol.md CL-6', async () => {
    const clients = [exampleClient({ project: 'p1', serviceAccount: 'sa1' })];
    const world = createWorld({ seed: { clients }, policy: { domain: 'example', privateClaimPrefix: 'x' } });
    const claims = claimsOf(expectOk(await ask(world)).access_token);
    assert.equal(claims.x_project, 'p1');
    assert.equal(claims.x_service_account, 'sa1');
    assert.equal(claims.x_domain, 'example');
    assert.equal('x_uid' in claims, false);
  });

  it('puts the requested resource into aud in its configured spelling — protocol.md RI-2', async () => {
    const resources = [exampleResource({ uri: 'https://api.example/v1' })];
    const world = createWorld({ seed: { clients: [exampleClient()], resources } });
    const answer = expectOk(await ask(world, { resource: 'https://API.example:443/v1/' }));
    assert.equal(claimsOf(answer.access_token).aud, 'https://api.example/v1');
    for (const resource of ['https://other.example', 'relative', 'https://api.example/v1#f']) {
      expectError(await ask(world, { resource }), 400, 'invalid_target');
    }
  });

  it('issues opaque tokens that behave alike — protocol.md TO-2', async () => {
    const world = createWorld({ seed: { clients: [exampleClient({ accessTokenFormat: 'opaque' })] } });
    const answer = expectOk(await ask(world, { scope: 'read' }));
    assert.match(answer.access_token, /^gat_[A-Za-z0-9_-]{51}$/);
    assert.deepEqual(
      world.store.commits[0]?.facts.map(({ kind }) => kind),
      ['client_token_issued', 'opaque_token_issued'],
    );
    const seen = expectOk(
      await world.engine.introspect(postForm({ token: answer.access_token }, webAuthorization)),
    );
    assert.equal(seen.sub, 'client:web');
    assert.equal(JSON.stringify(world.store.commits).includes(answer.access_token), false);
  });
});
