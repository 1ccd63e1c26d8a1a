import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { calculateJwkThumbprint } from 'jose';
import { importPublicKey, jwkThumbprint, publicMembers } from '../src/index.ts';

const keys = [
  generateKeyPairSync('ec', { namedCurve: 'P-521' }),
  generateKeyPairSync('rsa', { modulusLength: 2048 }),
  generateKeyPairSync('ed25519'),
];

describe('public keys', () => {
  for (const { publicKey, privateKey } of keys) {
    const jwk = { ...publicKey.export({ format: 'jwk' }) };
    it(`${jwk.kty}: have the thumbprint another implementation computes — RFC 7638 §3`, async () => {
      assert.equal(jwkThumbprint({ kid: 'x', use: 'sig', ...jwk }), await calculateJwkThumbprint(jwk));
    });

    it(`${jwk.kty}: are imported without anything private — RFC 7517 §9.2`, () => {
      const imported = importPublicKey({ ...privateKey.export({ format: 'jwk' }) });
      assert.equal(imported?.type, 'public');
      assert.ok(imported?.equals(publicKey));
    });

    it(`${jwk.kty}: are none when a part is missing or no text`, () => {
      for (const name of Object.keys(publicMembers(jwk) ?? {})) {
        for (const value of [undefined, '', 1, null]) {
          assert.equal(jwkThumbprint({ ...jwk, [name]: value }), null);
          assert.equal(importPublicKey({ ...jwk, [name]: value }), null);
        }
      }
    });
  }

  it('are none of an unknown type or curve', () => {
    for (const kty of ['oct', 'AKP', 'toString', '__proto__']) {
      assert.equal(publicMembers({ kty, k: 'AAAA', x: 'AAAA' }), null);
    }
    assert.equal(importPublicKey({ kty: 'OKP', crv: 'P-256', x: 'AAAA' }), null);
  });

  it('never throw — security.md I-1', () => {
    const text = fc.oneof(fc.string(), fc.base64String());
    const jwk = fc.record({
      kty: fc.constantFrom('EC', 'OKP', 'RSA'),
      crv: text,
      x: text,
      y: text,
      n: text,
      e: text,
    });
    fc.assert(
      fc.property(jwk, (value) => {
        importPublicKey(value);
        jwkThumbprint(value);
      }),
    );
  });
});
