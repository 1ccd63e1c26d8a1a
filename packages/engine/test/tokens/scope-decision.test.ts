import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isWithin, OAuthError } from '@grantor/protocol';
import fc from 'fast-check';
import type { Client } from '../../src/model/client.ts';
import { freeStandingScopes } from '../../src/model/resource.ts';
import { exampleClient, examplePolicy, exampleResource, exampleScope } from '../../src/testing/index.ts';
import { rightsLeft } from '../../src/tokens/rights.ts';
import {
  decideScope,
  isRestricted,
  limitScope,
  narrowScope,
  type ScopeQuestion,
} from '../../src/tokens/scope-decision.ts';
import { holds, resourcesInForce } from '../../src/tokens/scope-hierarchy.ts';

const calendar = exampleResource({
  uri: 'https://calendar.example',
  scopes: [
    exampleScope('events', { isDefault: true, implies: ['glance'] }),
    exampleScope('glance'),
    exampleScope('invites'),
    exampleScope('share', { isRestricted: true, isDefault: true }),
    exampleScope('organise', { implies: ['share'] }),
    exampleScope('grantor:calendar', { isDefault: true }),
  ],
});
const open = exampleResource({ uri: 'https://open.example' });
const allResources = [calendar, open];

const selfRegistered = (change: Partial<Client> = {}) =>
  exampleClient({ source: 'dynamic', scopes: [], ...change });

const decide = (question: Partial<ScopeQuestion>) =>
  decideScope({
    ...{
      requested: [],
      client: exampleClient(),
      resources: [],
      allResources,
      policy: examplePolicy(),
      grantKind: 'user',
    },
    ...question,
  });

const refuses = (question: Partial<ScopeQuestion>) =>
  assert.throws(
    () => decide(question),
    (error) => error instanceof OAuthError && error.code === 'invalid_scope',
  );

