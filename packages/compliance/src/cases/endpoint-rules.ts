import assert from 'node:assert/strict';
import type { Case } from '../run/case.ts';
import type { Feature } from '../setup/features.ts';
import { DEVICE_GRANT } from '../setup/fixtures.ts';
import { expectError, expectHeader, expectStatus, send } from '../wire/answer.ts';

// What holds at every endpoint: methods, body types, repeated parameters, CORS, aliases, headers.

const CORS_ENDPOINTS: readonly (readonly [string, string, readonly Feature[]])[] = [
  ['token_endpoint', 'POST', []],
  ['userinfo_endpoint', 'GET', ['userinfo']],
  ['revocation_endpoint', 'POST', ['revocation']],
  ['introspection_endpoint', 'POST', ['introspection']],
  ['device_authorization_endpoint', 'POST', ['device']],
  ['pushed_authorization_request_endpoint', 'POST', ['par']],
  ['jwks_uri', 'GET', []],
];

const preflights: readonly Case[] = CORS_ENDPOINTS.map(([member, method, needs]) => ({
  name: `a browser may ask the ${member.replaceAll('_', ' ')} from another origin`,
  requirements: ['OAuth 2.1 §3.2', 'protocol.md G-11'],
  needs: ['cors', ...needs],
  async run(t) {
    const answer = await send(t.endpoint(member), {
      method: 'OPTIONS',
      headers: {
        origin: 'https://spa.example',
        'access-control-request-method': method,
        'access-control-request-headers': 'authorization',
      },
    });
    expectStatus(answer, 204);
    expectHeader(answer, 'access-control-allow-origin', /^(\*|https:\/\/spa\.example)$/);
    expectHeader(answer, 'access-control-allow-methods', new RegExp(`\\b${method}\\b`));
    if (member !== 'jwks_uri') expectHeader(answer, 'access-control-allow-headers', /authorization|\*/i);
    assert.equal(answer.headers.get('access-control-allow-credentials'), null);
  },
}));

const PATHS: readonly (readonly [member: string, requirement: string, paths: readonly string[]])[] = [
  [
    'authorization_endpoint',
    'protocol.md §3 authorization',
    ['/authorize', '/api/authorization', '/oauth/authorize'],
  ],
  ['token_endpoint', 'protocol.md §3 token', ['/token', '/api/token', '/oauth/token']],
  [
    'device_authorization_endpoint',
    'protocol.md §3 device authorization',
    ['/device_authorization', '/api/device/authorization', '/oauth/device/code'],
  ],
  ['userinfo_endpoint', 'protocol.md §3 userinfo', ['/userinfo', '/api/userinfo', '/oauth/userinfo']],
  [
    'introspection_endpoint',
    'protocol.md §3 introspection',
    ['/introspect', '/api/introspection', '/oauth/introspect'],
  ],
  ['revocation_endpoint', 'protocol.md §3 revocation', ['/revoke', '/api/revocation', '/oauth/revoke']],
  [
    'pushed_authorization_request_endpoint',
    'protocol.md §3 pushed authorization',
    ['/par', '/api/par', '/oauth/par'],
  ],
  ['jwks_uri', 'protocol.md §3 JWKS', ['/jwks', '/api/jwks', '/.well-known/jwks.json']],
];

const aliases: readonly Case[] = PATHS.flatMap(([member, requirement, paths]) =>
  paths.map(
    (path): Case => ({
      name: `${path} answers like the ${member.replaceAll('_', ' ')}`,
      requirements: ['protocol.md G-1', requirement, 'protocol.md CL-1'],
      needs: ['aliases'],
      async run(t) {
        const readable = ['userinfo_endpoint', 'jwks_uri', 'authorization_endpoint'].includes(member);
        const ask = (url: string) =>
          send(url, { method: readable ? 'GET' : 'POST', headers: { accept: 'application/json' } });
        const canonical = await ask(t.endpoint(member));
        const alias = await ask(t.issuer + path);
        assert.deepEqual([alias.status, alias.text], [canonical.status, canonical.text]);
        for (const header of ['content-type', 'cache-control', 'www-authenticate', 'etag']) {
          assert.equal(alias.headers.get(header), canonical.headers.get(header));
        }
      },
    }),
  ),
);

