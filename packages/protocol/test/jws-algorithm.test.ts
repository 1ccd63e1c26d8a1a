import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, it } from 'node:test';
import { CompactSign } from 'jose';
import {
  isSignatureAlgorithm,
  parseCompactJws,
  type SignatureAlgorithmName,
  signatureAlgorithms,
} from '../src/index.ts';

const curve = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ed25519 = generateKeyPairSync('ed25519');
const pairs = {
  ...{ ES256: curve('P-256'), ES384: curve('P-384'), ES512: curve('P-521') },
  ...{ RS256: rsa, RS384: rsa, RS512: rsa, PS256: rsa, PS384: rsa, PS512: rsa },
  ...{ EdDSA: ed25519, Ed25519: ed25519 },
} satisfies Record<SignatureAlgorithmName, unknown>;

describe('signature algorithms', () => {
  for (const [name, pair] of Object.entries(pairs)) {
    assert.ok(isSignatureAlgorithm(name));
    const algorithm = signatureAlgorithms[name];
    it(`${name} verifies what another implementation signed, and nothing else — RFC 7518 §3.1`, async () => {
      const signed = await new CompactSign(Buffer.from('text'))
        .setProtectedHeader({ alg: name })
        .sign(pair.privateKey);
      const parts = parseCompactJws(signed);
      assert.ok(parts !== null);
      assert.ok(algorithm.verify(parts.signingInput, pair.publicKey, parts.signature));
      assert.ok(!algorithm.verify(`${parts.signingInput}x`, pair.publicKey, parts.signature));
      assert.ok(!algorithm.verify(parts.signingInput, pair.publicKey, parts.signature.subarray(1)));
      assert.ok(
        !algorithm.verify(parts.signingInput, pair.publicKey, new Uint8Array(parts.signature.length)),
      );
    });

    it(`${name} takes keys of its own kind only — RFC 8725 §3.1`, () => {
      for (const [other, { publicKey }] of Object.entries(pairs)) {
        assert.equal(algorithm.accepts(publicKey), publicKey === pair.publicKey, other);
      }
    });
  }

  it('takes no short RSA key — RFC 7518 §3.3', () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    for (const name of ['RS256', 'PS512'] as const) assert.ok(!signatureAlgorithms[name].accepts(publicKey));
  });

  it('takes an ECDSA signature as R and S only, not in DER — RFC 7518 §3.4', () => {
    const der = sign('sha256', Buffer.from('text'), pairs.ES256.privateKey);
    assert.ok(!signatureAlgorithms.ES256.verify('text', pairs.ES256.publicKey, der));
  });

  it('knows neither none nor a symmetric one, nor a name of Object — RFC 8725 §3.1', () => {
    for (const name of ['none', 'None', 'HS256', 'HS512', 'dir', 'toString', '__proto__', '']) {
      assert.ok(!isSignatureAlgorithm(name), name);
    }
  });
});
