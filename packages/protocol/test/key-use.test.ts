import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mayVerify } from '../src/key-use.ts';

describe('what a key says of its use', () => {
  const cases: readonly (readonly [jwk: Readonly<Record<string, unknown>>, isFit: boolean])[] = [
    [{}, true],
    [{ use: 'sig' }, true],
    [{ use: 'enc' }, false],
    [{ use: 'SIG' }, false],
    [{ use: ['sig'] }, false],
    [{ use: null }, false],
    [{ key_ops: ['verify'] }, true],
    [{ key_ops: ['sign', 'verify'] }, true],
    [{ key_ops: ['sign'] }, false],
    [{ key_ops: [] }, false],
    [{ key_ops: 'verify' }, false],
    [{ key_ops: ['verify', 7] }, false],
    [{ use: 'enc', key_ops: ['verify'] }, false],
    [{ use: 'sig', key_ops: ['encrypt'] }, false],
    [{ alg: 'ES256' }, true],
    [{ alg: 'ES384' }, false],
    [{ alg: '' }, false],
    [{ use: 'sig', key_ops: ['verify'], alg: 'ES256' }, true],
  ];
  for (const [jwk, isFit] of cases) {
    it(`${JSON.stringify(jwk)} ${isFit ? 'fits' : 'does not fit'} a signature — RFC 7517 §4.2`, () => {
      assert.equal(mayVerify(jwk, 'ES256'), isFit);
    });
  }

  it('has two names for the algorithm of Ed25519 and no others — RFC 9864 §2.2', () => {
    assert.ok(mayVerify({ alg: 'EdDSA' }, 'Ed25519') && mayVerify({ alg: 'Ed25519' }, 'EdDSA'));
    assert.equal(mayVerify({ alg: 'Ed448' }, 'EdDSA'), false);
    assert.equal(mayVerify({ alg: 'toString' }, 'EdDSA'), false);
  });
});
