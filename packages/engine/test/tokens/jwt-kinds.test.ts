import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isAccessToken, isIdToken } from '../../src/tokens/jwt-kinds.ts';

type Verified = Parameters<typeof isIdToken>[0];

const jwt = (claims: Verified['claims'], typ: string | null = 'JWT'): Verified => ({
  header: { alg: 'ES256', kid: 'k', typ } as Verified['header'],
  claims,
});

describe('a JWT of ours', () => {
  const times = { iat: 1, exp: 2 };

  it('is an ID token with both times, and without any claim of access tokens — RFC 8725 §3.11', () => {
    assert.ok(isIdToken(jwt(times)));
    assert.ok(isIdToken(jwt(times, null)));
    for (const claims of [{ iat: 1 }, { exp: 2 }, {}, { ...times, exp: '2' }, { ...times, jti: 'j' }])
      assert.ok(!isIdToken(jwt(claims)), JSON.stringify(claims));
    assert.ok(!isIdToken(jwt(times, 'at+jwt')));
  });

  it('is an access token by its type, or by the plain one without a claim of ID tokens — protocol.md TO-5', () => {
    assert.ok(isAccessToken(jwt({ nonce: 'n' }, 'AT+JWT')));
    assert.ok(isAccessToken(jwt(times)));
    for (const claim of ['nonce', 'at_hash', 'c_hash', 'sid'])
      assert.ok(!isAccessToken(jwt({ ...times, [claim]: 'x' })), claim);
    assert.ok(!isAccessToken(jwt(times, null)));
  });
});
