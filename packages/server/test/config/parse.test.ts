import assert from 'node:assert/strict';
import { BlockList } from 'node:net';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  type Parsed,
  parseAddress,
  parseDuration,
  parsed,
  parseHost,
  parseInteger,
  parseIssuer,
  parseList,
  parseNetwork,
  parseOrigin,
} from '../../src/config/values/parse.ts';

const read = <T>(result: Parsed<T>): T | null => (result.ok ? result.value : null);

describe('a duration', () => {
  for (const [text, milliseconds] of [
    ['0', 0],
    ['90', 90_000],
    ['500ms', 500],
    ['90s', 90_000],
    ['10h30m', 37_800_000],
    ['1.5h', 5_400_000],
  ] as const) {
    it(`${text} is ${milliseconds} ms — operations K-2`, () => {
      assert.equal(read(parseDuration(text)), milliseconds);
    });
  }

  for (const text of ['-1s', '1d', '1 h', 'h', '1,5h', '1.h', '0.0001s', '1e3', ' 5', '9'.repeat(30), '∞']) {
    it(`is not ${JSON.stringify(text.slice(0, 9))}`, () => {
      assert.equal(parseDuration(text).ok, false);
    });
  }

  it('adds up its parts', () => {
    const part = fc.nat(10_000);
    fc.assert(
      fc.property(part, part, part, part, (h, m, s, ms) => {
        const expected = ((h * 60 + m) * 60 + s) * 1000 + ms;
        assert.equal(read(parseDuration(`${h}h${m}m${s}s${ms}ms`)), expected);
      }),
    );
  });
});

describe('a whole number', () => {
  it('survives writing and reading, and nothing else is one', () => {
    fc.assert(fc.property(fc.maxSafeInteger(), (n) => assert.equal(read(parseInteger(String(n))), n)));
    for (const text of ['', '+1', '1.0', '0x10', '1e3', '١', '9007199254740993']) {
      assert.equal(parseInteger(text).ok, false, text);
    }
  });
});

describe('a list', () => {
  it('is split at commas and trimmed — operations K-2', () => {
    assert.deepEqual(read(parseList(' a ,b', parsed)), ['a', 'b']);
  });

  it('says which item is wrong', () => {
    assert.deepEqual(parseList('a,,b', parsed), { ok: false, wrong: 'item 2 is empty' });
    assert.deepEqual(parseList('1,x', parseInteger), { ok: false, wrong: 'item 2 is not a whole number' });
  });
});

describe('the issuer', () => {
  for (const [text, issuer] of [
    ['https://id.example/', 'https://id.example'],
    ['https://id.example/p', 'https://id.example/p'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
  ] as const) {
    it(`${text} is ${issuer} — protocol.md G-4`, () => {
      assert.equal(read(parseIssuer(text)), issuer);
    });
  }

  for (const text of [
    'https://id.example?',
    'https://id.example/#',
    'https://u:p@id.example',
    'https://ID.example',
    'https://id.example:443',
    'https://id.example/a/../b',
    'https://id.example//',
    'https://*.example',
    'ftp://id.example',
    'id.example',
    ' https://id.example',
  ]) {
    it(`is not ${text} — RFC 8414 §2`, () => {
      assert.equal(parseIssuer(text).ok, false);
    });
  }
});

describe('an address', () => {
  it('has a port and perhaps a host', () => {
    assert.deepEqual(read(parseAddress(':0')), { host: null, port: 0 });
    assert.deepEqual(read(parseAddress('127.0.0.1:80')), { host: '127.0.0.1', port: 80 });
    assert.deepEqual(read(parseAddress('[::]:65535')), { host: '::', port: 65_535 });
    for (const text of ['80', ':65536', '::1:80', '[127.0.0.1]:80', 'a b:1', 'http://a:1', 'a:']) {
      assert.equal(parseAddress(text).ok, false, text);
    }
  });
});

describe('a trusted network', () => {
  it('is what node:net can match — security.md P-1', () => {
    for (const text of ['10.0.0.0/8', '192.168.1.1', '::1', 'fd00::/8', '0.0.0.0/0']) {
      assert.equal(read(parseNetwork(text)), text);
      const [address = '', prefix] = text.split('/');
      const family = address.includes(':') ? 'ipv6' : 'ipv4';
      new BlockList().addSubnet(address, Number(prefix ?? 32), family);
    }
    const wrong =
      '10.0.0.0/33 ::/129 10.0.0 localhost 10.0.0.0/8/8 10.0.0.0/ fe80::1%eth0 ::ffff:10.0.0.1 1.1.1.1/-1';
    for (const text of wrong.split(' ')) assert.equal(parseNetwork(text).ok, false, text);
  });
});

describe('origins and hosts', () => {
  it('are written as browsers and URLs write them — RFC 6454 §6.2', () => {
    for (const text of ['*', 'https://a.example', 'http://localhost:3000'])
      assert.equal(read(parseOrigin(text)), text);
    for (const text of [
      'https://a.example/',
      'https://A.example',
      'null',
      'https://*.example',
      'a.example',
    ]) {
      assert.equal(parseOrigin(text).ok, false, text);
    }
    for (const text of ['a.internal', 'a:8443', '10.0.0.1', '[::1]:80'])
      assert.equal(read(parseHost(text)), text);
    for (const text of ['A.internal', 'https://a', 'a/b', 'a:99999', 'u@a', '*.a']) {
      assert.equal(parseHost(text).ok, false, text);
    }
  });
});

describe('every parser', () => {
  it('answers any text without throwing', () => {
    const parsers = [
      parseDuration,
      parseInteger,
      parseIssuer,
      parseAddress,
      parseNetwork,
      parseOrigin,
      parseHost,
    ];
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const parse of parsers) assert.equal(typeof parse(text).ok, 'boolean');
      }),
    );
  });
});