describe('scope decision', () => {
  it('ignores unknown scopes unless nothing else was asked — protocol.md SC-2', () => {
    assert.deepEqual(decide({ requested: ['read', 'unheard-of'] }), ['read']);
    refuses({ requested: ['unheard-of'] });
  });

  it('refuses a known scope that the client may not have — protocol.md SC-2', () => {
    const client = exampleClient({ scopes: ['openid', 'read'] });
    refuses({ client, requested: ['read', 'write'] });
    refuses({ client, requested: ['read', 'events'] });
    refuses({ client, requested: ['read', 'grantor:admin'] });
    // A resource that accepts any name makes any name known.
    refuses({ client, requested: ['read', 'anything'], resources: [open.uri] });
  });

  it('drops what a self-registered client cannot have — protocol.md SC-2, SC-4', () => {
    const client = selfRegistered({ scopes: ['openid'] });
    assert.deepEqual(decide({ client, requested: ['openid', 'grantor:admin', 'read'] }), ['openid', 'read']);
    assert.deepEqual(decide({ client, requested: ['openid', 'events'] }), ['openid']);
    const resources = [calendar.uri];
    assert.deepEqual(decide({ client, requested: ['events', 'read', 'email'], resources }), [
      'events',
      'email',
    ]);
    refuses({ client, requested: ['grantor:calendar', 'read'], resources });
    assert.deepEqual(decide({ client, requested: ['anything'], resources: [open.uri] }), ['anything']);
  });

  it('falls back to the registered scope without offline_access and restricted ones — protocol.md SC-3', () => {
    const client = exampleClient({ scopes: ['openid', 'read', 'offline_access', 'grantor:admin'] });
    assert.deepEqual(decide({ client }), ['openid', 'read']);
    assert.deepEqual(decide({ client, grantKind: 'client' }), ['read']);
  });

  it('falls back further to the defaults of the resources, then to nothing — protocol.md SC-3', () => {
    const client = selfRegistered();
    assert.deepEqual(decide({ client, resources: [calendar.uri] }), ['events']);
    assert.deepEqual(decide({ client, resources: [open.uri] }), []);
    assert.deepEqual(decide({ client }), []);
    const unset = exampleClient({ scopes: [] });
    assert.deepEqual(decide({ client: unset, resources: [calendar.uri, open.uri] }), ['events']);
    const useless = selfRegistered({ scopes: ['unheard-of'] });
    assert.deepEqual(decide({ client: useless, resources: [calendar.uri] }), ['events']);
  });

  it('never widens the ceiling of an administrator by the defaults of a resource — protocol.md SC-3', () => {
    assert.deepEqual(decide({ client: exampleClient({ scopes: ['read'] }), resources: [calendar.uri] }), []);
  });

  it('lets a registered scope stand for what it implies, but for no restricted one — clients.md §9 Record', () => {
    const client = exampleClient({ scopes: ['events'] });
    const resources = [calendar.uri];
    assert.deepEqual(decide({ client, requested: ['glance'], resources }), ['glance']);
    assert.deepEqual(decide({ client, requested: ['glance'], grantKind: 'client' }), ['glance']);
    refuses({ client: exampleClient({ scopes: ['glance'] }), requested: ['events'], resources });
    refuses({ client, requested: ['glance'], resources: [open.uri] });
  });

  it('keeps what the administrator marked for those it was given to — protocol.md SC-4', () => {
    const resources = [calendar.uri];
    refuses({ client: exampleClient({ scopes: ['events'] }), requested: ['share'], resources });
    refuses({ client: exampleClient({ scopes: ['organise'] }), requested: ['share'], resources });
    const given = exampleClient({ scopes: ['events', 'share'] });
    assert.deepEqual(decide({ client: given, requested: ['share'], resources }), ['share']);
    assert.deepEqual(decide({ client: given, resources }), ['events']);
    refuses({ client: selfRegistered({ scopes: ['share'] }), requested: ['share'], resources });
  });

  it('asks of a self-registered client that acts for itself what it asks of it otherwise — protocol.md SC-4', () => {
    const question = { grantKind: 'client', resources: [calendar.uri] } as const;
    assert.deepEqual(decide({ client: selfRegistered(), requested: ['events'], ...question }), ['events']);
    refuses({ client: selfRegistered({ scopes: ['share'] }), requested: ['share'], ...question });
  });

  it('drops a registered scope that the resources of a self-registered client do not know', () => {
    const client = selfRegistered({ scopes: ['events', 'unheard-of'] });
    assert.deepEqual(decide({ client, resources: [calendar.uri] }), ['events']);
    assert.deepEqual(decide({ client }), []);
  });

  it('knows the scopes of the default audience where a self-registered client names no resource — clients.md §9 No scope', () => {
    const question = { client: selfRegistered(), requested: ['events', 'share', 'unheard-of'] };
    assert.deepEqual(decide({ ...question, policy: examplePolicy({ defaultAudience: [calendar.uri] }) }), [
      'events',
    ]);
    refuses({ ...question, policy: examplePolicy({ defaultAudience: [open.uri] }) });
    refuses(question);
  });

  it('takes the issuer beside an API for userinfo, which adds no scope — protocol.md UI-3', () => {
    const { issuer } = examplePolicy();
    for (const client of [selfRegistered(), exampleClient({ scopes: ['openid', 'events', 'read'] })]) {
      const resources = [issuer, calendar.uri];
      assert.deepEqual(decide({ client, requested: ['openid', 'events', 'read'], resources }), [
        'openid',
        'events',
      ]);
    }
    assert.deepEqual(
      decide({ client: selfRegistered(), requested: ['read', 'anything'], resources: [issuer] }),
      ['read'],
    );
  });

  it('gives scopes of no resource where none is named, and their defaults — clients.md §9 Free-standing scopes, No scope', () => {
    const free = freeStandingScopes([
      exampleScope('reports', { isDefault: true, implies: ['glimpse'] }),
      exampleScope('glimpse'),
      exampleScope('audit', { isRestricted: true, isDefault: true }),
    ]);
    const world = { allResources: [calendar, open, free] };
    const stranger = { ...world, client: selfRegistered({ scopes: ['audit'] }) };
    const { issuer } = examplePolicy();
    for (const resources of [[], [issuer]]) {
      assert.deepEqual(decide({ ...stranger, resources }), ['reports']);
      assert.deepEqual(decide({ ...stranger, resources, requested: ['glimpse', 'audit', 'other'] }), [
        'glimpse',
      ]);
      assert.deepEqual(decide({ ...world, client: exampleClient({ scopes: [] }), resources }), ['reports']);
      assert.deepEqual(
        decide({ ...world, resources }),
        exampleClient().scopes.slice(0, 5).concat('read', 'write'),
      );
    }
    const given = { ...world, client: exampleClient({ scopes: ['reports', 'audit'] }) };
    assert.deepEqual(decide({ ...given, requested: ['glimpse', 'audit'] }), ['glimpse', 'audit']);
    assert.deepEqual(decide(given), ['reports']);
    assert.deepEqual(decide({ ...given, requested: ['reports'], grantKind: 'client' }), ['reports']);
    refuses({ ...world, requested: ['read', 'reports'] });
    const resources = [calendar.uri];
    assert.deepEqual(decide({ ...stranger, resources }), ['events']);
    assert.deepEqual(decide({ ...stranger, resources, requested: ['reports', 'events'] }), ['events']);
    assert.deepEqual(decide({ ...given, resources: [open.uri], requested: ['reports'] }), ['reports']);
    assert.deepEqual(decide({ ...stranger, resources: [open.uri], requested: ['reports', 'audit'] }), [
      'reports',
    ]);
  });

  it('ignores offline_access without the refresh_token grant — protocol.md SC-5', () => {
    const client = exampleClient({ grantTypes: ['authorization_code'] });
    assert.deepEqual(decide({ client, requested: ['openid', 'offline_access'] }), ['openid']);
    assert.deepEqual(decide({ requested: ['openid', 'offline_access'] }), ['openid', 'offline_access']);
  });

  it('limits the scope to what the resources list — protocol.md RI-3', () => {
    const client = exampleClient({ scopes: ['openid', 'read', 'events'] });
    const resources = [calendar.uri];
    assert.deepEqual(decide({ client, requested: ['openid', 'read', 'events'], resources }), [
      'openid',
      'events',
    ]);
    refuses({ client, requested: ['read'], resources });
    assert.deepEqual(limitScope(['read', 'events'], { resources, allResources, policy: examplePolicy() }), [
      'events',
    ]);
    assert.throws(() => narrowScope(['write'], ['read', 'events']), OAuthError);
  });

  it('never grants more than was asked and is allowed — security.md T-4', () => {
    const names = fc.constantFrom(
      ...[
        'openid',
        'email',
        'offline_access',
        'read',
        'write',
        'events',
        'glance',
        'share',
        'invites',
        'grantor:admin',
        'other',
      ],
    );
    const some = fc.uniqueArray(names, { maxLength: 6 });
    const question = fc.record({
      requested: some,
      registered: some,
      source: fc.constantFrom('administrator' as const, 'dynamic' as const),
      resources: fc.subarray([calendar.uri, open.uri]),
      grantKind: fc.constantFrom('user' as const, 'client' as const),
    });
    fc.assert(
      fc.property(question, ({ requested, registered, source, resources, grantKind }) => {
        const client = exampleClient({ source, scopes: registered });
        const inForce = resourcesInForce(resources, allResources);
        let granted: readonly string[];
        try {
          granted = decide({ requested, client, resources, grantKind });
        } catch (error) {
          assert.ok(error instanceof OAuthError);
          return;
        }
        if (requested.length > 0) assert.ok(granted.length > 0 && isWithin(granted, requested));
        if (source === 'administrator' && registered.length > 0)
          assert.ok(granted.every((scope) => holds(registered, scope, inForce)));
        else assert.ok(!granted.some((scope) => isRestricted(scope, allResources)));
        if (grantKind === 'client') assert.equal(granted.includes('openid'), false);
        // protocol.md IN-6: as long as nothing is taken away, all of it stays
        const account = grantKind === 'client' ? null : ({ role: 'admin', claims: {} } as const);
        const world = { policy: examplePolicy(), registered: allResources, detailsTypes: [] };
        assert.deepEqual(rightsLeft({ scope: granted, resources, details: [] }, { client, account }, world), {
          scope: granted,
          resources,
          details: [],
        });
      }),
    );
  });
});
