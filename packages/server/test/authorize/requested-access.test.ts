/** Where each thing stands that is asked for (product.md T-5, protocol.md IN-2). */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AskedResource, Resource, ScopeRequest } from '@grantor/engine';
import { exampleResource, exampleScope } from '@grantor/engine/testing';
import { requestedAccess } from '../../src/authorize/requested-access.ts';

const files = exampleResource({
  uri: 'https://files.example',
  name: 'Files',
  scopes: [exampleScope('read', { description: 'Read your files' }), exampleScope('email')],
});
const mail = exampleResource({
  uri: 'https://mail.example',
  scopes: [exampleScope('read', { description: 'Read your mail' }), exampleScope('send')],
});
const open = exampleResource({ uri: 'https://open.example' });

const scope = (name: string, known = false): ScopeRequest => ({ name, description: 'All of it', known });
const asked = (resource: Resource): AskedResource => ({ resource, learns: [] });
const placed = (scopes: readonly ScopeRequest[], resources: readonly Resource[]) => {
  const access = requestedAccess({ scopes, resources: resources.map(asked), claims: [], details: [] });
  return {
    general: access.scopes.map(({ name }) => name),
    at: access.resources.map(({ scopes }) => scopes.map(({ name, description }) => [name, description])),
  };
};

describe('a scope', () => {
  it('stands with every resource that lists it, in the words of that resource', () => {
    assert.deepEqual(placed([scope('read'), scope('send')], [files, mail]), {
      general: [],
      at: [
        [['read', 'Read your files']],
        [
          ['read', 'Read your mail'],
          ['send', undefined],
        ],
      ],
    });
  });

  it('is marked by the gravest of what it includes at that resource — product.md T-5', () => {
    const scopes = [
      exampleScope('manage', { effect: 'writes', implies: ['erase'] }),
      exampleScope('erase', { effect: 'deletes' }),
    ];
    const { resources } = requestedAccess({
      scopes: [scope('manage')],
      resources: [asked({ ...files, scopes }), asked({ ...mail, scopes: [exampleScope('manage')] })],
      claims: [],
      details: [],
    });
    assert.deepEqual(
      resources.map((resource) => resource.scopes.map(({ effect }) => effect)),
      [['deletes'], [undefined]],
    );
  });

  it('that nobody lists stands with the resource that takes any', () => {
    assert.deepEqual(placed([scope('send'), scope('x:y')], [mail, open]), {
      general: [],
      at: [[['send', undefined]], [['x:y', undefined]]],
    });
  });

  it('about the person belongs to none, nor does one without a resource', () => {
    assert.deepEqual(placed([scope('openid'), scope('email'), scope('write')], [files]), {
      general: ['openid', 'email', 'write'],
      at: [[]],
    });
    assert.deepEqual(placed([scope('read')], []).general, ['read']);
  });
});

describe('what was allowed before', () => {
  it('keeps its mark', () => {
    const learns = [
      { name: 'email', known: true },
      { name: 'name', known: false },
    ];
    const access = requestedAccess({
      scopes: [scope('openid', true), scope('read')],
      resources: [{ resource: files, learns }],
      claims: [{ name: 'phone_number', known: true }],
      details: [],
    });
    assert.deepEqual(
      [
        ...access.scopes,
        ...access.claims,
        ...access.resources.flatMap((resource) => [...resource.scopes, ...resource.learns]),
      ].map(({ name, status }) => `${name} ${status}`),
      ['openid granted', 'phone_number granted', 'read new', 'email granted', 'name new'],
    );
  });
});
