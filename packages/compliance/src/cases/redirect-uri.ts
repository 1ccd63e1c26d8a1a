import assert from 'node:assert/strict';
import type { Case } from '../run/case.ts';
import { CALLBACK } from '../setup/fixtures.ts';
import { expectErrorPage } from '../wire/authorization.ts';

// security.md F-1, F-3: what equals a registered redirect URI and what only resembles it.

const resembling: readonly (readonly [string, string])[] = [
  ['a longer host', 'https://client.example.evil.example/cb'],
  ['a host prefix', 'https://evil-client.example/cb'],
  ['user information', 'https://client.example@evil.example/cb'],
  ['own user information', 'https://ok@client.example/cb'],
  ['an added query', `${CALLBACK}?x=1`],
  ['a fragment', `${CALLBACK}#x`],
  ['a trailing slash', `${CALLBACK}/`],
  ['a longer path', `${CALLBACK}/../cb`],
  ['another case in the path', 'https://client.example/CB'],
  ['another case in the host', 'https://CLIENT.example/cb'],
  ['a percent-encoded dot', 'https://client%2eexample/cb'],
  ['a percent-encoded path', 'https://client.example/%63b'],
  ['a backslash', 'https://client.example\\@evil.example/cb'],
  ['the default port spelled out', 'https://client.example:443/cb'],
  ['another port', 'https://client.example:8443/cb'],
  ['another scheme', 'http://client.example/cb'],
  ['a relative reference', '/cb'],
  ['a script', 'javascript:alert(1)'],
  ['a leading space', ` ${CALLBACK}`],
];

const refusals: readonly Case[] = resembling.map(([what, redirect_uri]) => ({
  name: `a redirect URI with ${what} is refused on a page`,
  requirements: [
    'security.md F-1',
    'RFC 9700 §2.1',
    'RFC 6749 §4.1.2.1',
    'Core §3.1.2.1',
    'protocol.md §5 redirect_uri',
    'clients.md §6 other spelling',
    'clients.md §12 exact redirect URIs',
  ],
  async run(t) {
    expectErrorPage(await t.authorize({ parameters: { redirect_uri } }), redirect_uri);
  },
}));

const native: readonly (readonly [string, string, boolean])[] = [
  ['127.0.0.1 with any port', 'http://127.0.0.1:58135/cb', true],
  ['127.0.0.1 without a port', 'http://127.0.0.1/cb', true],
  ['localhost with any port', 'http://localhost:33418/callback', true],
  ['its private-use scheme', 'com.example.app:/cb', true],
  ['another loopback path', 'http://127.0.0.1:58135/other', false],
  ['the path of another loopback host', 'http://127.0.0.1:58135/callback', false],
  ['a loopback URI with a query', 'http://127.0.0.1:58135/cb?x=1', false],
  ['a host that starts like localhost', 'http://localhost.evil.example/callback', false],
  ['loopback as user information', 'http://localhost:1@evil.example/callback', false],
  ['another private-use path', 'com.example.app:/other', false],
  ['https on loopback', 'https://127.0.0.1:58135/cb', false],
];

const loopback: readonly Case[] = native.map(([what, redirect_uri, accepted]) => ({
  name: `a native client is ${accepted ? 'answered at' : 'refused'} ${what}`,
  requirements: [
    'RFC 8252 §7',
    'RFC 8252 §7.3',
    'RFC 8252 §7.1',
    'RFC 8252 §8.4',
    'security.md F-3',
    'protocol.md §5 redirect_uri',
  ],
  needs: ['native'],
  async run(t) {
    const authorization = await t.authorize({ client: 'native', parameters: { redirect_uri } });
    if (!accepted) return expectErrorPage(authorization, redirect_uri);
    authorization.code();
    assert.equal(authorization.deliveredTo, redirect_uri);
  },
}));

