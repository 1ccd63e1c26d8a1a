import assert from 'node:assert/strict';
import type { Conversation } from '../conversation/conversation.ts';
import type { Case } from '../run/case.ts';
import { bareChallenge } from '../run/facade-differences.ts';
import { API } from '../setup/fixtures.ts';
import { expectError, expectHeader, expectStatus, send, stringOf } from '../wire/answer.ts';
import type { Parameters } from '../wire/parameters.ts';

const needs: Case['needs'] = ['userinfo'];

async function accessToken(t: Conversation, parameters: Parameters = {}): Promise<string> {
  return stringOf(await t.tokens({ parameters }), 'access_token');
}

const BY_SCOPE: Readonly<Record<string, readonly string[]>> = {
  profile: [
    ...[
      'name',
      'family_name',
      'given_name',
      'middle_name',
      'nickname',
      'preferred_username',
      'profile',
      'picture',
    ],
    ...['website', 'gender', 'birthdate', 'zoneinfo', 'locale', 'updated_at'],
  ],
  email: ['email', 'email_verified'],
  phone: ['phone_number', 'phone_number_verified'],
  address: ['address'],
};

const scoped: readonly Case[] = Object.entries(BY_SCOPE).map(([scope, members]) => ({
  name: `scope ${scope} releases its claims and no other`,
  requirements: [
    'Core §5.4',
    'Core §5.1',
    'protocol.md UI-5',
    'product.md §2 standard claims',
    'product.md §2 full_name',
  ],
  needs,
  async run(t) {
    const answer = await t.userinfo(await accessToken(t, { scope: `openid ${scope}` }));
    expectStatus(answer, 200);
    assert.deepEqual(Object.keys(answer.json).sort(), ['sub', ...members].sort());
    const { email, email_verified, claims } = t.user();
    const known: Readonly<Record<string, unknown>> = { ...claims, email, email_verified };
    for (const member of members) {
      if (member !== 'updated_at') assert.deepEqual(answer.json[member], known[member]);
    }
  },
}));