const rules: readonly Case[] = [
  {
    name: 'pages of the browser flow are closed to other origins',
    requirements: ['OAuth 2.1 §3.2', 'protocol.md G-11', 'RFC 9700 §2.6'],
    async run(t) {
      const answer = await send(t.endpoint('authorization_endpoint'), {
        headers: { origin: 'https://spa.example' },
      });
      assert.equal(answer.headers.get('access-control-allow-origin'), null);
    },
  },
  {
    name: 'a script of another origin can read a token answer',
    requirements: ['OAuth 2.1 §3.2', 'protocol.md G-11'],
    needs: ['cors', 'client_credentials'],
    async run(t) {
      const { headers } = await t.present('machine');
      const origin = 'https://spa.example';
      const answer = await t.post(
        'token_endpoint',
        { grant_type: 'client_credentials' },
        { ...headers, origin },
      );
      expectHeader(answer, 'access-control-allow-origin', /^(\*|https:\/\/spa\.example)$/);
    },
  },
  {
    name: 'HEAD works on metadata and keys',
    requirements: ['protocol.md G-2', 'RFC 9110 §9.3.2'],
    async run(t) {
      for (const url of [`${t.issuer}/.well-known/openid-configuration`, t.endpoint('jwks_uri')]) {
        const answer = await send(url, { method: 'HEAD' });
        expectStatus(answer, 200);
        assert.equal(answer.text, '');
      }
    },
  },
  {
    name: 'a cache that has the metadata is told so, however it says it',
    requirements: ['RFC 9110 §13.1.2'],
    needs: ['house_rules'],
    async run(t) {
      const url = `${t.issuer}/.well-known/openid-configuration`;
      const tag = (await send(url)).headers.get('etag') ?? assert.fail('no entity tag');
      const opaque = tag.replace(/^W\//, '');
      for (const known of [tag, `W/${opaque}`, `"other", ${tag}`, '*']) {
        const answer = await send(url, { headers: { 'if-none-match': known } });
        expectStatus(answer, 304);
        assert.equal(answer.text, '');
      }
      expectStatus(await send(url, { headers: { 'if-none-match': '"other"' } }), 200);
    },
  },
  {
    name: 'HEAD on the authorization endpoint starts nothing',
    requirements: ['protocol.md G-2'],
    differs: { reference: { reason: 'it treats HEAD as GET', seen: /got 400/ } },
    async run(t) {
      expectStatus(await send(t.endpoint('authorization_endpoint'), { method: 'HEAD' }), 405);
    },
  },
  {
    name: 'a path in another case is another path',
    requirements: ['protocol.md G-1'],
    needs: ['aliases'],
    async run(t) {
      expectStatus(await send(`${t.issuer}/OAuth/Token`, { method: 'POST' }), 404);
    },
  },
  {
    name: 'an unknown path under /oauth/ and /api/ is a JSON 404',
    requirements: ['protocol.md G-1'],
    needs: ['house_rules'],
    async run(t) {
      for (const path of ['/oauth/unheard-of/deeper', '/api/unheard-of']) {
        const answer = await send(t.issuer + path, { headers: { accept: 'text/html' } });
        expectError(answer, 404, 'not_found');
      }
    },
  },
  {
    name: 'every answer has a request id and hides what serves it',
    requirements: ['protocol.md G-9'],
    needs: ['house_rules'],
    async run(t) {
      for (const url of [t.issuer, t.endpoint('jwks_uri'), t.endpoint('token_endpoint')]) {
        const { headers } = await send(url);
        assert.ok(headers.get('x-request-id'));
        assert.equal(headers.get('server'), null);
        assert.equal(headers.get('x-powered-by'), null);
        assert.equal(headers.get('x-content-type-options'), 'nosniff');
      }
    },
  },
  {
    name: 'invalid percent encoding is invalid_request',
    requirements: ['protocol.md §1 U+0000–001F or U+007F after decoding'],
    needs: ['device'],
    differs: {
      reference: { reason: 'it reads a broken percent code literally', seen: /got 400 invalid_grant/ },
    },
    async run(t) {
      const answer = await send(t.endpoint('token_endpoint'), {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: `grant_type=${encodeURIComponent(DEVICE_GRANT)}&client_id=device&device_code=%zz`,
      });
      expectError(answer, 400, 'invalid_request');
    },
  },
  {
    name: 'a control character in a parameter is invalid_request',
    requirements: ['protocol.md §1 U+0000–001F or U+007F after decoding'],
    needs: ['device'],
    differs: {
      reference: { reason: 'it does not look at the characters of a device code', seen: /invalid_grant/ },
    },
    async run(t) {
      const answer = await t.token('device', { grant_type: DEVICE_GRANT, device_code: 'a\u0000b' });
      expectError(answer, 400, 'invalid_request');
    },
  },
];

export const endpointRuleCases: readonly Case[] = [...preflights, ...aliases, ...rules];