export const redirectUriCases: readonly Case[] = [
  ...refusals,
  ...loopback,
  {
    name: 'an unknown client is refused on a page',
    requirements: ['RFC 6749 §4.1.2.1', 'protocol.md AZ-1', 'security.md F-1', 'protocol.md §5 client_id'],
    async run(t) {
      expectErrorPage(await t.authorize({ parameters: { client_id: 'nobody' } }), CALLBACK);
    },
  },
  {
    name: 'a missing client_id is refused on a page',
    requirements: ['RFC 6749 §4.1.1', 'protocol.md AZ-1', 'protocol.md §5 client_id'],
    async run(t) {
      expectErrorPage(await t.authorize({ parameters: { client_id: undefined } }), CALLBACK);
    },
  },
  {
    name: 'a missing redirect_uri is refused on a page',
    requirements: [
      'Core §3.1.2.1',
      'RFC 6749 §3.1.2.3',
      'protocol.md AZ-1',
      'protocol.md §5 redirect_uri',
      'advanced.md V-18',
    ],
    async run(t) {
      expectErrorPage(await t.authorize({ parameters: { redirect_uri: undefined } }));
    },
  },
  {
    name: 'a redirect URI of another client is refused on a page',
    requirements: ['RFC 9700 §4.1.3', 'security.md F-1'],
    async run(t) {
      const redirect_uri = 'https://spa.example/cb';
      expectErrorPage(await t.authorize({ parameters: { redirect_uri } }), redirect_uri);
    },
  },
  {
    name: 'a repeated redirect_uri is refused on a page',
    requirements: ['RFC 6749 §3.1', 'protocol.md §1 known parameter repeated'],
    async run(t) {
      const redirect_uri = [CALLBACK, 'https://client.example/other'];
      expectErrorPage(await t.authorize({ parameters: { redirect_uri } }), CALLBACK);
    },
  },
  {
    name: 'a repeated client_id is refused on a page',
    requirements: ['RFC 6749 §3.1', 'protocol.md §1 known parameter repeated'],
    async run(t) {
      expectErrorPage(await t.authorize({ parameters: { client_id: ['web', 'other'] } }), CALLBACK);
    },
  },
  {
    name: 'a control character is refused on a page, before anything is read',
    requirements: ['protocol.md AZ-1', 'protocol.md §1 U+0000–001F or U+007F after decoding'],
    differs: {
      reference: {
        reason: 'it does not look at the characters of a nonce',
        seen: /query answer without error/,
      },
    },
    async run(t) {
      expectErrorPage(await t.authorize({ parameters: { nonce: 'a\u0007b' } }), CALLBACK);
    },
  },
  {
    name: 'an error page is JSON with a code for callers that do not take HTML',
    requirements: ['protocol.md AZ-1'],
    needs: ['house_rules'],
    async run(t) {
      const url = new URL(t.endpoint('authorization_endpoint'));
      url.search = new URLSearchParams({ client_id: 'nobody', response_type: 'code' }).toString();
      const response = await fetch(url, { headers: { accept: 'application/json' }, redirect: 'manual' });
      assert.equal(response.status, 400);
      assert.match(response.headers.get('content-type') ?? '', /^application\/json\b/);
      const body = Object(await response.json());
      assert.equal(body['error'], 'invalid_client');
    },
  },
  {
    name: 'a second registered redirect URI works as well',
    requirements: ['RFC 6749 §3.1.2.3'],
    async run(t) {
      const redirect_uri = 'https://client.example/other';
      const authorization = await t.authorize({ parameters: { redirect_uri } });
      authorization.code();
      assert.equal(authorization.deliveredTo, redirect_uri);
    },
  },
  {
    name: 'the query of a registered redirect URI is kept and extended',
    requirements: ['RFC 6749 §3.1.2', 'protocol.md AZ-3', 'advanced.md V-18'],
    async run(t) {
      const redirect_uri = 'https://client.example/cb-query?tenant=1';
      const authorization = await t.authorize({ parameters: { redirect_uri } });
      authorization.code();
      assert.equal(authorization.response.get('tenant'), '1');
      assert.ok(authorization.landing.url.href.startsWith(`${redirect_uri}&`));
    },
  },
];
