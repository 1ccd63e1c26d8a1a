import assert from 'node:assert/strict';
import type { Case } from '../run/case.ts';
import { guestsAreNamedThere, listedMayAsk } from '../run/facade-differences.ts';
import { API } from '../setup/fixtures.ts';
import { expectError, expectHeader, expectStatus, stringOf } from '../wire/answer.ts';

const needs: Case['needs'] = ['introspection'];

export const introspectionCases: readonly Case[] = [
  {
    name: 'an active access token is described to its client',
    requirements: ['RFC 7662 §2.2', 'protocol.md IS-3'],
    needs,
    async run(t) {
      const before = Math.floor(Date.now() / 1000);
      const answer = await t.tokens({ parameters: { scope: 'openid email' } });
      const { json, status, headers } = await t.as('web', 'introspection_endpoint', {
        token: stringOf(answer, 'access_token'),
      });
      assert.equal(status, 200);
      expectHeader({ headers }, 'content-type', /^application\/json\b/);
      assert.equal(json['active'], true);
      assert.equal(json['client_id'], 'web');
      assert.equal(json['iss'], t.issuer);
      assert.equal(json['sub'], t.user().sub);
      assert.equal(json['token_type'], 'Bearer');
      assert.equal(String(json['scope']).split(' ').sort().join(' '), 'email openid');
      assert.ok(Number.isInteger(json['exp']) && Number(json['exp']) > before);
      assert.ok(Number.isInteger(json['iat']) && Number(json['iat']) >= before - 5);
    },
  },
  {
    name: 'introspection tells audience, user name and sign-in of a token',
    requirements: ['protocol.md IS-3', 'RFC 7662 §2.2'],
    needs: ['introspection', 'house_rules'],
    differs: { facade: guestsAreNamedThere },
    async run(t) {
      const token = stringOf(await t.tokens(), 'access_token');
      const { json } = await t.as('web', 'introspection_endpoint', { token });
      assert.equal(json['username'], 'alice');
      assert.equal(json['aud'], t.issuer);
      const missing = ['jti', 'auth_time', 'acr'].filter((member) => json[member] === undefined);
      assert.deepEqual(missing, []);
    },
  },
  {
    name: 'an active refresh token is shown to its own client',
    requirements: ['RFC 7662 §2.2', 'protocol.md IS-2'],
    needs: ['introspection', 'refresh'],
    async run(t) {
      const token = stringOf(await t.tokens(), 'refresh_token');
      const answer = await t.as('web', 'introspection_endpoint', { token, token_type_hint: 'refresh_token' });
      assert.equal(answer.json['active'], true);
      assert.equal(answer.json['client_id'], 'web');
    },
  },
  {
    name: 'a refresh token of another client is inactive',
    requirements: ['RFC 7662 §4', 'protocol.md IS-2', 'security.md T-2'],
    needs: ['introspection', 'refresh'],
    differs: {
      facade: listedMayAsk,
      reference: {
        reason: 'it shows every token to every confidential client unless a policy is written',
        seen: /the token is shown/,
      },
    },
    async run(t) {
      const token = stringOf(await t.tokens(), 'refresh_token');
      assert.equal(await t.isActive('other', token), false, 'the token is shown');
    },
  },
  ...(
    [
      ['unknown', 'gat_unheard-of'],
      ['malformed', '...'],
    ] as const
  ).map(
    ([what, token]): Case => ({
      name: `an ${what} token is inactive and nothing more is told`.replace('an malformed', 'a malformed'),
      requirements: ['RFC 7662 §2.2', 'RFC 7662 §4', 'protocol.md IS-2'],
      needs,
      async run(t) {
        const answer = await t.as('web', 'introspection_endpoint', { token });
        expectStatus(answer, 200);
        assert.deepEqual(answer.json, { active: false });
      },
    }),
  ),
  {
    name: 'an ID token is inactive',
    requirements: ['RFC 7662 §2.2', 'security.md T-7', 'protocol.md TO-5'],
    needs,
    differs: {
      reference: { reason: 'it refuses every JWT with an error', seen: /400 unsupported_token_type/ },
    },
    async run(t) {
      assert.equal(await t.isActive('web', stringOf(await t.tokens(), 'id_token')), false);
    },
  },
  {
    name: 'introspection without token is invalid_request',
    requirements: ['RFC 7662 §2.1', 'protocol.md IS-1'],
    needs,
    async run(t) {
      expectError(await t.as('web', 'introspection_endpoint', {}), 400, 'invalid_request');
    },
  },
  ...['access_token', 'refresh_token', 'unheard-of'].map(
    (token_type_hint): Case => ({
      name: `token_type_hint ${token_type_hint} never hides an access token`,
      requirements: ['RFC 7662 §2.1', 'RFC 7009 §2.1', 'protocol.md IS-1'],
      needs,
      async run(t) {
        const token = stringOf(await t.tokens(), 'access_token');
        const answer = await t.as('web', 'introspection_endpoint', { token, token_type_hint });
        assert.equal(answer.json['active'], true);
      },
    }),
  ),
  {
    name: 'a public client may not introspect',
    requirements: ['protocol.md IS-1', 'RFC 7662 §2.1', 'RFC 7662 §4'],
    needs,
    differs: { reference: { reason: 'it lets public clients introspect their own tokens', seen: /got 200/ } },
    async run(t) {
      const token = stringOf(await t.tokens({ client: 'spa' }), 'access_token');
      expectError(await t.as('spa', 'introspection_endpoint', { token }), 401, 'invalid_client');
    },
  },
  {
    name: 'an introspection answer is never cached',
    requirements: ['RFC 7662 §4', 'protocol.md G-6'],
    needs,
    async run(t) {
      const answer = await t.as('web', 'introspection_endpoint', { token: 'gat_x' });
      expectHeader(answer, 'cache-control', /no-store/);
    },
  },
  {
    name: 'a rotated refresh token is inactive',
    requirements: ['RFC 7662 §2.2', 'RFC 9700 §4.14.2'],
    needs: ['introspection', 'refresh'],
    variant: 'strict',
    async run(t) {
      const token = stringOf(await t.tokens(), 'refresh_token');
      expectStatus(await t.refresh('web', token), 200);
      assert.equal(await t.isActive('web', token), false);
    },
  },
  {
    name: 'a JWT access token for a resource is described as the JWT itself says',
    requirements: ['protocol.md IS-3', 'protocol.md TO-2'],
    needs: ['introspection', 'resource', 'jwt_access_token'],
    differs: {
      reference: {
        reason: 'it does not introspect JWT access tokens, which it never stores',
        seen: /is not active/,
      },
    },
    async run(t) {
      const token = stringOf(
        await t.tokens({ parameters: { scope: 'openid read', resource: API } }),
        'access_token',
      );
      const { payload } = await t.verify(token, API);
      const { json } = await t.as('web', 'introspection_endpoint', { token });
      assert.ok(json['active'] === true, 'the token is not active');
      for (const claim of [
        'iss',
        'sub',
        'aud',
        'exp',
        'iat',
        'jti',
        'client_id',
        'scope',
        'auth_time',
        'acr',
      ]) {
        assert.deepEqual(json[claim], payload[claim], claim);
      }
    },
  },
];
