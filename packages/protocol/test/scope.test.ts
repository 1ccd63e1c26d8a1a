import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  expandScope,
  findScopeCycle,
  formatScope,
  isScopeValue,
  isWithin,
  OAuthError,
  parseScope,
  scopeMember,
} from '../src/index.ts';

const tokenCharacter = fc
  .integer({ min: 0x21, max: 0x7e })
  .map((code) => String.fromCharCode(code))
  .filter((character) => character !== '"' && character !== '\\');
const scopeValue = fc.string({ unit: tokenCharacter, minLength: 1, maxLength: 20 });
const invalidScope = { code: 'invalid_scope' };

describe('parseScope', () => {
  it('collapses duplicates, keeps order and case — RFC 6749 §3.3, protocol.md SC-1', () => {
    assert.deepEqual(parseScope('write read Read write'), ['write', 'read', 'Read']);
    assert.deepEqual(parseScope(undefined), []);
    assert.deepEqual(parseScope(''), []);
  });

  it('takes exactly the characters of the grammar — RFC 6749 §3.3', () => {
    for (let code = 0; code < 0x180; code++) {
      const character = String.fromCharCode(code);
      const allowed = code > 0x20 && code < 0x7f && character !== '"' && character !== '\\';
      assert.equal(isScopeValue(`a${character}`), allowed, `U+${code.toString(16)}`);
    }
  });

  for (const text of [' ', ' a', 'a ', 'a  b', 'a\tb', 'a\nb', 'a\u00a0b', '"a"', 'a\\b', 'é', 'a\n']) {
    it(`refuses ${JSON.stringify(text)} — RFC 6749 §3.3`, () => {
      assert.throws(() => parseScope(text), invalidScope);
    });
  }

  it('takes 100 values and not 101 — protocol.md §1 value over its limit', () => {
    const values = Array.from({ length: 101 }, (_, index) => `s${index}`);
    assert.equal(parseScope(values.slice(1).join(' ')).length, 100);
    assert.throws(() => parseScope(values.join(' ')), invalidScope);
  });

  it('reads what formatScope writes — RFC 6749 §3.3', () => {
    fc.assert(
      fc.property(fc.uniqueArray(scopeValue, { maxLength: 100 }), (values) => {
        assert.deepEqual(parseScope(formatScope(values)), values);
      }),
    );
  });

  it('has no member of an answer for an empty scope — RFC 6749 §3.3', () => {
    assert.equal(scopeMember([]), undefined);
    assert.equal(scopeMember(['read', 'write']), 'read write');
  });

  it('throws nothing but OAuthError — security.md I-1', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        try {
          assert.deepEqual(parseScope(text), [...new Set(text.split(' '))].filter(Boolean));
        } catch (error) {
          assert.ok(error instanceof OAuthError && error.code === 'invalid_scope');
        }
      }),
    );
  });
});

describe('scope sets', () => {
  it('are compared without regard to order — protocol.md SC-1', () => {
    assert.equal(isWithin(['b', 'a'], ['a', 'b', 'c']), true);
    assert.equal(isWithin([], []), true);
    assert.equal(isWithin(['a', 'd'], ['a', 'b', 'c']), false);
    assert.equal(isWithin(['A'], ['a']), false);
  });
});

describe('scope hierarchy', () => {
  const implies = new Map([
    ['admin', ['write', 'invite']],
    ['write', ['read']],
  ]);

  it('is followed to its end, each scope once — clients.md §9 Record', () => {
    assert.deepEqual(expandScope(['admin'], implies), ['admin', 'write', 'invite', 'read']);
    assert.deepEqual(expandScope(['read', 'write'], implies), ['read', 'write']);
    assert.deepEqual(expandScope(['other'], implies), ['other']);
  });

  it('shows a circle, and ends in one', () => {
    assert.equal(findScopeCycle(implies), null);
    assert.equal(findScopeCycle(new Map([['a', ['a']]])), 'a');
    const circle = new Map([...implies, ['read', ['admin']]]);
    assert.equal(findScopeCycle(circle), 'admin');
    assert.deepEqual(expandScope(['read'], circle), ['read', 'admin', 'write', 'invite']);
  });

  it('never loses what is held, and expanding twice adds nothing', () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const hierarchy = fc.dictionary(name, fc.array(name, { maxLength: 3 }));
    fc.assert(
      fc.property(fc.uniqueArray(name), hierarchy, (held, rows) => {
        const edges = new Map(Object.entries(rows));
        const expanded = expandScope(held, edges);
        assert.ok(isWithin(held, expanded));
        assert.deepEqual(expandScope(expanded, edges), expanded);
        assert.ok(expanded.every((scope) => isWithin(edges.get(scope) ?? [], expanded)));
      }),
    );
  });
});
