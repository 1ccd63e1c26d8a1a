import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { checkResource, isLoopbackUrl, matchResource, OAuthError } from '../src/index.ts';

describe('checkResource', () => {
  for (const text of [
    ...[
      'https://api.example',
      'https://api.example/',
      'https://api.example:8443/mcp?x=1',
      'http://localhost:3000/mcp',
    ],
    ...[
      'urn:example:api',
      'HTTPS://API.example',
      'https://[::1]/mcp',
      'https://api.example/a%20b',
      'api://default',
    ],
  ]) {
    it(`takes ${text} — RFC 8707 §2`, () => {
      checkResource(text);
    });
  }

  for (const text of [
    ...[
      '',
      'api',
      '/mcp',
      '//api.example/mcp',
      'api.example/mcp',
      'https://api.example/#',
      'https://api.example/mcp#x',
    ],
    ...[
      'https://',
      'https:',
      'https:api.example',
      'https:/api.example',
      'https:///mcp',
      'https://api example/',
      ' https://a',
    ],
    ...[
      'https://api.example/\n',
      'https://api.example\\mcp',
      'https://api.example/é',
      'https://a:99999/',
      'https://a/%g',
    ],
  ]) {
    it(`refuses ${JSON.stringify(text)} — RFC 8707 §2, protocol.md RI-1`, () => {
      assert.throws(() => checkResource(text), { code: 'invalid_target' });
    });
  }

  it('throws nothing but OAuthError — security.md I-1', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl({ withFragments: true })), (text) => {
        try {
          checkResource(text);
          assert.equal(text.includes('#'), false);
        } catch (error) {
          assert.ok(error instanceof OAuthError && error.code === 'invalid_target');
        }
      }),
    );
  });
});

describe('matchResource', () => {
  for (const [requested, known] of [
    ['https://api.example/mcp', 'https://api.example/mcp'],
    ['https://API.Example/mcp', 'https://api.example/mcp'],
    ['HTTPS://api.example/mcp', 'https://api.example/mcp'],
    ['https://api.example:443/mcp', 'https://api.example/mcp'],
    ['http://api.example/mcp', 'http://api.example:80/mcp'],
    ['https://api.example/', 'https://api.example'],
    ['https://api.example', 'https://API.example:443/'],
    ['https://api.example/mcp/', 'https://api.example/mcp'],
    ['https://api.example/mcp', 'https://api.example/mcp/'],
    ['https://api.example?x=1', 'https://api.example/?x=1'],
    ['urn:example:api', 'urn:example:api'],
  ] as const) {
    it(`takes ${requested} for ${known} and answers the configured spelling — protocol.md RI-2`, () => {
      assert.equal(matchResource(requested, ['https://other.example/', known]), known);
    });
  }

  for (const [requested, known] of [
    ['https://api.example/MCP', 'https://api.example/mcp'],
    ['https://api.example/mcp//', 'https://api.example/mcp'],
    ['https://api.example/a/../mcp', 'https://api.example/mcp'],
    ['https://api.example/%6dcp', 'https://api.example/mcp'],
    ['https://api.example/mcp?x', 'https://api.example/mcp'],
    ['https://api.example/mcp?x=/', 'https://api.example/mcp?x='],
    ['https://api.example:8443/mcp', 'https://api.example/mcp'],
    ['http://api.example/mcp', 'https://api.example/mcp'],
    ['https://api.example.evil/mcp', 'https://api.example/mcp'],
    ['https://api.example@evil.example/mcp', 'https://evil.example/mcp'],
    ['https://api.example/mcp/x', 'https://api.example/mcp'],
    ['URN:example:api', 'urn:example:API'],
    ['', 'https://api.example/'],
  ] as const) {
    it(`refuses ${requested} for ${known} — clients.md §9 Comparison`, () => {
      assert.equal(matchResource(requested, [known]), null);
    });
  }

  it('prefers the exact identifier and refuses an ambiguous slash — protocol.md RI-2', () => {
    const both = ['https://api.example/mcp', 'https://api.example/mcp/'];
    for (const identifier of both) assert.equal(matchResource(identifier, both), identifier);
    const ambiguous = ['https://api.example/mcp/', 'https://API.example/mcp/'];
    assert.equal(matchResource('https://api.example/mcp', ambiguous), null);
    assert.equal(matchResource('https://api.example/mcp', []), null);
  });

  it('answers only identifiers it was given, and every one for itself', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl()), fc.array(fc.webUrl()), (requested, known) => {
        const found = matchResource(requested, known);
        assert.ok(found === null || known.includes(found));
        for (const identifier of known) assert.equal(matchResource(identifier, known), identifier);
      }),
    );
  });
});

describe('isLoopbackUrl', () => {
  it('knows this machine by name and address — protocol.md RI-1', () => {
    for (const url of [
      'http://localhost:8080',
      'https://LOCALHOST/x',
      'http://127.0.0.1',
      'http://127.8.8.8/',
      'http://[::1]:1/',
    ]) {
      assert.equal(isLoopbackUrl(url), true, url);
    }
    for (const url of [
      ...[
        'http://localhost.evil.com/',
        'http://127.0.0.1.evil.com/',
        'http://localhost@evil.com/',
        'http://10.0.0.1/',
      ],
      ...[
        'http://[::2]/',
        'ftp://localhost/',
        'localhost',
        '',
        'http://0.0.0.0/',
        'http://evil.com/localhost',
      ],
    ]) {
      assert.equal(isLoopbackUrl(url), false, url);
    }
  });
});