export const userinfoCases: readonly Case[] = [
  ...scoped,
  {
    name: 'userinfo answers JSON with the subject that nobody caches',
    requirements: ['Core §5.3.2', 'Core §5.3', 'protocol.md UI-4', 'protocol.md G-6', 'advanced.md V-35'],
    needs,
    async run(t) {
      const answer = await t.userinfo(await accessToken(t));
      expectStatus(answer, 200);
      expectHeader(answer, 'content-type', /^application\/json\b/);
      assert.deepEqual(answer.json, { sub: t.user().sub });
    },
  },
  {
    name: 'updated_at is a number and the verified flags are booleans',
    requirements: ['Core §5.1', 'protocol.md UI-5'],
    needs,
    async run(t) {
      const { json } = await t.userinfo(await accessToken(t, { scope: 'openid profile email phone' }));
      assert.equal(typeof json['updated_at'], 'number');
      assert.equal(typeof json['email_verified'], 'boolean');
      assert.equal(typeof json['phone_number_verified'], 'boolean');
    },
  },
  {
    name: 'claims without a value are left out',
    requirements: ['Core §5.3.2', 'protocol.md UI-4'],
    needs,
    async run(t) {
      const answer = await t.tokens({
        user: 'bob',
        parameters: { scope: 'openid profile email phone address' },
      });
      const { json } = await t.userinfo(stringOf(answer, 'access_token'));
      assert.equal(json['email_verified'], false);
      assert.deepEqual(
        Object.values(json).filter((value) => value === null || value === ''),
        [],
      );
      assert.equal(json['phone_number'], undefined);
      assert.equal(json['address'], undefined);
    },
  },
  {
    name: 'userinfo takes POST with the token in the header',
    requirements: ['Core §5.3.1', 'RFC 6750 §2.1', 'advanced.md V-35'],
    needs,
    async run(t) {
      const headers = { authorization: `Bearer ${await accessToken(t)}` };
      expectStatus(await send(t.endpoint('userinfo_endpoint'), { method: 'POST', headers }), 200);
    },
  },
  {
    name: 'userinfo takes POST with the token in the form body',
    requirements: ['RFC 6750 §2.2', 'protocol.md UI-1'],
    needs,
    async run(t) {
      expectStatus(await t.post('userinfo_endpoint', { access_token: await accessToken(t) }), 200);
    },
  },
  {
    name: 'a token in header and body at once is invalid_request',
    requirements: ['RFC 6750 §2', 'protocol.md UI-1', 'protocol.md §1 two credentials at once'],
    needs,
    async run(t) {
      const access_token = await accessToken(t);
      const answer = await t.post(
        'userinfo_endpoint',
        { access_token },
        { authorization: `Bearer ${access_token}` },
      );
      expectError(answer, 400, 'invalid_request');
    },
  },
  {
    name: 'a token in the query is refused',
    requirements: ['RFC 9700 §4.3.2', 'RFC 6750 §2.3', 'protocol.md UI-1'],
    needs,
    async run(t) {
      const answer = await send(`${t.endpoint('userinfo_endpoint')}?access_token=${await accessToken(t)}`);
      expectError(answer, 400, 'invalid_request');
    },
  },
  {
    name: 'the Bearer scheme is case-insensitive',
    requirements: ['RFC 6750 §2.1', 'protocol.md UI-1', 'RFC 9110 §11.1'],
    needs,
    async run(t) {
      const headers = { authorization: `bEaReR ${await accessToken(t)}` };
      expectStatus(await send(t.endpoint('userinfo_endpoint'), { headers }), 200);
    },
  },
  {
    name: 'userinfo without a token is a bare Bearer challenge',
    requirements: ['RFC 6750 §3', 'RFC 6750 §3.1', 'protocol.md UI-2'],
    differs: { facade: bareChallenge },
    needs,
    async run(t) {
      const answer = await send(t.endpoint('userinfo_endpoint'));
      expectStatus(answer, 401);
      // Schemes besides it are welcome (RFC 9449 §7.1); why is nobody's to say who sent nothing
      expectHeader(
        answer,
        'www-authenticate',
        /^Bearer realm="[^"]+"(?:, DPoP (?:realm="[^"]+", )?algs="[^"]+")?$/,
      );
    },
  },
  {
    name: 'an unknown token is 401 invalid_token with a challenge',
    requirements: ['RFC 6750 §3', 'RFC 6750 §3.1', 'protocol.md UI-2'],
    needs,
    async run(t) {
      const answer = await t.userinfo('gat_unheard-of');
      expectError(answer, 401, 'invalid_token');
      expectHeader(answer, 'www-authenticate', /^Bearer .*error="invalid_token"/);
    },
  },
  {
    name: 'a token with scopes about the person and without openid gets the claims of what it has',
    requirements: ['protocol.md UI-2', 'Core §5.4'],
    needs: ['userinfo', 'house_rules'],
    async run(t) {
      const token = await accessToken(t, { scope: 'email profile', nonce: undefined });
      const answer = await t.userinfo(token);
      expectStatus(answer, 200);
      assert.equal(answer.json['sub'], t.user().sub);
      assert.equal(answer.json['email'], t.user().email);
      assert.equal(answer.json['name'], t.user().claims['name']);
      assert.equal(answer.json['phone_number'], undefined);
    },
  },
  {
    name: 'a token without any scope about the person is 403 insufficient_scope',
    requirements: ['RFC 6750 §3.1', 'Core §5.3', 'protocol.md UI-2'],
    needs,
    async run(t) {
      const answer = await t.userinfo(await accessToken(t, { scope: 'read', nonce: undefined }));
      expectError(answer, 403, 'insufficient_scope');
      expectHeader(answer, 'www-authenticate', /error="insufficient_scope".*scope="openid"/);
    },
  },
  ...(['id_token', 'refresh_token'] as const).map(
    (kind): Case => ({
      name: `an ${kind.replace('_', ' ')} opens no userinfo`.replace('an r', 'a r'),
      requirements: ['RFC 8725 §3.11', 'security.md T-7', 'protocol.md TO-5'],
      needs: ['userinfo', 'refresh'],
      async run(t) {
        expectError(await t.userinfo(stringOf(await t.tokens(), kind)), 401, 'invalid_token');
      },
    }),
  ),
  {
    name: 'a token for a resource opens no userinfo',
    requirements: ['RFC 9700 §4.10.2', 'RFC 8707 §2', 'security.md T-5', 'protocol.md UI-3'],
    needs: ['userinfo', 'resource'],
    async run(t) {
      const token = await accessToken(t, { scope: 'openid read', resource: API });
      expectError(await t.userinfo(token), 401, 'invalid_token');
    },
  },
];
