/** What a card of the connected apps says was allowed where (product.md T-1, §12.2 /account/authorizations). */

import { strict as assert } from 'node:assert';
import { describe, it } from 'node:test';
import { type Consent, type Resource, unregisteredResource } from '@grantor/engine';
import { clientId, instant, sha256, userId } from '@grantor/protocol';
import { allowedAccess } from '../../src/account/allowed-access.ts';

const files = 'https://files.example';
const mail = 'https://mail.example';

const scope = (name: string, description: string) => ({
  ...{ name, description, isDefault: false, isRestricted: false, implies: [] },
});
const registered: readonly Resource[] = [
  {
    ...unregisteredResource(files),
    scopes: [scope('read', 'Read your files'), scope('write', 'Change them')],
  },
  { ...unregisteredResource(mail), scopes: [scope('read', 'Read your mail'), scope('write', 'Send mail')] },
];

/** As the engine remembers a scope beside a resource of a client that an administrator vouches for. */
const term = (uri: string, name: string): string => `${sha256(`${sha256('vouched for')}\n${uri}`)} ${name}`;

const consent: Consent = {
  userId: userId('alice'),
  clientId: clientId('notes'),
  scope: ['openid', 'read', 'write'],
  resources: [files, mail],
  claims: [],
  details: [],
  redirectHost: null,
  terms: [term('', 'openid'), term(files, 'read'), term(mail, 'write')],
  givenAt: instant(0),
};

const shown = (terms: readonly string[]) => {
  const access = allowedAccess(
    { consent: { ...consent, terms }, families: [], devices: [], grants: [] },
    { registered, detailsTypes: [] },
  );
  return {
    beside: access.scopes.map(({ name }) => name),
    ...Object.fromEntries(
      access.resources.map(({ identifier, scopes }) => [
        identifier,
        scopes.map(({ name, description }) => `${name}: ${description}`),
      ]),
    ),
  };
};

describe('what was allowed', () => {
  it('stands at the resource where it was allowed, and at no other — clients.md §9', () => {
    assert.deepEqual(shown(consent.terms), {
      beside: ['openid'],
      [files]: ['read: Read your files'],
      [mail]: ['write: Send mail'],
    });
  });

  it('stands wherever it may where an earlier release remembered no place', () => {
    assert.deepEqual(shown([]), {
      beside: ['openid'],
      [files]: ['read: Read your files', 'write: Change them'],
      [mail]: ['read: Read your mail', 'write: Send mail'],
    });
  });
});
