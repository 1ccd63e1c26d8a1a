import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isStorable, readForeignJson } from '../src/storable.ts';

const refused = ['"a\\u0000b"', '"\\ud800"', '"\\udfff\\ud800"', '"a\\uD83D"'];

describe('readForeignJson', () => {
  it('gives every value that a store keeps', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        assert.deepEqual(readForeignJson(text), JSON.parse(text));
      }),
    );
    assert.deepEqual(readForeignJson('{"a":"\\ud83d\\ude00 \\\\u0000"}'), { a: '\u{1f600} \\u0000' });
  });

  it('takes no text that PostgreSQL could not keep, however deep and also as a name — security.md I-2', () => {
    for (const text of refused) {
      for (const around of [text, `[1,[${text}]]`, `{"a":{"b":${text}}}`, `{"a":{${text}:1}}`]) {
        assert.equal(readForeignJson(around), undefined, around);
      }
    }
    assert.equal(readForeignJson('"\ud800"'), undefined);
  });

  it('takes nothing that is no JSON', () => {
    for (const text of ['', '{', 'undefined', "{'a':1}", '"\0"', '[1,]']) {
      assert.equal(readForeignJson(text), undefined, text);
    }
  });

  it('bears depth and length', () => {
    const deep = `${'['.repeat(30_000)}"\\u0041"${']'.repeat(30_000)}`;
    assert.notEqual(readForeignJson(deep), undefined);
    assert.notEqual(readForeignJson(`["\\u0041"${',1'.repeat(300_000)}]`), undefined);
  });
});

describe('isStorable', () => {
  it('is false for U+0000 and for half a pair only', () => {
    for (const text of ['', 'ä\u{1f600}', '\u0001\n\u007f\ufffd', '\\u0000']) assert.ok(isStorable(text));
    for (const text of ['\0', 'a\ud800', '\udc00\ud800']) assert.ok(!isStorable(text));
  });
});
