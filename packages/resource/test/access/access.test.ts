import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { epoch, type Reply, Secret } from '@grantor/protocol';
import { AccessError, type AccessFacts, createAccess, type Denial } from '../../src/index.ts';

const facts: AccessFacts = {
  issuer: 'https://as.example',
  subject: 'u1',
  clientId: 'c1',
  scopes: ['files:read'],
  audience: ['https://api.example'],
  expiresAt: epoch(2000),
  issuedAt: epoch(900),
  tokenId: 'j1',
  acr: 'pwd',
  authTime: epoch(700),
  claims: {},
  scheme: 'Bearer',
  user: null,
  token: Secret.of('the-token'),
};

const reply: Reply = { status: 403, headers: {}, body: null, note: { error: null, clientId: null } };

function accessWith(changes: Partial<AccessFacts> = {}) {
  const asked: Denial[] = [];
  const refuse = (denial: Denial): Reply => {
    asked.push(denial);
    return reply;
  };
  return { asked, access: createAccess({ ...facts, ...changes }, { now: epoch(1000), refuse }) };
}

const isRefused = (error: unknown): boolean => error instanceof AccessError && error.reply === reply;

describe('access', () => {
  it('lets held scopes pass and refuses with all scopes of the operation — resource.md §4 Step-up', () => {
    const { access, asked } = accessWith();
    access.require('files:read');
    access.require();
    assert.throws(() => access.require('files:read', 'files:write'), isRefused);
    assert.deepEqual(asked, [{ kind: 'missing_scope', scopes: ['files:read', 'files:write'] }]);
  });

  it('names the missing scope for a tool error', () => {
    assert.throws(() => accessWith().access.require('files:write'), /files:write/);
  });

  it('judges a sign-in by acr and auth_time — RFC 9470 §3, advanced.md STU-5', () => {
    const { access } = accessWith();
    access.requireAuthentication({});
    access.requireAuthentication({ acr: ['mfa', 'pwd'], maxAge: 300 });
    assert.throws(() => access.requireAuthentication({ acr: ['mfa'] }), isRefused);
    assert.throws(() => access.requireAuthentication({ maxAge: 299 }), isRefused);
  });

  it('takes a sign-in the token does not tell of as too weak and too old — RFC 9470 §3', () => {
    const { access, asked } = accessWith({ acr: null, authTime: null });
    assert.throws(() => access.requireAuthentication({ acr: ['pwd'] }), isRefused);
    assert.throws(() => access.requireAuthentication({ maxAge: 1e9 }), isRefused);
    assert.deepEqual(asked, [
      { kind: 'weak_authentication', acr: ['pwd'], maxAge: null },
      { kind: 'weak_authentication', acr: [], maxAge: 1e9 },
    ]);
  });

  it('never prints the token — security.md O-3', () => {
    const { access } = accessWith();
    assert.doesNotMatch(inspect(access) + JSON.stringify(access) + String(access.token), /the-token/);
    assert.equal(access.token.reveal(), 'the-token');
  });
});
