import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { epoch, OAuthError } from '@grantor/protocol';
import { attemptWith } from '../../src/facade/attempt.ts';
import { type Asked, isCovered, mayGoOn, shortcomingOf } from '../../src/facade/interaction.ts';
import { createMemoryLimits } from '../../src/limits/limit-store.ts';
import { createLimits } from '../../src/limits/limits.ts';

const now = epoch(1_000_000);
const john = { subject: '1001', authTime: now - 100, acr: '1' };
const asked = (change: Partial<Asked> = {}): Asked => ({
  isReauthentication: false,
  knownAs: () => undefined,
  ...change,
});

describe('who is signed in — federation-vci-authlete.md ATL-12', () => {
  it('is enough, or says why not', () => {
    assert.equal(shortcomingOf(asked(), john, now), null);
    assert.equal(shortcomingOf(asked(), null, now), 'NOT_LOGGED_IN');
    assert.equal(shortcomingOf(asked({ maxAge: 100 }), john, now), null);
    assert.equal(shortcomingOf(asked({ maxAge: 99 }), john, now), 'EXCEEDS_MAX_AGE');
    assert.equal(shortcomingOf(asked({ isReauthentication: true }), john, now), 'EXCEEDS_MAX_AGE');
    assert.equal(shortcomingOf(asked({ subject: '1001' }), john, now), null);
    assert.equal(shortcomingOf(asked({ subject: '1002' }), john, now), 'DIFFERENT_SUBJECT');
    const pairwise = asked({ subject: 'p-1001', knownAs: (subject) => `p-${subject}` });
    assert.equal(shortcomingOf(pairwise, john, now), null);
    const jane = { ...john, subject: '1002' };
    assert.equal(shortcomingOf(pairwise, jane, now), 'DIFFERENT_SUBJECT');
    assert.equal(shortcomingOf(asked({ acrs: ['2'] }), john, now), null);
    assert.equal(shortcomingOf(asked({ acrs: ['2'], acrEssential: true }), john, now), 'ACR_NOT_SATISFIED');
    assert.equal(shortcomingOf(asked({ acrs: ['2', '1'], acrEssential: true }), john, now), null);
  });

  it('goes on by a page, unless the request asks anew', () => {
    assert.equal(mayGoOn(asked({ prompts: ['CONSENT', 'LOGIN'], lowestPrompt: 'CONSENT' }), john, now), true);
    assert.equal(mayGoOn(asked({ prompts: ['LOGIN'], lowestPrompt: 'LOGIN' }), john, now), false);
    const choosing = asked({ prompts: ['CONSENT', 'SELECT_ACCOUNT'], lowestPrompt: 'CONSENT' });
    assert.equal(mayGoOn(choosing, john, now), false);
    assert.equal(mayGoOn(asked(), null, now), false);
  });
});

describe('what was granted before', () => {
  const scopes = [{ name: 'openid' }, { name: 'read' }];

  it('covers its scopes, and nothing that is asked for besides', () => {
    assert.equal(isCovered(asked({ scopes }), ['openid', 'read', 'write']), true);
    assert.equal(isCovered(asked({ scopes }), ['openid']), false);
    for (const more of [
      { idTokenClaims: '{"email":null}' },
      { userInfoClaims: '{"email":null}' },
      { authorizationDetails: { elements: [{ type: 'payment' }] } },
      { gmAction: 'CREATE' } as const,
      { resources: ['https://api.example/'] },
    ]) {
      assert.equal(isCovered(asked({ scopes, ...more }), ['openid', 'read']), false, JSON.stringify(more));
    }
  });

  it('is not asked about for the operator’s own clients', () => {
    const own = (value: string) => ({ attributes: [{ key: 'first_party', value }] });
    assert.equal(isCovered(asked({ scopes, client: own('true') }), []), true);
    assert.equal(isCovered(asked({ scopes, client: own('false') }), []), false);
  });
});

describe('tries of a password', () => {
  const settings = {
    perAddress: 'on',
    ...{ login: 2, deviceCode: 0, token: 0, deviceVerify: 0, introspect: 0, registration: 0, document: 0 },
    ...{ fallback: 0, client: 0 },
  } as const;
  const person = { subject: '1001', loginId: 'john', claims: {} };
  const people = {
    find: () => person,
    signIn: async (_name: string, password: string) => (password === 'right' ? person : null),
  };
  const source = { address: '192.0.2.1', userAgent: null, requestId: 'r', method: 'POST', path: '/' };

  it('are limited, right ones not — operations.md Q-3', async () => {
    const limits = createLimits(
      settings,
      createMemoryLimits(() => 0),
    );
    const attempt = attemptWith(people, limits);
    const exchange = { source } as Parameters<typeof attempt>[0];
    const tried = (password: string) => attempt(exchange, { loginId: 'john', password });
    for (let count = 0; count < 5; count++) assert.equal((await tried('right')).kind, 'signed_in');
    assert.equal((await tried('wrong')).kind, 'wrong');
    assert.equal((await tried('wrong')).kind, 'wrong');
    await assert.rejects(
      tried('right'),
      (failure) => failure instanceof OAuthError && failure.status === 429,
    );
  });
});
