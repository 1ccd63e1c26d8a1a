import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  bodyLimit,
  OAuthError,
  Params,
  parseForm,
  parseJson,
  parseJsonObject,
  parseQuery,
} from '../src/index.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const form = (
  body: string | Uint8Array,
  contentType: string | undefined = 'application/x-www-form-urlencoded',
) =>
  parseForm({ contentType, contentEncoding: undefined, body: typeof body === 'string' ? bytes(body) : body });
const json = (body: string, contentType = 'application/json') =>
  parseJsonObject({ contentType, contentEncoding: undefined, body: bytes(body) });

const refusal = (code: string) => (error: unknown) => error instanceof OAuthError && error.code === code;
const invalidRequest = refusal('invalid_request');

/** The parameters, or the code of the refusal; anything else thrown fails the property. */
function outcome(parse: () => Params): Params | string {
  try {
    return parse();
  } catch (error) {
    if (error instanceof OAuthError) return error.code;
    throw error;
  }
}

const printable = fc
  .string({ unit: 'grapheme', maxLength: 40 })
  .filter((text) => text.isWellFormed() && !/[^\u0020-\u007e\u0080-\uffff]/.test(text));

describe('parseForm', () => {
  it('reads names and values, plus signs and percent encoding — RFC 6749 Appendix B', () => {
    const params = form('a=1&b=x+y%2Bz&%63=%E2%82%AC&d=p=q');
    assert.deepEqual(params.entries(), [
      ['a', '1'],
      ['b', 'x y+z'],
      ['c', '€'],
      ['d', 'p=q'],
    ]);
  });

  it('counts a parameter without a value as absent — RFC 6749 §3.2', () => {
    assert.deepEqual(form('a=&b&=&&c=1&').entries(), [['c', '1']]);
    assert.equal(form('a=&a=1').get('a'), '1');
    assert.deepEqual(form('').entries(), []);
  });

  it('looks at no character more than once for each separator it may be — security.md I-1', (t) => {
    const indexOf = String.prototype.indexOf;
    let looks = 0;
    t.mock.method(String.prototype, 'indexOf', function (this: string, search: string, from = 0) {
      const found = indexOf.call(this, search, from);
      looks += (found === -1 ? this.length : found + 1) - from;
      return found;
    });
    // Searched for `=`, characters that hold its octet are the slowest
    for (const part of ['&', '&=', 'a&', 'a=', 'a=&', '&\u3d3d']) {
      const body = part.repeat(Math.floor(bodyLimit / bytes(part).length));
      looks = 0;
      form(body);
      assert.ok(looks <= 2 * body.length, `${looks} looks at ${body.length} characters of ${part}`);
    }
  });

  it('takes parameters and any case of the content type — RFC 9110 §8.3.1', () => {
    for (const type of [
      'application/x-www-form-urlencoded; charset=UTF-8',
      'Application/X-WWW-Form-Urlencoded ;charset=utf-8',
    ]) {
      assert.equal(form('a=1', type).get('a'), '1');
    }
  });

  for (const type of [
    '',
    'text/plain',
    'application/json',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencodedx',
    'application/x-www-form-urlencoded, text/plain',
  ]) {
    it(`refuses the content type "${type}", and names the one it takes — RFC 6749 §3.2`, () => {
      assert.throws(() => form('a=1', type), invalidRequest);
      const message = 'The content type must be application/x-www-form-urlencoded.';
      assert.throws(() => form('a=1', type), { message });
    });
  }

  it('refuses a body without content type — protocol.md §1 wrong or missing body type', () => {
    const request = { contentType: undefined, contentEncoding: undefined, body: bytes('a=1') };
    assert.throws(() => parseForm(request), invalidRequest);
  });

  it('refuses compressed bodies with 415 — security.md I-3', () => {
    const request = { contentType: 'application/x-www-form-urlencoded', body: bytes('a=1') };
    for (const contentEncoding of ['gzip', 'br', 'identity, gzip', 'GZIP']) {
      assert.throws(() => parseForm({ ...request, contentEncoding }), {
        code: 'unsupported_content_encoding',
        status: 415,
      });
    }
    assert.equal(parseForm({ ...request, contentEncoding: 'Identity' }).get('a'), '1');
  });

  it('takes 64 KiB and refuses one byte more with 413 — protocol.md §1 body > 64 KiB', () => {
    assert.equal(form(`a=${'x'.repeat(bodyLimit - 2)}`).echo('a')?.length, bodyLimit - 2);
    assert.throws(() => form(`a=${'x'.repeat(bodyLimit - 1)}`), { code: 'payload_too_large', status: 413 });
  });

  for (const text of [
    'a=%',
    'a=%2',
    'a=%zz',
    '%=1',
    'a=%u0041',
    'a=%ff',
    'a=%c0%80',
    'a=%ed%a0%80',
    '%e2%82=1',
  ]) {
    it(`refuses the encoding of ${text} — protocol.md §1 U+0000–001F or U+007F after decoding`, () => {
      assert.throws(() => form(text), invalidRequest);
      assert.throws(() => parseQuery(text), invalidRequest);
    });
  }

  it('refuses octets that are not UTF-8, even in an unknown parameter — security.md I-2', () => {
    for (const octet of [0x80, 0xc0, 0xff]) {
      assert.throws(() => form(Uint8Array.of(0x61, 0x3d, octet)), invalidRequest);
    }
  });

  it('refuses every control character, raw or encoded, in names and values — security.md I-2', () => {
    for (const code of [...Array(0x20).keys(), 0x7f]) {
      const raw = String.fromCharCode(code);
      const encoded = `%${code.toString(16).padStart(2, '0')}`;
      for (const text of [`a=${raw}`, `a=x${encoded}`, `${encoded}=1`, `${raw}x=1`]) {
        assert.throws(() => form(text), invalidRequest);
        assert.throws(() => parseQuery(text), invalidRequest);
      }
    }
    assert.equal(form('a=%20%7e%C2%80').get('a'), ' ~\u0080');
  });

  it('takes several lines where a name says so, and nowhere else — security.md I-2', () => {
    const lines = (body: string) =>
      parseForm(
        {
          contentType: 'application/x-www-form-urlencoded',
          contentEncoding: undefined,
          body: bytes(body),
        },
        new Set(['lines']),
      );
    assert.equal(lines('lines=a+b%0D%0Ac%0ad').get('lines'), 'a b\nc\nd');
    for (const body of [
      'other=a%0Ab',
      'lines=a%0Db',
      'lines=a%00',
      'lines=a%09b',
      'lin%0Aes=a',
      'lines=a\nb',
    ])
      assert.throws(() => lines(body), invalidRequest, body);
  });

  it('reads what URLSearchParams writes — RFC 6749 Appendix B', () => {
    const pairs = fc.array(fc.tuple(printable, printable), { maxLength: 12 });
    fc.assert(
      fc.property(pairs, (input) => {
        const text = new URLSearchParams(input).toString();
        assert.deepEqual(form(text).entries(), Params.of(input).entries());
        assert.deepEqual(parseQuery(text).entries(), Params.of(input).entries());
      }),
    );
  });

  it('throws nothing but OAuthError on any octets — security.md I-1', () => {
    const junk = fc.array(fc.constantFrom('a', '=', '&', '%', '+', '2', 'f', '\0', 'é', '%00', '%E2'), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }),
          junk.map((parts) => bytes(parts.join(''))),
        ),
        (body) => {
          outcome(() => form(body));
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('parseQuery', () => {
  it('refuses characters that a URI cannot hold — RFC 3986 §3.4', () => {
    for (const raw of ['a=é', 'a=\ud800', 'a=\uff41']) assert.throws(() => parseQuery(raw), invalidRequest);
  });

  it('throws nothing but OAuthError on any text — security.md I-1', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (raw) => {
        outcome(() => parseQuery(raw));
      }),
      { numRuns: 500 },
    );
  });
});

