import assert from 'node:assert/strict';
import type { Case } from '../run/case.ts';
import {
  describeAnswer,
  expectError,
  expectHeader,
  expectStatus,
  integerOf,
  stringOf,
} from '../wire/answer.ts';
import type { Parameters } from '../wire/parameters.ts';

const REPLAY_AFTER_MS = 1_100;

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

const refused: readonly (readonly [string, Parameters, string, Case['differs']?])[] = [
  ['without code', { code: undefined }, 'invalid_request'],
  ['with an unknown code', { code: 'gac_unheard-of' }, 'invalid_grant'],
  ['with an empty code', { code: '' }, 'invalid_request'],
  ['with another redirect URI', { redirect_uri: 'https://client.example/other' }, 'invalid_grant'],
  ['with a repeated code', { code: ['a', 'b'] }, 'invalid_request'],
  ['with a repeated redirect_uri', { redirect_uri: ['https://client.example/cb', 'x'] }, 'invalid_request'],
];

const refusals: readonly Case[] = refused.map(([what, changes, error]) => ({
  name: `redeeming ${what} is ${error}`,
  requirements: [
    'RFC 6749 §4.1.3',
    'RFC 6749 §5.2',
    'RFC 6749 §3.2',
    'protocol.md §8.1 code',
    'protocol.md §8.1 redirect_uri',
    'protocol.md §8.1 code_verifier',
  ],
  async run(t) {
    expectError(await t.redeem(await t.authorize(), changes), 400, error);
  },
}));

