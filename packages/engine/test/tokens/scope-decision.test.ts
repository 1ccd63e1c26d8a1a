import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isWithin, OAuthError } from '@grantor/protocol';
import fc from 'fast-check';
import type { Client } from '../../src/model/client.ts';
import type { Resource } from '../../src/model/resource.ts';
import { exampleClient } from '../../src/testing/index.ts';
import {
  decideScope,
  isRestricted,
  type ScopeQuestion,
  scopeOfToken,
} from '../../src/tokens/scope-decision.ts';

const scope = (name: string, isDefault = false) => ({ name, description: null, isDefault });
const calendar: Resource = {
  uri: 'https://calendar.example',
  name: null,
  scopes: [scope('events', true), scope('invites'), scope('grantor:calendar', true)],
};
const open: Resource = { uri: 'https://open.example', name: null, scopes: null };
const allResources = [calendar, open];

const selfRegistered = (change: Partial<Client> = {}) =>
  exampleClient({ source: 'dynamic', scopes: [], ...change });

const decide = (question: Partial<ScopeQuestion>) =>
  decideScope({
    ...{ requested: [], client: exampleClient(), resources: [], allResources, grantKind: 'user' },
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
  });

  it('never widens the ceiling of an administrator by the defaults of a resource — protocol.md SC-3', () => {
    assert.deepEqual(decide({ client: exampleClient({ scopes: ['read'] }), resources: [calendar.uri] }), []);
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
    const granted = ['read', 'events'];
    assert.deepEqual(scopeOfToken({ requested: [], granted, resources, allResources }), ['events']);
    assert.throws(() => scopeOfToken({ requested: ['read'], granted, resources, allResources }), OAuthError);
    assert.throws(
      () => scopeOfToken({ requested: ['write'], granted, resources: [], allResources }),
      OAuthError,
    );
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
        'invites',
        'grantor:admin',
        'other',
      ],
    );
    const some = fc.uniqueArray(names, { maxLength: 6 });
    const question = fc.record({
      requested: fc.uniqueArray(names, { minLength: 1, maxLength: 6 }),
      registered: some,
      source: fc.constantFrom('administrator' as const, 'dynamic' as const),
      resources: fc.subarray([calendar.uri, open.uri]),
      grantKind: fc.constantFrom('user' as const, 'client' as const),
    });
    fc.assert(
      fc.property(question, ({ requested, registered, source, resources, grantKind }) => {
        const client = exampleClient({ source, scopes: registered });
        let granted: readonly string[];
        try {
          granted = decide({ requested, client, resources, grantKind });
        } catch (error) {
          assert.ok(error instanceof OAuthError);
          return;
        }
        assert.ok(granted.length > 0 && isWithin(granted, requested));
        if (source === 'administrator') assert.ok(isWithin(granted, registered));
        else assert.equal(granted.some(isRestricted), false);
        if (grantKind === 'client') assert.equal(granted.includes('openid'), false);
      }),
    );
  });
});