describe('parseJsonObject', () => {
  it('reads an object with string members — protocol.md §1 wrong or missing body type', () => {
    const params = json(' {\n"client_id" : "a\\u0062", "scope":"read \\"{:,}\\" write" , "empty":""}\t');
    assert.deepEqual(params.entries(), [
      ['client_id', 'ab'],
      ['scope', 'read "{:,}" write'],
    ]);
    assert.deepEqual(json('{}').entries(), []);
    assert.equal(json('{"a":"1"}', 'application/json; charset=utf-8').get('a'), '1');
  });

  for (const text of [
    ...[
      '',
      '[]',
      '"a"',
      '1',
      'null',
      '[["a","b"]]',
      '["a","b"]',
      '{"a":1}',
      '{"a":null}',
      '{"a":true}',
      '{"a":["b"]}',
    ],
    ...[
      '{"a":{"b":"c"}}',
      '{"a":"b",}',
      '{a:"b"}',
      "{'a':'b'}",
      '{"a":"b"}{"c":"d"}',
      '\ufeff{"a":"b"}',
      '{"a":"b',
    ],
    ...['{"a":"\\ud800"}', '{"a":"\\u0000"}', '{"a\\n":"b"}', '{"a":"\\u007f"}', '{"a":{"x":"y"},"a":"b"}'],
  ]) {
    it(`refuses ${JSON.stringify(text)} — security.md I-4`, () => {
      assert.throws(() => json(text), invalidRequest);
    });
  }

  for (const name of ['__proto__', 'constructor', 'prototype', '\\u005f_proto__']) {
    it(`refuses a member ${name} — security.md I-4`, () => {
      assert.throws(() => json(`{"${name}":"x"}`), invalidRequest);
      assert.throws(() => json(`{"${name}":{"get":"x"}}`), invalidRequest);
      assert.equal(Object.hasOwn(Object.prototype, 'get'), false);
    });
  }

  it('sees a member that is named twice — RFC 6749 §3.2', () => {
    assert.throws(() => json('{"client_id":"a","client\\u005fid":"b"}').get('client_id'), invalidRequest);
  });

  it('refuses nesting of any depth with 400 — protocol.md §1 body > 64 KiB', () => {
    for (const depth of [2, 8, 9, 10_000]) {
      assert.throws(() => json(`{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`), invalidRequest);
    }
  });

  it('reads what JSON.stringify writes, and throws nothing but OAuthError — security.md I-1', () => {
    const names = printable.filter((name) => !['__proto__', 'constructor', 'prototype'].includes(name));
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(names, printable), { selector: ([name]) => name }), (pairs) => {
        const text = JSON.stringify(Object.fromEntries(pairs));
        assert.deepEqual(new Map(json(text).entries()), new Map(Params.of(pairs).entries()));
      }),
    );
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        outcome(() => json(text));
      }),
      { numRuns: 500 },
    );
  });
});