export const authorizationCodeCases: readonly Case[] = [
  ...refusals,
  {
    name: 'a code is redeemed for a Bearer token with lifetime and scope',
    requirements: ['RFC 6749 §5.1', 'RFC 6749 §4.1', 'RFC 6749 §4.1.4', 'Core §3.1.3.3', 'protocol.md TK-2'],
    async run(t) {
      const answer = await t.tokens({ parameters: { scope: 'openid email' } });
      assert.ok(stringOf(answer, 'access_token').length >= 10);
      assert.equal(answer.json['token_type'], 'Bearer');
      assert.ok(integerOf(answer, 'expires_in') >= 1);
      assert.equal(String(answer.json['scope']).split(' ').sort().join(' '), 'email openid');
      stringOf(answer, 'id_token');
    },
  },
  {
    name: 'a token answer is JSON that nobody caches',
    requirements: ['RFC 6749 §5.1', 'Core §3.1.3.3', 'protocol.md G-6'],
    async run(t) {
      const answer = await t.tokens();
      expectHeader(answer, 'content-type', /^application\/json\b/);
      expectHeader(answer, 'cache-control', /no-store/);
    },
  },
  {
    name: 'a token answer says Pragma: no-cache',
    requirements: ['RFC 6749 §5.1', 'protocol.md G-6'],
    differs: {
      reference: {
        reason: 'it follows OAuth 2.1, which no longer asks for the Pragma header',
        seen: /header pragma is missing/,
      },
    },
    async run(t) {
      expectHeader(await t.tokens(), 'pragma', /^no-cache$/);
    },
  },
  {
    name: 'an error answer is JSON that nobody caches',
    requirements: ['RFC 6749 §5.2', 'protocol.md G-6'],
    async run(t) {
      const answer = await t.token('web', {
        grant_type: 'authorization_code',
        code: 'gac_x',
        redirect_uri: 'https://client.example/cb',
      });
      expectHeader(answer, 'content-type', /^application\/json\b/);
      expectHeader(answer, 'cache-control', /no-store/);
    },
  },
  {
    name: 'an error body holds error and error_description only',
    requirements: ['RFC 6749 §5.2', 'protocol.md G-5'],
    async run(t) {
      const answer = await t.token('web', {
        grant_type: 'authorization_code',
        code: 'gac_<x>',
        redirect_uri: 'https://client.example/cb',
      });
      assert.deepEqual(Object.keys(answer.json).sort(), ['error', 'error_description']);
      assert.match(String(answer.json['error_description']), /^[\x20-\x21\x23-\x5B\x5D-\x7E]*$/);
      assert.ok(!answer.text.includes('gac_<x>'));
    },
  },
  {
    name: 'a missing grant_type is invalid_request',
    requirements: ['RFC 6749 §5.2', 'protocol.md TK-1'],
    async run(t) {
      expectError(await t.token('web', {}), 400, 'invalid_request');
    },
  },
  ...['urn:example:unheard-of', 'password', 'implicit'].map(
    (grant_type): Case => ({
      name: `grant_type ${grant_type} is unsupported_grant_type`,
      requirements: [
        'RFC 6749 §5.2',
        'RFC 9700 §2.4',
        'protocol.md TK-1',
        'clients.md §12 OAuth 2.1 for public and confidential clients',
        'protocol.md §22 Not offered',
      ],
      async run(t) {
        expectError(await t.token('web', { grant_type }), 400, 'unsupported_grant_type');
      },
    }),
  ),
  {
    name: 'a grant the client did not register is unauthorized_client',
    requirements: ['RFC 6749 §5.2', 'protocol.md CA-4'],
    needs: ['client_credentials'],
    differs: {
      reference: {
        reason: 'it says invalid_request for grants a client may not use',
        seen: /got 400 invalid_request/,
      },
    },
    async run(t) {
      expectError(await t.token('web', { grant_type: 'client_credentials' }), 400, 'unauthorized_client');
    },
  },
  {
    name: 'a code of another client is invalid_grant and still works for its own',
    requirements: [
      'RFC 6749 §4.1.3',
      'RFC 6749 §10.5',
      'security.md F-8',
      'protocol.md TC-1',
      'protocol.md §8.1 code',
    ],
    async run(t) {
      const authorization = await t.authorize();
      expectError(await t.token('other', t.redemption(authorization)), 400, 'invalid_grant');
      expectStatus(await t.redeem(authorization), 200);
    },
  },
  {
    name: 'a wrong verifier does not consume the code',
    requirements: ['protocol.md TC-1', 'RFC 7636 §4.6', 'protocol.md §8.1 code_verifier'],
    async run(t) {
      const authorization = await t.authorize();
      expectError(await t.redeem(authorization, { code_verifier: 'v'.repeat(43) }), 400, 'invalid_grant');
      expectStatus(await t.redeem(authorization), 200);
    },
  },
  {
    name: 'a code is redeemed once',
    requirements: ['RFC 6749 §4.1.2', 'RFC 6749 §10.5', 'protocol.md TC-1'],
    async run(t) {
      const authorization = await t.authorize();
      expectStatus(await t.redeem(authorization), 200);
      expectError(await t.redeem(authorization), 400, 'invalid_grant');
    },
  },
  {
    name: 'a replayed code ends every token it gave',
    requirements: [
      'RFC 6749 §4.1.2',
      'RFC 6749 §10.5',
      'RFC 9700 §4.2.4',
      'protocol.md TC-2',
      'security.md R-1',
      'clients.md §15 Code replay',
      'advanced.md SW-21',
    ],
    needs: ['introspection', 'refresh'],
    async run(t) {
      const authorization = await t.authorize();
      const first = await t.redeem(authorization);
      expectStatus(first, 200);
      await pause(REPLAY_AFTER_MS);
      expectError(await t.redeem(authorization), 400, 'invalid_grant');
      assert.equal(await t.isActive('web', stringOf(first, 'access_token')), false);
      expectError(await t.refresh('web', stringOf(first, 'refresh_token')), 400, 'invalid_grant');
    },
  },
  ...(
    [
      ['verifier', { code_verifier: 'v'.repeat(43) }],
      ['redirect URI', { redirect_uri: 'https://client.example/other' }],
    ] as const
  ).map(
    ([what, changes]): Case => ({
      name: `a replay with a wrong ${what} ends nothing`,
      requirements: ['protocol.md TC-2', 'security.md R-1'],
      needs: ['introspection'],
      async run(t) {
        const authorization = await t.authorize();
        const first = await t.redeem(authorization);
        await pause(REPLAY_AFTER_MS);
        expectError(await t.redeem(authorization, changes), 400, 'invalid_grant');
        assert.ok(await t.isActive('web', stringOf(first, 'access_token')), 'the tokens died');
      },
    }),
  ),
  {
    name: 'a replay by another client ends nothing',
    requirements: ['protocol.md TC-2', 'security.md R-1', 'security.md F-8'],
    needs: ['introspection'],
    async run(t) {
      const authorization = await t.authorize();
      const first = await t.redeem(authorization);
      await pause(REPLAY_AFTER_MS);
      expectError(await t.token('other', t.redemption(authorization)), 400, 'invalid_grant');
      assert.ok(await t.isActive('web', stringOf(first, 'access_token')), 'the tokens died');
    },
  },
  {
    name: 'an expired code is invalid_grant',
    requirements: [
      'RFC 6749 §4.1.2',
      'RFC 6749 §4.1.3',
      'protocol.md §2 authorization code',
      'protocol.md §8.1 code',
    ],
    variant: 'strict',
    async run(t) {
      const authorization = await t.authorize();
      await pause(3_100);
      expectError(await t.redeem(authorization), 400, 'invalid_grant');
    },
  },
  {
    name: 'the redirect URI may be left out when PKCE binds the code',
    requirements: ['OAuth 2.1 §10.2', 'protocol.md §8.1 redirect_uri'],
    differs: {
      reference: {
        reason: 'it follows RFC 6749 §4.1.3 and always asks for redirect_uri',
        seen: /invalid_request/,
      },
    },
    async run(t) {
      expectStatus(await t.redeem(await t.authorize(), { redirect_uri: undefined }), 200);
    },
  },
  {
    name: 'the redirect URI is required when PKCE was not used',
    requirements: ['OAuth 2.1 §10.2', 'RFC 6749 §4.1.3', 'protocol.md §8.1 redirect_uri'],
    async run(t) {
      const parameters = { code_challenge: undefined, code_challenge_method: undefined };
      const authorization = await t.authorize({ parameters });
      const changes = { redirect_uri: undefined, code_verifier: undefined };
      expectError(await t.redeem(authorization, changes), 400, 'invalid_request');
    },
  },
  {
    name: 'unknown and empty parameters at the token endpoint are ignored',
    requirements: ['RFC 6749 §3.2', 'protocol.md §1 parameter without a value'],
    async run(t) {
      const changes = { foo: ['a', 'b'], scope: '', resource: undefined };
      expectStatus(await t.redeem(await t.authorize(), changes), 200);
    },
  },
  {
    name: 'a code in the query of the token endpoint is refused',
    requirements: ['RFC 6749 §2.3.1', 'protocol.md §1 credentials in the query'],
    async run(t) {
      const authorization = await t.authorize();
      const { code, ...rest } = t.redemption(authorization);
      const { headers } = await t.present('web');
      const response = await fetch(`${t.endpoint('token_endpoint')}?code=${String(code)}`, {
        method: 'POST',
        headers,
        body: new URLSearchParams(Object.entries(rest).map(([name, value]) => [name, String(value)])),
      });
      const json = Object(await response.json());
      const answer = { status: response.status, headers: response.headers, text: '', json };
      expectError(answer, 400, 'invalid_request');
    },
  },
  {
    name: 'a client without the refresh grant gets no refresh token',
    requirements: ['protocol.md TK-4', 'RFC 9700 §2.2.2'],
    async run(t) {
      const answer = await t.tokens({ client: 'no-refresh' });
      assert.equal(answer.json['refresh_token'], undefined, describeAnswer(answer));
    },
  },
];
