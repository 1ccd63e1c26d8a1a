import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, it } from 'node:test';
import { hasDistinctKeyIds, type KeySetFault, parseKeySet } from '../src/index.ts';

const jwkOf = (pair: { publicKey: KeyObject; privateKey: KeyObject }) => ({
  open: { ...pair.publicKey.export({ format: 'jwk' }) },
  secret: { ...pair.privateKey.export({ format: 'jwk' }) },
});
const rsa = jwkOf(generateKeyPairSync('rsa', { modulusLength: 2048 }));
const weak = jwkOf(generateKeyPairSync('rsa', { modulusLength: 1024 }));
const ec = jwkOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }));
const okp = jwkOf(generateKeyPairSync('ed25519'));

const faultOf = (value: unknown): KeySetFault | null => {
  const set = parseKeySet(value);
  return set.kind === 'refused' ? set.fault : null;
};

describe('the key set of a client', () => {
  it('takes public RSA, EC and OKP keys as they are — RFC 7517 §5', () => {
    const keys = [{ ...rsa.open, kid: 'a', use: 'sig' }, { ...ec.open, kid: 'b' }, okp.open];
    assert.deepEqual(parseKeySet({ keys, further: 1 }), { kind: 'keys', keys });
  });

  it('leaves keys of an unknown type out — RFC 7517 §5', () => {
    assert.deepEqual(parseKeySet({ keys: [{ kty: 'NEW', z: 'x' }, ec.open] }), {
      kind: 'keys',
      keys: [ec.open],
    });
    assert.equal(faultOf({ keys: [{ kty: 'NEW' }] }), 'empty');
    assert.equal(faultOf({ keys: [{ kty: 'toString' }] }), 'empty');
  });

  it('refuses what is not a set of public keys — security.md K-5', () => {
    for (const value of [null, [], 'keys', {}, { keys: null }, { keys: [null] }, { keys: [{ x: 'y' }] }]) {
      assert.equal(faultOf(value), 'not_a_key_set', JSON.stringify(value));
    }
    assert.equal(faultOf({ keys: [{ ...ec.open, kid: 7 }] }), 'not_a_key_set');
    assert.equal(faultOf({ keys: [] }), 'empty');
    assert.equal(faultOf({ keys: [{ kty: 'oct', k: 'c2VjcmV0' }] }), 'symmetric');
    assert.equal(faultOf({ keys: [{ ...ec.open, k: 'c2VjcmV0' }] }), 'symmetric');
    for (const { secret } of [rsa, ec, okp]) assert.equal(faultOf({ keys: [secret] }), 'private');
    assert.equal(faultOf({ keys: [{ kty: 'EC', crv: 'P-256', x: ec.open.x }] }), 'incomplete');
    assert.equal(faultOf({ keys: [{ kty: 'OKP', crv: 'Ed25519', x: '' }] }), 'incomplete');
  });

  it('refuses RSA keys under 2048 bits, however they are padded — security.md K-5', () => {
    assert.equal(faultOf({ keys: [weak.open] }), 'weak');
    const padded = Buffer.concat([Buffer.alloc(128), Buffer.from(weak.open.n ?? '', 'base64url')]);
    assert.equal(faultOf({ keys: [{ ...weak.open, n: padded.toString('base64url') }] }), 'weak');
    assert.equal(faultOf({ keys: [{ ...rsa.open, n: '****' }] }), 'weak');
  });

  it('tells whether a kid occurs twice', () => {
    assert.equal(hasDistinctKeyIds([ec.open, okp.open]), true);
    assert.equal(
      hasDistinctKeyIds([
        { ...ec.open, kid: 'a' },
        { ...okp.open, kid: 'a' },
      ]),
      false,
    );
  });
});