describe('parseJson', () => {
  const read = (body: string | Uint8Array, contentType: string | undefined = 'application/json'): unknown => {
    const sent = typeof body === 'string' ? bytes(body) : body;
    return parseJson(
      { contentType, contentEncoding: undefined, body: sent },
      { unreadable: 'invalid_client_metadata' },
    );
  };
  const code = (expected: string) => (error: unknown) =>
    error instanceof OAuthError && error.code === expected;

  it('reads any value, to a depth of eight — protocol.md §1 body > 64 KiB', () => {
    assert.deepEqual(read('{"a":[1,null,{"b":"[[[[[[[[["}]}'), { a: [1, null, { b: '[[[[[[[[[' }] });
    assert.equal(read('null', 'application/json; charset=utf-8'), null);
    read(`${'['.repeat(8)}${']'.repeat(8)}`);
    assert.throws(() => read(`${'['.repeat(9)}${']'.repeat(9)}`), code('invalid_request'));
    assert.throws(() => read(`${'{"a":'.repeat(9)}1${'}'.repeat(9)}`), code('invalid_request'));
  });

  it('refuses what is no JSON in the words of the endpoint', () => {
    for (const body of ['', '{', '\ufeff{}', "{'a':1}", Buffer.from([0x22, 0xff, 0x22])]) {
      assert.throws(() => read(body), code('invalid_client_metadata'));
    }
    assert.throws(() => read('{}', 'text/plain'), code('invalid_client_metadata'));
    assert.throws(() => read('{}', ''), code('invalid_client_metadata'));
  });

  it('refuses what is too large — protocol.md §1 body > 64 KiB', () => {
    assert.throws(() => read(`"${'x'.repeat(bodyLimit)}"`), code('payload_too_large'));
  });
});
