import assert from 'node:assert/strict';
import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { describe, it } from 'node:test';
import { ecdsaSignatureInDer } from '../src/ecdsa-signature.ts';

const inHex = (signature: string): string =>
  Buffer.from(ecdsaSignatureInDer(Buffer.from(signature, 'hex'))).toString('hex');

describe('an ECDSA signature in DER — RFC 7518 §3.4', () => {
  it('writes each number as short as it can be, and none as negative', () => {
    assert.equal(inHex('017f'), '300602010102017f');
    assert.equal(inHex('80ff'), '300802020080020200ff');
    assert.equal(inHex('000100ff'), '3007020101020200ff');
    assert.equal(inHex('00000000'), '3006020100020100');
  });

  it('tells a length of 128 and more in two octets — X.690 §8.1.3', () => {
    const s = `7f${'11'.repeat(65)}`;
    assert.equal(inHex(`${'00'.repeat(8)}7f${'22'.repeat(57)}${s}`).slice(0, 10), '308180023a');
    assert.equal(inHex(`${'00'.repeat(9)}7f${'22'.repeat(56)}${s}`).slice(0, 8), '307f0239');
  });

  for (const [namedCurve, digest] of [
    ['P-256', 'sha256'],
    ['P-384', 'sha384'],
    ['P-521', 'sha512'],
  ] as const) {
    it(`is what OpenSSL makes of each signature of ${namedCurve}`, () => {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
      for (let count = 0; count < 50; count++) {
        const text = Buffer.from(`text ${count}`);
        const raw = sign(digest, text, { key: privateKey, dsaEncoding: 'ieee-p1363' });
        assert.ok(verify(digest, text, publicKey, ecdsaSignatureInDer(raw)), raw.toString('hex'));
      }
    });
  }
});
