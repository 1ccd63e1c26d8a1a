import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, it } from 'node:test';
import { type KeySetFault, parseKeySet, parseRegisteredKeySet, registeredKeyLimit } from '../src/index.ts';

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

  it('refuses RSA keys that make a signature dear — security.md K-5', () => {
    const huge = Buffer.alloc(1025, 255).toString('base64url');
    assert.equal(faultOf({ keys: [{ ...rsa.open, n: huge }] }), 'oversized');
    assert.equal(
      faultOf({ keys: [{ ...rsa.open, e: Buffer.alloc(9, 255).toString('base64url') }] }),
      'oversized',
    );
    assert.equal(
      faultOf({ keys: [{ ...rsa.open, n: Buffer.alloc(1024, 255).toString('base64url') }] }),
      null,
    );
  });

  it('refuses an uncommon exponent with a long modulus: the cost is their product — security.md K-5', () => {
    const key = (bits: number, e: string) => ({
      kty: 'RSA',
      n: Buffer.alloc(bits / 8, 255).toString('base64url'),
      e,
    });
    const [common, long] = ['AQAB', Buffer.alloc(8, 255).toString('base64url')];
    assert.equal(faultOf({ keys: [key(4096, long)] }), null);
    assert.equal(faultOf({ keys: [key(4104, long)] }), 'oversized');
    assert.equal(faultOf({ keys: [key(4104, 'AgAB')] }), 'oversized');
    assert.equal(faultOf({ keys: [key(8192, common)] }), null);
  });
});

describe('the key set a client registers', () => {
  const kept = (...keys: readonly object[]) => parseRegisteredKeySet({ keys });
  const refused = (fault: string) => ({ kind: 'refused', fault });

  it('keeps of each key what makes it and what it is for — security.md L-8', () => {
    const key = { ...rsa.open, kid: 'a', use: 'sig', alg: 'RS256' };
    const laden = {
      ...key,
      x5c: ['x'.repeat(9000)],
      key_ops: [{}],
      further: { __proto__: null, deep: [[]] },
    };
    assert.deepEqual(kept(laden), { kind: 'keys', keys: [key] });
  });

  it('holds twenty keys at most, each kid once — security.md K-5', () => {
    const keys = Array.from({ length: registeredKeyLimit + 1 }, (_, index) => ({
      ...ec.open,
      kid: `${index}`,
    }));
    assert.equal(kept(...keys.slice(1)).kind, 'keys');
    assert.deepEqual(kept(...keys), refused('too_many'));
    assert.deepEqual(kept({ ...ec.open, kid: 'a' }, { ...okp.open, kid: 'a' }), refused('repeated_kid'));
    assert.equal(kept(ec.open, okp.open).kind, 'keys');
  });

  it('holds texts that a store keeps — security.md I-2', () => {
    for (const bad of ['a\0', '\ud800'])
      assert.deepEqual(kept({ ...ec.open, kid: bad }), refused('unstorable'));
    for (const bad of [7, {}, null, 'a\0']) {
      assert.deepEqual(kept({ ...ec.open, use: bad }), refused('unstorable'));
      assert.deepEqual(kept({ ...ec.open, alg: bad }), refused('unstorable'));
    }
  });

  it('is refused for whatever refuses a set — security.md K-5', () => {
    assert.deepEqual(kept(weak.open), refused('weak'));
    assert.deepEqual(kept(), refused('empty'));
  });
});
