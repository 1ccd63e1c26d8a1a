import assert from 'node:assert/strict';
import type { Conversation } from '../conversation/conversation.ts';
import type { Case } from '../run/case.ts';
import { type Answer, expectError, expectErrorOneOf, expectStatus, stringOf } from '../wire/answer.ts';
import type { Parameters } from '../wire/parameters.ts';

const needs: Case['needs'] = ['refresh'];

async function refreshed(t: Conversation, refreshToken: string, changes: Parameters = {}): Promise<Answer> {
  const answer = await t.refresh('web', refreshToken, changes);
  expectStatus(answer, 200);
  return answer;
}

function scopesOf(answer: Answer): string {
  return String(answer.json['scope']).split(' ').sort().join(' ');
}

const rotation: readonly Case[] = [
  {
    name: 'a refresh gives a new access token and rotates the refresh token',
    requirements: ['RFC 6749 §6', 'RFC 9700 §4.14.2', 'protocol.md RF-2'],
    needs,
    async run(t) {
      const first = await t.tokens();
      const second = await refreshed(t, stringOf(first, 'refresh_token'));
      assert.ok(stringOf(second, 'refresh_token') !== stringOf(first, 'refresh_token'), 'not rotated');
      assert.ok(stringOf(second, 'access_token') !== stringOf(first, 'access_token'), 'same access token');
      assert.equal(second.json['token_type'], 'Bearer');
    },
  },
  {
    name: 'a rotated refresh token refreshes once more',
    requirements: ['RFC 6749 §6', 'protocol.md RF-2'],
    needs,
    async run(t) {
      const second = await refreshed(t, stringOf(await t.tokens(), 'refresh_token'));
      await refreshed(t, stringOf(second, 'refresh_token'));
    },
  },
  ...(['parent', 'great-grandparent'] as const).map(
    (which): Case => ({
      name: `reuse of the ${which} of a refresh token ends the whole family`,
      requirements: [
        'RFC 9700 §4.14.2',
        'OAuth 2.1 §4.3.1',
        'protocol.md RF-4',
        'protocol.md RF-5',
        'security.md R-4',
      ],
      needs: ['refresh', 'introspection'],
      variant: 'strict',
      async run(t) {
        const first = await t.tokens();
        let last = await refreshed(t, stringOf(first, 'refresh_token'));
        if (which === 'great-grandparent') {
          last = await refreshed(t, stringOf(last, 'refresh_token'));
          last = await refreshed(t, stringOf(last, 'refresh_token'));
        }
        expectError(await t.refresh('web', stringOf(first, 'refresh_token')), 400, 'invalid_grant');
        assert.equal(await t.isActive('web', stringOf(last, 'access_token')), false);
        expectError(await t.refresh('web', stringOf(last, 'refresh_token')), 400, 'invalid_grant');
      },
    }),
  ),
  {
    name: 'within the grace window the same refresh gives the same tokens',
    requirements: ['protocol.md RF-3', 'security.md R-2'],
    needs: ['refresh', 'grace'],
    async run(t) {
      const token = stringOf(await t.tokens(), 'refresh_token');
      const first = await refreshed(t, token);
      const again = await refreshed(t, token);
      for (const member of ['access_token', 'refresh_token', 'id_token']) {
        assert.ok(first.json[member] === again.json[member], `${member} differs`);
      }
      await refreshed(t, stringOf(again, 'refresh_token'));
    },
  },
  {
    name: 'another scope within the grace window is refused without harm',
    requirements: ['protocol.md RF-3'],
    needs: ['refresh', 'grace'],
    async run(t) {
      const answer = await t.tokens({ parameters: { scope: 'openid email' } });
      const token = stringOf(answer, 'refresh_token');
      const first = await refreshed(t, token);
      expectError(await t.refresh('web', token, { scope: 'openid' }), 400, 'invalid_grant');
      await refreshed(t, stringOf(first, 'refresh_token'));
    },
  },
];

const refused: readonly (readonly [string, Parameters, string])[] = [
  ['without refresh_token', { refresh_token: undefined }, 'invalid_request'],
  ['with an unknown refresh token', { refresh_token: 'grt_unheard-of' }, 'invalid_grant'],
  ['with a malformed scope', { scope: 'openid "x"' }, 'invalid_scope'],
  ['with a wider scope', { scope: 'openid email' }, 'invalid_scope'],
];

const refusals: readonly Case[] = refused.map(([what, changes, error]) => ({
  name: `a refresh ${what} is ${error}`,
  requirements: ['RFC 6749 §6', 'RFC 6749 §5.2', 'security.md T-4', 'protocol.md §8.2 Parameters'],
  needs,
  async run(t) {
    const token = stringOf(await t.tokens(), 'refresh_token');
    expectError(await t.refresh('web', token, changes), 400, error);
  },
}));

