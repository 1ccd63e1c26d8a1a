import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ambiguousPart, unambiguousPath } from '../src/unambiguous-path.ts';

/** What programs between a client and a service do to a path, each in its way. */
const programs: Readonly<Record<string, (path: string) => string>> = {
  'takes it as it is': (path) => path,
  'resolves it as the URL standard says': (path) => new URL(`http://h${path}`).pathname,
  'ends it at a fragment': (path) => path.split('#', 1)[0] ?? '',
  'ends it at a NUL': (path) => decode(path).split('\0', 1)[0] ?? '',
  'drops path parameters': (path) => path.replaceAll(/;[^/]*/g, ''),
  'drops path parameters once decoded': (path) => decode(path).replaceAll(/;[^/]*/g, ''),
  'merges slashes': (path) => path.replaceAll(/\/+/g, '/'),
  'takes backslashes for slashes': (path) => path.replaceAll('\\', '/'),
  'takes backslashes for slashes once decoded': (path) => decode(path).replaceAll('\\', '/'),
  'decodes before it resolves': (path) => resolve(decode(path)),
  'decodes twice': (path) => resolve(decode(decode(path))),
  'drops parameters before it resolves': (path) => resolve(decode(path).replaceAll(/;[^/]*/g, '')),
  'drops what file systems drop': (path) => decode(path).replaceAll(/[. ]+(?=\/|$)/g, ''),
};

/** Octet by octet, as programs do that are not particular about UTF-8 or damaged escapes. */
const decode = (path: string): string =>
  Buffer.from(
    path.replaceAll(/%([0-9a-f]{2})/gi, (_, digits: string) =>
      String.fromCharCode(Number.parseInt(digits, 16)),
    ),
    'latin1',
  ).toString('latin1');

function resolve(path: string): string {
  const kept: string[] = [];
  for (const segment of path.split('/').slice(1)) {
    if (segment === '..') kept.pop();
    else if (segment !== '.') kept.push(segment);
  }
  return `/${kept.join('/')}`;
}

/** The segments somebody sees in what a program made of a path. */
const segments = (path: string): readonly string[] => decode(path).split('/');

const atom = fc.constantFrom(
  ...[
    '/',
    '//',
    '.',
    '..',
    ';',
    ';x',
    '\\',
    '#',
    '?',
    '%',
    '%2e',
    '%2E',
    '%2f',
    '%5c',
    '%3b',
    '%00',
    '%252e',
  ],
  ...[
    '%25',
    '%20',
    '%61',
    'a',
    'admin',
    'public',
    '%C3%BC',
    '%c3%bc',
    '%c0%ae',
    '%C2%85',
    '@',
    '%40',
    ':',
    '+',
    ' ',
  ],
  ...['ü', '[', '|', '%7E', '~', '=', '%', '-', '%2D', '\t', '\u0000', '\u2025'],
);
const path = fc.array(atom, { maxLength: 8 }).map((atoms) => `/${atoms.join('')}`);

