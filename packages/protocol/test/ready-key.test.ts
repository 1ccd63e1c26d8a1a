import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { importPublicKey, jwkThumbprint, type PublicJwk, readyPublicKey } from '../src/index.ts';

const newJwk = (): PublicJwk => ({
  ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }),
});

describe('a public key that comes again', () => {
  it('is the one that was imported, whatever else its JWK says — RFC 7638 §3', () => {
    const jwk = newJwk();
    const first = readyPublicKey(jwk);
    assert.ok(first !== null);
    assert.equal(first.jkt, jwkThumbprint(jwk));
    assert.ok(importPublicKey(jwk)?.equals(first.key));
    assert.equal(readyPublicKey({ ...jwk, kid: 'a', use: 'sig' })?.key, first.key);
    assert.ok(!readyPublicKey(newJwk())?.key.equals(first.key));
  });

  it('is none as often as it is none', () => {
    const jwk = newJwk();
    for (const wrong of [
      { ...jwk, y: jwk['x'] },
      { ...jwk, kty: 'oct' },
      { kty: 'EC', crv: 'P-256', x: jwk['x'] },
    ]) {
      assert.equal(readyPublicKey(wrong), null);
      assert.equal(readyPublicKey(wrong), null);
    }
  });

  it('is imported anew after a thousand others, and not before', () => {
    const jwk = newJwk();
    const first = readyPublicKey(jwk)?.key;
    for (let others = 0; others < 999; others++) readyPublicKey(newJwk());
    assert.equal(readyPublicKey(jwk)?.key, first);
    for (let others = 0; others < 1000; others++) readyPublicKey(newJwk());
    const again = readyPublicKey(jwk)?.key;
    assert.ok(again !== undefined && again !== first);
  });
});
