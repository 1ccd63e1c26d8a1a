import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { freeStandingScopes } from '../../src/model/resource.ts';
import { endpoints } from '../../src/requests/paths.ts';
import { exampleResource, exampleScope, postForm } from '../../src/testing/index.ts';
import { createWorld, expectError, expectOk } from '../support.ts';

describe('discovery', () => {
  it('is public, tagged and complete — protocol.md DI-1, DI-3', async () => {
    const world = createWorld();
    const reply = await world.engine.discovery();
    const document = expectOk(reply);
    assert.equal(reply.headers['cache-control'], 'public, max-age=3600');
    assert.match(reply.headers['etag'] ?? '', /^"[A-Za-z0-9_-]+"$/);
    assert.equal(document.issuer, world.policy.issuer);
    assert.deepEqual(document.code_challenge_methods_supported, ['S256']);
    assert.equal(document.request_uri_parameter_supported, false);
    assert.ok(document.id_token_signing_alg_values_supported.includes('RS256'));
    assert.equal(document.introspection_endpoint_auth_methods_supported.includes('none'), false);
  });

  it('names every endpoint under its canonical path — protocol.md §3 metadata', async () => {
    const document = expectOk(await createWorld().engine.discovery());
    const named = Object.entries(document).filter(([name]) => /_endpoint$|^jwks_uri$/.test(name));
    const known = Object.values(endpoints).map(
      ({ path }) => `https://auth.example${path.replace('/grants/{id}', '/grants')}`,
    );
    for (const [name, address] of named) assert.ok(known.includes(String(address)), name);
    assert.equal(named.length, 11);
  });

  it('tells how grants are managed — advanced.md GMT-11', async () => {
    const told = async (grantManagementAction: 'required' | 'optional') => {
      const document = expectOk(await createWorld({ policy: { grantManagementAction } }).engine.discovery());
      return [document.grant_management_actions_supported, document.grant_management_action_required];
    };
    const actions = ['query', 'revoke', 'create', 'merge', 'replace'];
    assert.deepEqual(await told('optional'), [actions, false]);
    assert.deepEqual(await told('required'), [actions, true]);
  });

  it('names no registration endpoint where nobody may register — clients.md §2 registration_not_supported', async () => {
    const world = createWorld({ policy: { registration: { kind: 'closed' } } });
    assert.equal(expectOk(await world.engine.discovery()).registration_endpoint, undefined);
  });

  it('says whether documents are clients here — clients.md §5 Advertised', async () => {
    const said = async (world: ReturnType<typeof createWorld>) =>
      expectOk(await world.engine.discovery()).client_id_metadata_document_supported;
    assert.equal(await said(createWorld()), true);
    assert.equal(await said(createWorld({ policy: { clientDocuments: null } })), false);
  });

  it('advertises the grants that are offered, and those only — protocol.md DI-1', async () => {
    for (const refreshTokens of [true, false]) {
      const world = createWorld({ policy: { refreshTokens } });
      const advertised: readonly string[] = expectOk(await world.engine.discovery()).grant_types_supported;
      assert.equal(advertised.includes('refresh_token'), refreshTokens);
      for (const name of advertised) {
        expectError(await world.engine.token(postForm({ grant_type: name })), 401, 'invalid_client');
      }
    }
  });

  it('lists the scopes of resources and of none, but never restricted ones — protocol.md DI-3, clients.md §9 Free-standing scopes', async () => {
    const world = createWorld();
    const first = await world.engine.discovery();
    assert.equal(await world.engine.discovery(), first);
    const scopes = [
      exampleScope('calendar'),
      exampleScope('grantor:admin'),
      exampleScope('calendar:all', { isRestricted: true }),
    ];
    world.store.put.resource(exampleResource({ scopes }));
    world.store.put.resource(
      freeStandingScopes([exampleScope('reports'), exampleScope('audit', { isRestricted: true })]),
    );
    const changed = await world.engine.discovery();
    assert.notEqual(changed.headers['etag'], first.headers['etag']);
    assert.deepEqual(expectOk(changed).scopes_supported, [
      ...['openid', 'profile', 'email', 'address', 'phone', 'groups', 'offline_access', 'read', 'write'],
      ...['grant_management_query', 'grant_management_revoke', 'calendar', 'reports'],
    ]);
  });
});

describe('jwks', () => {
  it('serves the public keys for five minutes — protocol.md JW-1', async () => {
    const reply = await createWorld().engine.jwks();
    assert.equal(reply.headers['content-type'], 'application/jwk-set+json');
    assert.equal(reply.headers['cache-control'], 'public, max-age=300');
    const { keys } = expectOk(reply);
    for (const key of keys) {
      assert.equal('d' in key, false);
      assert.equal(key.use, 'sig');
    }
  });
});
