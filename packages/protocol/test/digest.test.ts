import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  decodeBase64url,
  encodeBase64url,
  equalDigests,
  equalInConstantTime,
  hash,
  hmacSha256,
  leftHalfHash,
  sha256,
} from '../src/index.ts';

describe('base64url', () => {
  it('round-trips any bytes without padding — RFC 7515 §2', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const text = encodeBase64url(bytes);
        assert.match(text, /^[A-Za-z0-9_-]*$/);
        assert.deepEqual(decodeBase64url(text), bytes);
      }),
    );
  });

  it('encodes a view, not the buffer behind it', () => {
    assert.equal(encodeBase64url(new Uint8Array([1, 2, 3, 4]).subarray(1, 3)), 'AgM');
  });

  for (const text of ['AA==', 'AA=', 'AB', 'A', 'AAAAA', 'A+A', 'A/A', 'AA A', 'AA\n', 'é', 'AAB']) {
    it(`refuses ${JSON.stringify(text)} — RFC 4648 §3.5, §5`, () => {
      assert.equal(decodeBase64url(text), null);
    });
  }

  it('never throws and decodes a text only if it is the encoding — RFC 4648 §3.5', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.base64String()), (text) => {
        const bytes = decodeBase64url(text);
        assert.ok(bytes === null || encodeBase64url(bytes) === text);
      }),
    );
  });
});

describe('equalInConstantTime', () => {
  it('is equality, for texts of any length — security.md T-12', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        assert.equal(equalInConstantTime(a, b), a === b);
        assert.equal(equalInConstantTime(a, a), true);
      }),
    );
  });
});

describe('equalDigests', () => {
  it('is equality, also where one is no digest of ours — security.md T-12', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        assert.equal(equalDigests(sha256(a), sha256(b)), a === b);
        assert.equal(equalDigests(sha256(a), hash(b)), false);
      }),
    );
  });
});

describe('digests', () => {
  it('are SHA-256 and HMAC-SHA-256 of the UTF-8 text — RFC 6234, RFC 2104', () => {
    assert.equal(sha256('abc'), 'ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.uint8Array(), (value, key) => {
        assert.equal(sha256(value), createHash('sha256').update(value).digest('base64url'));
        assert.equal(hmacSha256(key, value), createHmac('sha256', key).update(value).digest('base64url'));
      }),
    );
  });

  it('give the left half for at_hash and c_hash — OpenID Connect Core §3.1.3.6, §A.3', () => {
    const token = 'jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y';
    assert.equal(leftHalfHash(token, 'RS256'), '77QmUPtjPfzWtF2AnpK9RQ');
    assert.equal(
      leftHalfHash('Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk', 'RS256'),
      'LDktKdoQak3Pk0cnXxCltA',
    );
  });

  it('take the hash of the signature algorithm — OpenID Connect Core §3.1.3.6', () => {
    const sizes = { sha256: 22, sha384: 32, sha512: 43 };
    for (const [alg, name] of [
      ...['RS256', 'PS256', 'ES256', 'ES256K', 'HS256'].map((alg) => [alg, 'sha256'] as const),
      ...['RS384', 'PS384', 'ES384'].map((alg) => [alg, 'sha384'] as const),
      ...['RS512', 'PS512', 'ES512', 'EdDSA', 'Ed25519'].map((alg) => [alg, 'sha512'] as const),
    ]) {
      const whole = createHash(name).update('token').digest();
      const half = leftHalfHash('token', alg);
      assert.equal(half.length, sizes[name]);
      assert.deepEqual(Buffer.from(half, 'base64url'), whole.subarray(0, whole.length / 2));
    }
    for (const alg of ['none', '', 'RS1', 'ML-DSA-44', 'RSA-OAEP-256']) {
      assert.throws(() => leftHalfHash('token', alg), /no hash is defined/);
    }
  });
});
