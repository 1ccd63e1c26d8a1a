import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readCredentials } from '../../src/access/credentials.ts';
import { Denied } from '../../src/index.ts';
import { isForListedPath } from '../../src/request/request-target.ts';
import { admitted, createWorld, denied, guardIn, meta, requestOf, signToken, withToken } from '../world.ts';

const token = await signToken();

describe('credentials', () => {
  it('are read whatever the case of the scheme — RFC 9110 §11.1, security.md Q-2', async () => {
    for (const scheme of ['Bearer', 'bearer', 'BEARER', 'Bearer ']) {
      await admitted(guardIn(createWorld()), withToken(token, scheme));
    }
  });

  const none = {
    'no header': {},
    'an empty header': { authorization: '' },
    Basic: { authorization: 'Basic YTpi' },
    'the scheme alone': { authorization: 'Bearer' },
    'the scheme and a space': { authorization: 'Bearer ' },
    'another scheme': { authorization: `Token ${token}` },
  };
  for (const [name, headers] of Object.entries(none)) {
    it(`are none with ${name}: 401 without error — RFC 6750 §3.1`, async () => {
      const reply = await denied(guardIn(createWorld()), requestOf({ headers }));
      assert.equal(reply.status, 401);
      assert.equal(
        reply.headers['www-authenticate'],
        `Bearer scope="files:read", resource_metadata="${meta}"`,
      );
    });
  }

  it('in the query are none — resource.md §2 presentation', async () => {
    for (const url of [`/mcp?access_token=${token}`, `/mcp?a=b&access%5Ftoken=${token}`]) {
      const reply = await denied(guardIn(createWorld()), requestOf({ url }));
      assert.match(reply.headers['www-authenticate'] ?? '', /^Bearer scope=/);
    }
  });

  const malformed = {
    'two headers': { headers: { authorization: [`Bearer ${token}`, `Bearer ${token}`] } },
    'two headers of different schemes': { headers: { authorization: ['Basic YTpi', `Bearer ${token}`] } },
    'two headers that were joined': { headers: { authorization: `Bearer ${token}, Bearer ${token}` } },
    'a header and a query': { url: '/mcp?access_token=x', headers: { authorization: `Bearer ${token}` } },
    'a header and an encoded query': {
      url: '/mcp?access%5ftoken',
      headers: { authorization: `Bearer ${token}` },
    },
  };
  for (const [name, change] of Object.entries(malformed)) {
    it(`are malformed as ${name}: 400 — RFC 6750 §2`, async () => {
      const reply = await denied(guardIn(createWorld()), requestOf(change));
      assert.equal(reply.status, 400);
      assert.equal(
        reply.headers['www-authenticate'],
        'Bearer error="invalid_request", error_description="The request carries more than one credential", ' +
          `resource_metadata="${meta}"`,
      );
    });
  }

  it('that can be no token are an invalid one — RFC 6750 §2.1', async () => {
    for (const text of ['a b', 'a"b', 'ä', '=a', 'a=b', `${'x'.repeat(16_385)}`, '\u0000']) {
      const reply = await denied(guardIn(createWorld()), withToken(text));
      assert.match(reply.headers['www-authenticate'] ?? '', /error="invalid_token"/, text.slice(0, 10));
    }
  });

  it('are read or denied, whatever is sent — security.md I-1', () => {
    const header = fc.oneof(
      fc.string(),
      fc.string().map((text) => `Bearer ${text}`),
      fc.string().map((text) => `DPoP ${text}`),
    );
    fc.assert(
      fc.property(
        fc.array(header, { maxLength: 2 }),
        fc.webUrl({ withQueryParameters: true }),
        (authorization, url) => {
          try {
            const found = readCredentials(requestOf({ url, headers: { authorization } }), ['Bearer', 'DPoP']);
            assert.match(found.token, /^[\w\-.~+/]+=*$/);
            assert.equal(authorization.length, 1);
          } catch (error) {
            assert.ok(error instanceof Denied);
          }
        },
      ),
    );
  });
});

describe('paths without authentication', () => {
  const guard = guardIn(createWorld(), { public: ['/health', '/a/b'] });

  for (const url of ['/health', '/health?x=/mcp', 'http://internal:3000/health', '/a/b?c#d/../..']) {
    it(`let ${url} pass — resource.md §6 Fail closed`, async () => {
      const result = await guard.check(requestOf({ url }));
      assert.deepEqual(result, { kind: 'allowed', access: null, headers: {} });
    });
  }

  for (const url of [
    ...['/health/../mcp', '/health/', '/health/x', '/Health', '/healthy', '//health', '/mcp/../health'],
    ...[
      '/./health',
      '/%68ealth',
      '/health%2f..%2fmcp',
      '/health%00',
      '/health;x',
      '\\health',
      '/health\\..\\mcp',
    ],
    ...['/health/%2e%2e/mcp', '/x/%2e%2e/health', '/mcp?/health', '/mcp#/health', 'health', '*', ''],
    ...['http://internal/health/../mcp', 'http://internal?/health', '//evil/health', '/a/b/..', '/a//b'],
    ...[
      '/health#/../mcp',
      '/health#',
      '/health;/../mcp',
      '/health%252e',
      '/health.',
      'http:/health',
      'x://h/health',
    ],
    ...['http://u@internal/health', 'http://internal\\/health', 'HTTP://internal/health', 'http://#/health'],
  ]) {
    it(`guard ${url} — resource.md §6 Fail closed`, async () => {
      assert.equal((await denied(guard, requestOf({ url }))).status, 401);
    });
  }

  it('are never reached by a path that a URL parser reads differently', () => {
    const piece = fc.constantFrom('health', '..', '.', '', '%2e%2e', '%2F', '\\', 'mcp', ';', 'a', '?', '#');
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 6 }),
        fc.constantFrom('', 'http://h', '//h'),
        (pieces, before) => {
          const url = `${before}/${pieces.join('/')}`;
          if (!isForListedPath(url, ['/health'])) return;
          assert.equal(url.slice(before.length).split('?', 1)[0], '/health');
          assert.equal(URL.parse(url, 'http://h')?.pathname, '/health');
        },
      ),
    );
  });
});