export const refreshTokenCases: readonly Case[] = [
  ...rotation,
  ...refusals,
  {
    name: 'a refresh token of another client is invalid_grant and keeps working for its own',
    requirements: [
      'RFC 6749 §6',
      'RFC 6749 §10.4',
      'security.md F-8',
      'protocol.md §8.2 Parameters',
      'advanced.md V-37',
    ],
    needs,
    async run(t) {
      const token = stringOf(await t.tokens(), 'refresh_token');
      expectError(await t.refresh('other', token), 400, 'invalid_grant');
      await refreshed(t, token);
    },
  },
  {
    name: 'an access token is no refresh token',
    requirements: ['RFC 6749 §1.5', 'security.md T-7'],
    needs,
    async run(t) {
      const token = stringOf(await t.tokens({ client: 'opaque' }), 'access_token');
      expectError(await t.refresh('opaque', token), 400, 'invalid_grant');
    },
  },
  {
    name: 'a refresh may narrow the scope of its access token only',
    requirements: ['RFC 6749 §6', 'protocol.md RF-1'],
    needs,
    async run(t) {
      const first = await t.tokens({ parameters: { scope: 'openid email profile' } });
      const narrowed = await refreshed(t, stringOf(first, 'refresh_token'), { scope: 'openid email' });
      assert.equal(scopesOf(narrowed), 'email openid');
      const full = await refreshed(t, stringOf(narrowed, 'refresh_token'));
      assert.equal(scopesOf(full), 'email openid profile');
    },
  },
  {
    name: 'a refresh without scope keeps the granted scope',
    requirements: ['RFC 6749 §6'],
    needs,
    async run(t) {
      const first = await t.tokens({ parameters: { scope: 'openid email' } });
      assert.equal(scopesOf(await refreshed(t, stringOf(first, 'refresh_token'))), 'email openid');
    },
  },
  {
    name: 'a refreshed ID token keeps issuer, subject, audience and auth_time',
    requirements: ['Core §12.2', 'protocol.md RF-6', 'advanced.md V-37'],
    needs,
    async run(t) {
      const first = await t.tokens({ parameters: { max_age: '3600' } });
      const before = await t.idToken(first);
      const after = await t.idToken(await refreshed(t, stringOf(first, 'refresh_token')));
      for (const claim of ['iss', 'sub', 'aud', 'auth_time']) assert.deepEqual(after[claim], before[claim]);
      assert.ok(Number(after.iat) >= Number(before.iat));
    },
  },
  {
    name: 'a refreshed ID token has no nonce',
    requirements: ['Core §12.2', 'protocol.md RF-6'],
    needs,
    differs: {
      reference: {
        reason: 'it repeats the nonce, which Core §12.2 discourages only',
        seen: /carries a nonce/,
      },
    },
    async run(t) {
      const token = stringOf(await t.tokens(), 'refresh_token');
      const claims = await t.idToken(await refreshed(t, token));
      assert.ok(claims['nonce'] === undefined, 'the refreshed ID token carries a nonce');
    },
  },
  {
    name: 'a refresh without openid gives no ID token',
    requirements: ['Core §12.2'],
    needs,
    async run(t) {
      const first = await t.tokens({
        parameters: { scope: 'read offline_access', nonce: undefined, prompt: 'consent' },
      });
      assert.equal((await refreshed(t, stringOf(first, 'refresh_token'))).json['id_token'], undefined);
    },
  },
  {
    name: 'a public client refreshes with its client_id and rotates',
    requirements: [
      'RFC 9700 §4.14.2',
      'RFC 6749 §6',
      'protocol.md CA-1',
      'clients.md §12 refresh rotation for public clients',
    ],
    needs,
    async run(t) {
      const token = stringOf(await t.tokens({ client: 'spa' }), 'refresh_token');
      const answer = await t.refresh('spa', token);
      expectStatus(answer, 200);
      assert.ok(stringOf(answer, 'refresh_token') !== token, 'not rotated');
    },
  },
  {
    name: 'a confidential client must authenticate to refresh',
    requirements: [
      'RFC 6749 §6',
      'RFC 6749 §3.2.1',
      'security.md T-1',
      'protocol.md CA-5',
      'advanced.md CAU-4',
    ],
    needs,
    async run(t) {
      const refresh_token = stringOf(await t.tokens(), 'refresh_token');
      const parameters = { grant_type: 'refresh_token', refresh_token, client_id: 'web' };
      expectErrorOneOf(await t.post('token_endpoint', parameters), 401, ['invalid_client']);
      await refreshed(t, refresh_token);
    },
  },
];
