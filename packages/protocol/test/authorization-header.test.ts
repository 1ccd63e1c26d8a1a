import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { bearerToken, parseAuthorization, parseBasic } from '../src/index.ts';

const base64 = (value: string | Uint8Array): string => Buffer.from(value as string).toString('base64');

describe('parseAuthorization', () => {
  it('reads the scheme in any case and the rest as it is — RFC 9110 §11.1, §11.4', () => {
    assert.deepEqual(parseAuthorization('BaSiC  abc='), { scheme: 'basic', value: 'abc=' });
    assert.deepEqual(parseAuthorization('DPoP x'), { scheme: 'dpop', value: 'x' });
    assert.deepEqual(parseAuthorization('Bearer'), { scheme: 'bearer', value: '' });
    assert.deepEqual(parseAuthorization('Digest a="b", c=d'), { scheme: 'digest', value: 'a="b", c=d' });
    for (const header of ['', ' ', '=', '"Bearer" x', 'Bearer\tx', 'Bé x', 'Bearer x\ny']) {
      assert.equal(parseAuthorization(header), null, JSON.stringify(header));
    }
  });

  it('never throws — security.md I-1', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (header) => {
        const parsed = parseAuthorization(header);
        assert.ok(parsed === null || parsed.scheme === parsed.scheme.toLowerCase());
        bearerToken(header);
      }),
    );
  });
});

describe('parseBasic', () => {
  const basic = (text: string) => {
    const read = parseBasic(base64(text));
    assert.ok(read !== null);
    return read;
  };

  it('form-decodes both halves and splits at the first colon — RFC 6749 §2.3.1', () => {
    for (const [sent, user, password] of [
      ['s6BhdRkqt3:gX1fBat3bV', 's6BhdRkqt3', 'gX1fBat3bV'],
      ['https%3A%2F%2Fa.example%2Fc:a+b%2B:c', 'https://a.example/c', 'a b+:c'],
      ['public:', 'public', ''],
      [':', '', ''],
      ['ü:%C3%BC', 'ü', 'ü'],
    ] as const) {
      const { raw, ...decoded } = basic(sent);
      assert.deepEqual(decoded, { user, password });
      assert.equal(`${raw.user}:${raw.password}`, sent);
    }
  });

  it('reads a half as it came where it is no form encoding — protocol.md CA-3', () => {
    for (const sent of ['a%zz:b', 'a:b%', 'a%0A:b', 'a:b%ff'] as const) {
      const { raw, ...decoded } = basic(sent);
      assert.deepEqual(decoded, raw);
      assert.equal(`${raw.user}:${raw.password}`, sent);
    }
  });

  for (const [defect, value] of [
    ['without padding', 'YTpiYw'],
    ['with too much padding', 'YTpi===='],
    ['in the URL alphabet', base64(Uint8Array.of(0xc3, 0xbf, 0x3a, 0xc3, 0xbf, 0x3f)).replaceAll('/', '_')],
    ['with white space', 'YTpi YTpi'],
    ['with a trailing line break', 'YTpi\n'],
    ['with spare bits set', 'YTpiYx=='],
    ['that is empty', ''],
    ['without colon', base64('abc')],
    ['that is not UTF-8', base64(Uint8Array.of(0x61, 0x3a, 0xff))],
    ['with a control character', base64('a:b\u0000')],
    ['with a line break', base64('a\r\n:b')],
    ['with DEL', base64('a:b\u007f')],
  ] as const) {
    it(`refuses a value ${defect} — protocol.md CA-3, CA-4`, () => {
      assert.equal(parseBasic(value), null);
    });
  }

  it('reads what a client writes — RFC 6749 §2.3.1, RFC 7617 §2', () => {
    const text = fc
      .string({ unit: 'grapheme' })
      .filter((value) => value.isWellFormed() && !/[^\u0020-\u007e\u0080-\uffff]/.test(value));
    const encode = (value: string): string => new URLSearchParams([['', value]]).toString().slice(1);
    fc.assert(
      fc.property(text, text, (user, password) => {
        const { raw, ...decoded } = basic(`${encode(user)}:${encode(password)}`);
        assert.deepEqual(decoded, { user, password });
        assert.deepEqual(raw, { user: encode(user), password: encode(password) });
      }),
    );
  });

  it('never throws — security.md I-1', () => {
    const encoded = fc.oneof(fc.uint8Array(), fc.string({ unit: 'binary' })).map(base64);
    fc.assert(
      fc.property(fc.oneof(encoded, fc.string({ unit: 'binary' })), (value) => {
        parseBasic(value);
      }),
      { numRuns: 500 },
    );
  });
});

describe('bearerToken', () => {
  it('reads the token of a Bearer header only — RFC 6750 §2.1', () => {
    assert.equal(bearerToken('Bearer gat_x'), 'gat_x');
    assert.equal(bearerToken('bEARER  gat_x '), 'gat_x');
    for (const header of [
      undefined,
      '',
      'Bearer',
      'Bearer ',
      'Basic YTpi',
      'DPoP gat_x',
      'Bearergat_x',
      'gat_x',
    ]) {
      assert.equal(bearerToken(header), null);
    }
  });
});