describe('an unambiguous path', () => {
  it('is read by every program alike — resource.md §6, §9', () => {
    fc.assert(
      fc.property(path, (text) => {
        fc.pre(unambiguousPath(text) !== null);
        for (const [name, read] of Object.entries(programs)) {
          assert.deepEqual(segments(read(text)), segments(text), name);
        }
      }),
      { numRuns: 5000, maxSkipsPerRun: 1000 },
    );
  });

  it('divides alike for whoever folds characters, and leaves every name in ASCII the only one', () => {
    const folding = fc.array(
      fc.constantFrom(
        ...'/./..ab'.split(''),
        ...'．／＼；？＃％‥…․ａ①ﬁ第１（'.split('').map(encodeURIComponent),
      ),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(folding, (atoms) => {
        const text = `/${atoms.join('')}`;
        fc.pre(unambiguousPath(text) !== null);
        const whole = decodeURIComponent(text).normalize('NFKC');
        assert.equal(resolve(whole), whole);
        const isAscii = (segment: string) => Buffer.byteLength(segment) === segment.length;
        assert.deepEqual(
          whole.split('/').filter(isAscii),
          decodeURIComponent(text).split('/').filter(isAscii),
        );
        assert.doesNotMatch(whole, /[\\;?#%]/);
      }),
      { numRuns: 5000, maxSkipsPerRun: 1000 },
    );
  });

  it('has one spelling, which is its own', () => {
    fc.assert(
      fc.property(path, (text) => {
        const spelled = unambiguousPath(text);
        fc.pre(spelled !== null);
        assert.equal(unambiguousPath(spelled ?? ''), spelled);
        assert.deepEqual(segments(spelled ?? ''), segments(text));
      }),
      { numRuns: 2000, maxSkipsPerRun: 1000 },
    );
  });

  it('has the spelling of every other path that means the same', () => {
    for (const [one, other] of [
      ['/a@b', '/a%40b'],
      ['/m%C3%BCller', '/m%c3%bcller'],
      ['/~ada/x', '/%7Eada/x'],
      ['/[a]', '/%5Ba%5D'],
      ["/a!$&'()*+,=:b", '/a%21%24%26%27%28%29%2A%2B%2C%3D%3Ab'],
    ] as const) {
      assert.notEqual(unambiguousPath(one), null, one);
      assert.equal(unambiguousPath(one), unambiguousPath(other));
    }
  });

  it('is every path of ordinary clients', () => {
    for (const text of [
      '/',
      '/mcp',
      '/mcp/',
      '/a/b.c/.well-known/d..e',
      '/v1/projects:batch',
      '/caf%C3%A9/%E6%97%A5%E6%9C%AC.html',
      '/a%20b%5E%7B%7D%22%3C%3E%60%7C',
      '/%F0%9F%98%80',
      '/...a',
      '/%E7%AC%AC%EF%BC%91%E7%AB%A0%EF%BC%88%E4%B8%8A%EF%BC%89.pdf', // 第１章（上）.pdf
      '/cafe%CC%81', // with a combining accent
      '/%E2%80%A6%E7%B6%9A', // …続
      '/%D9%85%DB%8C%E2%80%8C%D8%B4%D9%88%D8%AF', // joined by a character nobody sees
    ]) {
      assert.notEqual(unambiguousPath(text), null, text);
    }
  });

  const refused: Readonly<Record<string, readonly string[]>> = {
    'is no path': ['', 'mcp', '*', 'http://h/mcp', 'example.com:443'],
    'has dot segments': ['/a/../b', '/a/./b', '/a/..', '/.', '/a/%2e%2e/b', '/a/.%2E/b', '/a/.../b', '/a./b'],
    'has path parameters': ['/a;/../b', '/a/..;/b', '/a;x=1', '/a/..%3b/b', '/a%3B'],
    'has delimiters in disguise': ['/a%2fb', '/a%2F..%2Fb', '/a%5cb', '/a\\..\\b', '/a%3fb', '/a%23b'],
    'is encoded twice': ['/%252e%252e/b', '/a%252fb', '/100%25'],
    'escapes what needs none': ['/%61dmin', '/admi%6E', '/%41', '/a%2Db', '/a%5Fb', '/%39'],
    'has empty segments': ['//', '//a', '/a//b', '/a//'],
    'goes on behind a fragment or a query': ['/a#/../b', '/a?b'],
    'has control characters': ['/a%00', '/a%0d%0ab', '/a%7f', '/a%C2%85', '/a\n', '/a\u0000'],
    'is no UTF-8': ['/%ff', '/%c0%ae%c0%ae/b', '/%C3', '/%E0%80%AF', '/ü'],
    'is folded to dots or delimiters': [
      '/public/%EF%BC%8E%EF%BC%8E/admin', // U+FF0E twice
      '/public/%EF%BC%8E./admin',
      '/public/%E2%80%A5/admin', // U+2025
      '/public/%E2%80%A4%E2%80%A4/admin', // U+2024
      '/a%EF%B9%92', // U+FE52
      '/public%EF%BC%8Fadmin', // U+FF0F
      '/public%EF%BC%BCadmin', // U+FF3C
      '/public%EF%BC%9Badmin', // U+FF1B
      '/public%CD%BEadmin', // U+037E
      '/public%EF%BC%9Fx', // U+FF1F
      '/public%EF%BC%83x', // U+FF03
      '/%EF%BC%852e%EF%BC%852e/admin', // U+FF05
      '/%E2%84%80/x', // U+2100, a/c
      '/a%E3%80%80', // U+3000
      '/%E3%81%82%EF%BC%8F%E3%81%84', // among letters of another script, too
    ],
    'stands for delimiters in a code page': [
      '/public%E2%88%95admin', // U+2215
      '/public%E2%81%84admin', // U+2044
      '/public%E2%88%96admin', // U+2216
      '/public%C2%A5admin', // U+00A5
      '/public%E2%82%A9admin', // U+20A9
    ],
    'is folded to a name in ASCII': [
      '/%EF%BD%81dmin', // U+FF41
      '/%EF%BD%81%EF%BD%84%EF%BD%8D%EF%BD%89%EF%BD%8E',
      '/%EF%AC%81le', // U+FB01
      '/v%E2%91%A0', // U+2460
      '/adm%C2%ADin', // U+00AD
      '/admin%E2%80%8B', // U+200B
      '/%EF%BB%BFadmin', // U+FEFF
      '/%E2%80%8B',
      '/.%E2%80%8B./admin',
    ],
    'is damaged': ['/%', '/%2', '/%zz', '/%u002e', '/a b'],
    'ends where a file system ends it': ['/a%20/b', '/a.', '/a%20'],
  };
  for (const [name, texts] of Object.entries(refused)) {
    it(`is none that ${name}`, () => {
      for (const text of texts) assert.equal(unambiguousPath(text), null, JSON.stringify(text));
    });
  }

  it('is found in time that grows with its length only', () => {
    // Every character is decided on when it is met: none of these may be tried in a second way
    for (const part of ['/', '/a', '%', '%2', 'a%', '/.', '%C3', '/%20x', '|', 'a;']) {
      assert.equal(unambiguousPath(`/${part.repeat(200_000)}\u0000`), null);
    }
  });
});

describe('what is ambiguous in a path', () => {
  it('is a few characters of it', () => {
    const parts = [
      '/a;b',
      '/%2e',
      '/a%2Fb',
      '/a//b',
      '/..',
      '/a/./b',
      '/a%20',
      '/\\',
      '/#',
      '/%zz',
      '/%ff',
      '/\uff0e',
    ];
    assert.deepEqual(parts.map(ambiguousPart), [
      ...[';', '%2e', '%2F', '//', '.', './', '%20', '\\', '#', '%'],
      ...['letters that stand for others', '\uff0e'],
    ]);
  });
});
