import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { instant, sha256 } from '@grantor/protocol';
import fc from 'fast-check';
import { createSeededRandom } from '../../src/testing/index.ts';
import { orderedId, timeOfTokenId } from '../../src/tokens/ordered-id.ts';
import { codeForm, digestOf, drawSecret, opaqueTokenForm } from '../../src/tokens/ordered-secret.ts';

const anyTime = fc.integer({ min: 0, max: 2 ** 48 - 1 }).map(instant);

describe('ordered secret', () => {
  it('draws 256 bits beside its time, and of them its digest says nothing but their SHA-256 — security.md T-10', () => {
    fc.assert(
      fc.property(anyTime, fc.string(), (at, seed) => {
        const secret = drawSecret(codeForm, createSeededRandom(seed), at);
        const [time, drawn] = [secret.slice(4, 12), createSeededRandom(seed).token(32)];
        assert.equal(secret, `gac_${time}${drawn}`);
        assert.equal(digestOf(codeForm, secret), `${time}${sha256(secret)}`);
      }),
    );
  });

  it('has the digests of one moment together', () => {
    const random = createSeededRandom('together');
    const of = (at: number) =>
      digestOf(opaqueTokenForm, drawSecret(opaqueTokenForm, random, instant(at))).slice(0, 8);
    assert.equal(of(1_767_225_600_000), of(1_767_225_600_000));
    assert.notEqual(of(1_767_225_600_000), of(1_767_225_600_001));
  });

  it('knows those of before, and whatever else is sent, by their SHA-256 alone', () => {
    const drawn = createSeededRandom('before').token(32);
    for (const text of [
      `gat_${drawn}`,
      'gat_',
      `gat_\0\0\0\0\0\0\0\0${drawn}`,
      `gat_${'é'.repeat(8)}${drawn}`,
    ])
      assert.equal(digestOf(opaqueTokenForm, text), sha256(text));
  });
});

describe('token id', () => {
  it('says when its token was made, with a family and without', () => {
    fc.assert(
      fc.property(anyTime, fc.string(), (at, seed) => {
        const id = orderedId(createSeededRandom(seed), at);
        assert.equal(timeOfTokenId(id), at);
        assert.equal(timeOfTokenId(`${'f'.repeat(22)}.${id}`), at);
      }),
    );
  });

  it('of anybody else says any time', () => {
    fc.assert(fc.property(fc.string(), (text) => Number.isInteger(timeOfTokenId(text))));
  });
});
