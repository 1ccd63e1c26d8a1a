import assert from 'node:assert/strict';
import { decodeProtectedHeader } from 'jose';
import type { Conversation } from '../conversation/conversation.ts';
import type { Case } from '../run/case.ts';
import { guestsAreNamedThere } from '../run/facade-differences.ts';
import { API, PLAIN } from '../setup/fixtures.ts';
import { expectStatus, integerOf, stringOf } from '../wire/answer.ts';
import { expectRedirectedError } from '../wire/authorization.ts';

const needs: Case['needs'] = ['resource', 'jwt_access_token'];
const parameters = { scope: 'openid read', resource: API };

async function apiToken(t: Conversation): Promise<string> {
  return stringOf(await t.tokens({ parameters }), 'access_token');
}

function forge(token: string, header: object, signature?: string): string {
  const [, payload, original] = token.split('.');
  return `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${payload}.${signature ?? original}`;
}

const forgeries: readonly (readonly [string, (token: string) => string])[] = [
  ['without signature', (token) => forge(token, { alg: 'none', typ: 'JWT' }, '')],
  ['with another algorithm', (token) => forge(token, { ...decodeProtectedHeader(token), alg: 'HS256' })],
  [
    'with an unknown critical header',
    (token) => forge(token, { ...decodeProtectedHeader(token), crit: ['x'], x: 1 }),
  ],
  [
    'with an embedded key address',
    (token) => forge(token, { ...decodeProtectedHeader(token), jku: 'https://evil.example/' }),
  ],
  ['with a broken signature', (token) => `${token.slice(0, -8)}AAAAAAAA`],
  [
    'with a changed payload',
    (token) => token.replace(/\.[^.]+\./, `.${Buffer.from('{"sub":"x"}').toString('base64url')}.`),
  ],
];

const forged: readonly Case[] = forgeries.map(([what, change]) => ({
  name: `a token ${what} is refused at userinfo`,
  requirements: ['security.md T-7', 'RFC 8725 §3.1', 'RFC 8725 §3.2', 'RFC 9068 §4', 'RFC 6750 §3.1'],
  needs: ['userinfo'],
  async run(t) {
    const answer = await t.tokens();
    const access = stringOf(answer, 'access_token');
    const token = access.split('.').length === 3 ? access : stringOf(answer, 'id_token');
    expectStatus(await t.userinfo(change(token)), 401);
  },
}));

export const accessTokenCases: readonly Case[] = [
  {
    name: 'the ids of tokens and of the session are too long to be guessed, and those of tokens never the same',
    requirements: ['protocol.md §2 jti', 'RFC 6749 §10.10'],
    needs: [...needs, 'house_rules'],
    differs: { facade: guestsAreNamedThere },
    async run(t) {
      const ids: unknown[] = [];
      for (let times = 0; times < 2; times += 1) {
        const answer = await t.tokens({ parameters });
        const { payload } = await t.verify(stringOf(answer, 'access_token'), API);
        ids.push(payload.jti);
        const { sid } = await t.idToken(answer);
        assert.match(String(sid), /^[A-Za-z0-9_-]{22,}$/); // 128 bits
      }
      for (const id of ids) assert.match(String(id), /^[A-Za-z0-9_.-]{22,}$/);
      assert.equal(new Set(ids).size, 2);
    },
  },
  {
    name: 'a JWT access token has typ at+jwt',
    requirements: ['RFC 9068 §2.1', 'RFC 8725 §3.11', 'protocol.md TO-1'],
    needs,
    async run(t) {
      const { header } = await t.verify(await apiToken(t), API);
      assert.match(String(header['typ']), /^(application\/)?at\+jwt$/i);
      assert.ok(header['kid']);
      assert.ok(String(header['alg']) !== 'none');
    },
  },
  {
    name: 'an access token of the plain type, for a resource that knows no other, passes for no ID token',
    requirements: ['protocol.md TO-5', 'RFC 8725 §3.11', 'RFC 9068 §2.1'],
    needs: [...needs, 'userinfo', 'house_rules'],
    async run(t) {
      const resource = [PLAIN, t.issuer];
      const browser = t.browser();
      const answer = await t.tokens({ browser, parameters: { scope: 'openid read', resource } });
      const token = stringOf(answer, 'access_token');
      assert.equal((await t.verify(token, PLAIN)).header['typ'], 'JWT');
      expectStatus(await t.userinfo(token), 200);
      expectStatus(await t.userinfo(stringOf(answer, 'id_token')), 401);
      const hinted = await t.authorize({ browser, parameters: { prompt: 'none', id_token_hint: token } });
      expectRedirectedError(hinted, 'invalid_request');
    },
  },
  {
    name: 'a JWT access token has the required claims',
    requirements: ['RFC 9068 §2.2', 'RFC 9068 §2.2.3', 'protocol.md TO-1'],
    needs,
    async run(t) {
      const { payload } = await t.verify(await apiToken(t), API);
      assert.equal(payload.iss, t.issuer);
      assert.equal(payload.sub, t.user().sub);
      assert.equal(payload['client_id'], 'web');
      assert.equal(typeof payload.jti, 'string');
      assert.equal(typeof payload['scope'], 'string');
      assert.ok(Number.isInteger(payload.iat) && Number(payload.exp) > Number(payload.iat));
    },
  },
  {
    name: 'a JWT access token with a user tells how the person signed in',
    requirements: ['RFC 9068 §2.2.1', 'protocol.md TO-1'],
    needs,
    differs: {
      reference: { reason: 'it leaves authentication claims to a hook of the operator', seen: /auth_time/ },
    },
    async run(t) {
      const { payload } = await t.verify(await apiToken(t), API);
      const missing = ['auth_time', 'acr', 'amr'].filter((claim) => payload[claim] === undefined);
      assert.ok(missing.length === 0, `missing: ${missing.join(' ')}`);
    },
  },
  {
    name: 'expires_in agrees with exp',
    requirements: ['RFC 6749 §5.1', 'RFC 9068 §2.2'],
    needs,
    async run(t) {
      const answer = await t.tokens({ parameters });
      const { payload } = await t.verify(stringOf(answer, 'access_token'), API);
      assert.ok(Math.abs(Number(payload.exp) - Number(payload.iat) - integerOf(answer, 'expires_in')) <= 1);
    },
  },
  {
    name: 'two access tokens never share a jti',
    requirements: ['RFC 9068 §2.2', 'RFC 6749 §10.10'],
    needs,
    async run(t) {
      const [one, two] = await Promise.all([apiToken(t), apiToken(t)]);
      const ids = [(await t.verify(one)).payload.jti, (await t.verify(two)).payload.jti];
      assert.equal(new Set(ids).size, 2);
    },
  },
  {
    name: 'tokens are long enough not to be guessed',
    requirements: [
      'RFC 6749 §10.10',
      'protocol.md §2 access token',
      'protocol.md §2 refresh token',
      'protocol.md §2 authorization code',
    ],
    needs: ['refresh'],
    async run(t) {
      const authorization = await t.authorize();
      assert.ok(authorization.code().length >= 43);
      const answer = await t.redeem(authorization);
      assert.ok(stringOf(answer, 'access_token').length >= 43);
      assert.ok(stringOf(answer, 'refresh_token').length >= 43);
    },
  },
  ...forged,
];
