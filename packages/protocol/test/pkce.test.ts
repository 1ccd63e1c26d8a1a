import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isCodeChallenge, isCodeVerifier, provesChallenge, s256 } from '../src/index.ts';

const unreserved = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~';
const verifier = fc.string({ unit: fc.constantFrom(...unreserved), minLength: 43, maxLength: 128 });

describe('code challenge and verifier', () => {
  it('agree with the example — RFC 7636 Appendix B', () => {
    const proof = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
    assert.equal(s256(proof), 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
    assert.equal(provesChallenge(proof, 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'), true);
  });

  it('have their lengths — RFC 7636 §4.1, §4.2', () => {
    assert.deepEqual(
      [42, 43, 128, 129].map((length) => isCodeVerifier('a'.repeat(length))),
      [false, true, true, false],
    );
    assert.deepEqual(
      [42, 43, 44].map((length) => isCodeChallenge('a'.repeat(length))),
      [false, true, false],
    );
  });

  it('have their alphabets — RFC 7636 §4.1, §4.2', () => {
    for (let code = 0; code < 0x180; code++) {
      const character = String.fromCharCode(code);
      assert.equal(isCodeVerifier('a'.repeat(42) + character), unreserved.includes(character));
      const inChallenge = unreserved.includes(character) && character !== '.' && character !== '~';
      assert.equal(isCodeChallenge('a'.repeat(42) + character), inChallenge);
    }
    assert.equal(isCodeVerifier(`${'a'.repeat(43)}\n`), false);
    assert.equal(isCodeChallenge(`${'a'.repeat(43)}\n`), false);
  });

  it('fit only each other — RFC 7636 §4.6, security.md F-7', () => {
    fc.assert(
      fc.property(verifier, verifier, (one, other) => {
        assert.ok(isCodeVerifier(one) && isCodeChallenge(s256(one)));
        assert.equal(provesChallenge(one, s256(one)), true);
        assert.equal(provesChallenge(one, s256(other)), one === other);
        assert.equal(provesChallenge(one, one), false);
      }),
    );
  });
});
