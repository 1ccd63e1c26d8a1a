import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  matchesRedirectUri,
  redirectTarget,
  redirectUriFault,
  withFragment,
  withQuery,
} from '../src/index.ts';

describe('redirectUriFault', () => {
  for (const uri of [
    'https://a.example/cb',
    'https://a.example',
    'https://a.example:8443/cb?x=1&y=%20',
    'https://192.0.2.1/cb',
    'https://[2001:db8::1]/cb',
    'http://localhost/callback',
    'http://localhost:8888',
    'http://127.0.0.1:33418/',
    'http://[::1]:9/cb?x=1',
    'cursor://anysphere.cursor-mcp/oauth/callback',
    'com.example.app:/oauth2redirect',
    'vscode://ms/cb?windowId=1',
    'myapp:',
    `https://a.example/${'x'.repeat(2048 - 18)}`,
  ]) {
    it(`accepts ${uri.slice(0, 60)} — clients.md §6 Absolute URI`, () => {
      assert.equal(redirectUriFault(uri), null);
    });
  }

  for (const uri of [
    ...['', '/cb', 'cb', '//a.example/cb', 'a.example/cb', '://x', '1a://x', 'https', 'https:'],
    ...['https://a.example/cb#', 'https://a.example/cb#x', 'app://cb#x', 'http://localhost/#'],
    ...[
      'https://user@a.example/cb',
      'https://user:pw@a.example/',
      'http://localhost:1@evil.example/callback',
    ],
    ...['app://user@host/cb', 'http://x@localhost/cb'],
    ...[' https://a.example/cb', 'https://a.example/c b', 'https://a.example/cb ', 'https://a.example/cb\n'],
    ...[
      'https://a.example/\tcb',
      'https://a.example/\u0000',
      'https://a.example/\u007f',
      'https://a.example/\u00a0',
    ],
    ...['https://a.example\\@evil.example', 'https:\\\\a.example/cb', 'https://a.example/\\cb'],
    ...['https://*.example/cb', 'https://a.example/*', 'app://*'],
    ...['https:a.example/cb', 'https:/a.example/cb', 'https:///a.example/cb', 'https://?x', 'https://:443/'],
    ...['https://a.example:99999/', 'https://a.example/%', 'https://a.example/%zz', 'https://é.example/'],
    ...['http://a.example/cb', 'http://localhost.evil.com/cb', 'http://127.0.0.2/cb', 'http://127.1/cb'],
    ...['http://2130706433/', 'http://[::ffff:127.0.0.1]/', 'http://LOCALHOST/cb', 'http://localhost./cb'],
    ...['http://localhost:/cb', 'http://localhost:99999/cb', 'http://0.0.0.0/cb', 'http://loc%61lhost/cb'],
    `https://a.example/${'x'.repeat(2049 - 18)}`,
  ]) {
    it(`refuses ${JSON.stringify(uri.slice(0, 60))} — security.md F-2`, () => {
      assert.equal(typeof redirectUriFault(uri), 'string');
    });
  }

  for (const scheme of [
    ...['javascript', 'data', 'vbscript', 'file', 'filesystem', 'blob', 'about', 'view-source'],
    ...['ftp', 'ws', 'wss', 'mailto', 'urn'],
  ]) {
    it(`refuses the scheme ${scheme} in any case — security.md F-2`, () => {
      const mixed = scheme.slice(0, -1) + scheme.slice(-1).toUpperCase();
      for (const spelling of [scheme, scheme.toUpperCase(), mixed]) {
        for (const rest of ['x', '//a.example/cb', '//localhost/', '']) {
          assert.equal(typeof redirectUriFault(`${spelling}:${rest}`), 'string');
        }
      }
    });
  }

  it('says which rule is broken', () => {
    for (const [uri, reason] of [
      ['cb', 'relative'],
      ['data:x', 'scheme'],
      ['https://a.example/#', 'fragment'],
      ['https://*.example/', 'wildcard'],
      ['https://u@a.example/', 'user_information'],
      ['http://a.example/', 'http'],
    ] as const) {
      assert.equal(redirectUriFault(uri), reason);
    }
  });

  it('refuses the out-of-band URI — clients.md §6 Always refused', () => {
    assert.equal(typeof redirectUriFault('urn:ietf:wg:oauth:2.0:oob'), 'string');
  });

  it('never throws, reflects nothing, and what it accepts can be sent in a header — security.md I-6', () => {
    const start = fc.constantFrom('', 'https://', 'http://localhost', 'http://[::1]', 'app:', 'HTTPS://');
    const noise = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(start, noise, (prefix, rest) => {
        const problem = redirectUriFault(prefix + rest);
        if (problem === null) {
          new Headers({ location: prefix + rest });
          assert.match(prefix + rest, /^[\x21-\x7e]+$/);
        } else {
          assert.match(problem, /^[a-z_]+$/);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('matchesRedirectUri', () => {
  const matching = [
    ['http://localhost/callback', 'http://localhost:58135/callback'],
    ['http://[::1]/cb', 'http://[::1]:9/cb'],
    ['http://127.0.0.1/', 'http://127.0.0.1:50000/'],
    ['http://127.0.0.1:33418/', 'http://127.0.0.1:50000/'],
    ['http://localhost:8888/callback', 'http://localhost/callback'],
    ['http://localhost:8888', 'http://localhost:65535'],
    ['http://localhost/cb?a=1', 'http://localhost:1/cb?a=1'],
  ] as const;

  for (const [registered, requested] of matching) {
    it(`takes ${requested} for ${registered}, unless the client is web — RFC 8252 §7.3, security.md F-3`, () => {
      assert.equal(matchesRedirectUri(requested, [registered], 'native'), true);
      assert.equal(matchesRedirectUri(requested, ['https://x.example/', registered], null), true);
      assert.equal(matchesRedirectUri(requested, [registered], 'web'), false);
      assert.equal(matchesRedirectUri(registered, [registered], 'web'), true);
    });
  }

  const different = [
    ...[
      'http://127.0.0.1:5000/callback',
      'http://localhost.evil.example/callback',
      'http://localhost.evil.com:80/callback',
      'http://localhost:1@evil.example/callback',
      'http://evil.example/callback',
      'http://evil-localhost/callback',
      'https://localhost/callback',
      'http://LOCALHOST:1/callback',
      'http://localhost:/callback',
      'http://localhost:0/callback',
      'http://localhost:65536/callback',
      'http://localhost:99999/callback',
      'http://localhost:012/callback',
      'http://localhost:1\\@evil.example/callback',
      'http://localhost:5/callback/',
      'http://localhost:5/Callback',
      'http://localhost:5/callback?x=1',
      'http://localhost:5/callback#x',
      'http://localhost:5/%63allback',
      'http://localhost:5/callback\n',
      'http://localhost:5',
    ].map((requested) => ['http://localhost/callback', requested] as const),
    ...[
      'https://a.example/cb/',
      'https://a.example:443/cb',
      'https://a.example:8443/cb',
      'https://a.example/cb?x=1',
      'https://A.example/cb',
      'HTTPS://a.example/cb',
      'https://a.example/cb#',
      'https://a.example/%63b',
      'https://a.example/%2e/cb',
      'https://a.example/x/../cb',
      'https://a.example\\@evil.com/cb',
      'https://a.example.evil.com/cb',
      'https://ok@evil.com/cb',
      'https://a.example@evil.com/cb',
      'https://evil.com/https://a.example/cb',
      ' https://a.example/cb',
      '',
    ].map((requested) => ['https://a.example/cb', requested] as const),
    [
      'cursor://anysphere.cursor-mcp/oauth/callback',
      'cursor://anysphere.cursor-mcp/oauth/callback?x',
    ] as const,
    [
      'cursor://anysphere.cursor-mcp/oauth/callback',
      'cursor://anysphere.cursor-mcp:1/oauth/callback',
    ] as const,
    ['https://localhost/cb', 'https://localhost:1/cb'] as const,
  ];

  for (const [registered, requested] of different) {
    it(`refuses ${JSON.stringify(requested)} for ${registered} — security.md F-1`, () => {
      for (const type of ['web', 'native', null] as const) {
        assert.equal(matchesRedirectUri(requested, [registered], type), false);
      }
    });
  }

  it('takes every registered URI for itself and nothing else for an https one — RFC 9700 §2.1', () => {
    fc.assert(
      fc.property(fc.webUrl({ validSchemes: ['https'] }), fc.string(), (uri, other) => {
        assert.equal(matchesRedirectUri(uri, [uri], null), true);
        assert.equal(matchesRedirectUri(uri + other, [uri], null), other === '');
      }),
    );
  });

  it('ends at the registered host whatever the request says — security.md F-1', () => {
    const pieces = fc.constantFrom('@', ':', '/', '\\', '?', '#', '.', '80', 'evil.com', 'callback', '%2e');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
        const requested = `http://localhost${parts.join('')}`;
        if (!matchesRedirectUri(requested, ['http://localhost/callback'], 'native')) return;
        const url = new URL(requested);
        assert.deepEqual([url.hostname, url.pathname, url.username], ['localhost', '/callback', '']);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('redirectTarget', () => {
  it('names the receiver — protocol.md IN-2', () => {
    assert.deepEqual(redirectTarget('https://A.example:8443/cb'), { kind: 'web', host: 'a.example:8443' });
    assert.deepEqual(redirectTarget('http://localhost:58135/cb'), { kind: 'loopback', host: 'localhost' });
    assert.deepEqual(redirectTarget('http://[::1]:9/cb'), { kind: 'loopback', host: '[::1]' });
    assert.deepEqual(redirectTarget('http://localhost.evil.com/'), {
      kind: 'web',
      host: 'localhost.evil.com',
    });
    assert.deepEqual(redirectTarget('Cursor://x/cb'), { kind: 'private_use', scheme: 'cursor' });
  });
});

describe('withQuery and withFragment', () => {
  it('keep an existing query — protocol.md AZ-3', () => {
    const code = [['code', 'x']] as const;
    assert.equal(withQuery('https://a.example/cb', code), 'https://a.example/cb?code=x');
    assert.equal(withQuery('https://a.example', code), 'https://a.example?code=x');
    assert.equal(withQuery('https://a.example/cb?a=%20', code), 'https://a.example/cb?a=%20&code=x');
    assert.equal(withQuery('https://a.example/cb?', code), 'https://a.example/cb?code=x');
    assert.equal(withQuery('https://a.example/cb?a=1', []), 'https://a.example/cb?a=1');
    assert.equal(withFragment('https://a.example/cb?a=1', code), 'https://a.example/cb?a=1#code=x');
    assert.equal(withQuery('app:/cb', [['s', 'a b+c&d=é']]), 'app:/cb?s=a%20b%2Bc%26d%3D%C3%A9');
  });

  it('give the client the parameters byte for byte and no header break — security.md I-6', () => {
    const value = fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed());
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value)), (pairs) => {
        const query = withQuery('https://a.example/cb?kept=1', pairs);
        const fragment = withFragment('https://a.example/cb', pairs);
        assert.match(query + fragment, /^[\x21-\x7e]+$/);
        assert.deepEqual([...new URL(query).searchParams], [['kept', '1'], ...pairs]);
        assert.deepEqual([...new URLSearchParams(new URL(fragment).hash.slice(1))], pairs);
      }),
    );
    assert.equal(
      withQuery('https://a.example/cb', [['state', '\r\nSet-Cookie: a=b']]),
      'https://a.example/cb?state=%0D%0ASet-Cookie%3A%20a%3Db',
    );
  });
});
