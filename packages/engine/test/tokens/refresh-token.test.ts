import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { instant, sha256 } from '@grantor/protocol';
import fc from 'fast-check';
import { createSeededRandom } from '../../src/testing/index.ts';
import { createRefreshToken, nextRefreshToken, parseRefreshToken } from '../../src/tokens/refresh-token.ts';
import { seal, unseal } from '../../src/tokens/sealed.ts';
import { openAnswer, sealAnswer } from '../../src/tokens/sealed-answer.ts';

const start = instant(1_767_225_600_000);
const request = { scope: ['read', 'write'], resources: [], details: [], confirmation: null };

describe('refresh token', () => {
  it('is read back into the same parts', () => {
    fc.assert(
      fc.property(fc.string(), (seed) => {
        const token = createRefreshToken(createSeededRandom(seed), start);
        assert.deepEqual(parseRefreshToken(token.value), token);
      }),
    );
  });

  it('keeps its family key when it rotates, and nothing else — protocol.md RF-5', () => {
    const random = createSeededRandom('rotation');
    const first = createRefreshToken(random, start);
    const second = nextRefreshToken(first, random);
    assert.equal(second.keyHash, first.keyHash);
    assert.notEqual(second.hash, first.hash);
    assert.notEqual(second.value, first.value);
  });

  it('takes the tokens of families whose key does not begin with the time', () => {
    const random = createSeededRandom('before');
    const familyKey = random.token(16);
    const earlier = nextRefreshToken({ familyKey, keyHash: sha256(familyKey) }, random);
    assert.equal(earlier.value.length, 68);
    assert.deepEqual(parseRefreshToken(earlier.value), earlier);
  });

  it('is null for anything else', () => {
    const { value } = createRefreshToken(createSeededRandom('x'), start);
    for (const text of [
      '',
      'grt_',
      value.slice(4),
      `${value}A`,
      value.slice(0, -1),
      `${value.slice(0, -1)}=`,
      `gat_${value.slice(4)}`,
    ]) {
      assert.equal(parseRefreshToken(text), null, text);
    }
    fc.assert(fc.property(fc.string(), (text) => parseRefreshToken(`grt_${text}`) === null));
  });
});

describe('sealed answer', () => {
  const random = createSeededRandom('seal');
  const token = createRefreshToken(random, start);

  it('opens with the token it was sealed under, for the same request in any order — protocol.md RF-3', () => {
    const sealed = sealAnswer('{"answer":1}', token, request);
    assert.equal(openAnswer(sealed, token, { ...request, scope: ['write', 'read'] }), '{"answer":1}');
  });

  it('stays shut for another token, another request and after any change', () => {
    const sealed = sealAnswer('{"answer":1}', token, request);
    const sibling = nextRefreshToken(token, random);
    assert.equal(openAnswer(sealed, sibling, request), null);
    assert.equal(openAnswer(sealed, token, { ...request, scope: ['read'] }), null);
    assert.equal(openAnswer(sealed, token, { ...request, resources: ['https://a.example'] }), null);
    const bound = { ...request, confirmation: { jkt: 'key' } };
    assert.equal(openAnswer(sealed, token, bound), null);
    assert.equal(openAnswer(sealAnswer('{}', token, bound), token, request), null);
    const other = { ...request, confirmation: { jkt: 'another' } };
    assert.equal(openAnswer(sealAnswer('{}', token, bound), token, other), null);
    assert.equal(openAnswer('', token, request), null);
    const bytes = Buffer.from(sealed, 'base64url');
    for (let index = 0; index < bytes.length; index++) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ 1;
      assert.equal(openAnswer(changed.toString('base64url'), token, request), null);
    }
  });

  it('holds any text, an empty one as well', () => {
    const under = { secret: token.value, purpose: 'test' };
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        (text) => unseal(seal(text, under, ''), under, '') === text,
      ),
    );
    assert.equal(unseal(seal('', under, ''), under, ''), '');
  });

  it('shows nothing of the answer', () => {
    assert.equal(
      Buffer.from(sealAnswer('{"answer":1}', token, request), 'base64url').includes('answer'),
      false,
    );
  });
});
