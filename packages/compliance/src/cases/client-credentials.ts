import assert from 'node:assert/strict';
import type { Case } from '../run/case.ts';
import { API } from '../setup/fixtures.ts';
import { expectError, expectStatus, integerOf, stringOf } from '../wire/answer.ts';
import type { Parameters } from '../wire/parameters.ts';

const needs: Case['needs'] = ['client_credentials'];
const MACHINE: Parameters = { grant_type: 'client_credentials' };

export const clientCredentialsCases: readonly Case[] = [
  {
    name: 'client credentials give a Bearer token and nothing else',
    requirements: ['RFC 6749 §4.4.3', 'RFC 6749 §5.1', 'protocol.md §8.3 Confidential clients only'],
    needs,
    async run(t) {
      const answer = await t.token('machine', { ...MACHINE, scope: 'read' });
      expectStatus(answer, 200);
      stringOf(answer, 'access_token');
      assert.equal(answer.json['token_type'], 'Bearer');
      assert.ok(integerOf(answer, 'expires_in') >= 1);
      assert.equal(answer.json['scope'], 'read');
      assert.equal(answer.json['refresh_token'], undefined);
      assert.equal(answer.json['id_token'], undefined);
    },
  },
  {
    name: 'client credentials without scope give the registered scope',
    requirements: ['RFC 6749 §3.3', 'protocol.md SC-3'],
    needs,
    differs: { reference: { reason: 'it grants no scope when none is asked for', seen: /'undefined'/ } },
    async run(t) {
      const answer = await t.token('machine', MACHINE);
      expectStatus(answer, 200);
      assert.equal(String(answer.json['scope']).split(' ').sort().join(' '), 'read write');
    },
  },
  ...(
    [
      ['openid', 'openid'],
      ['offline_access', 'read offline_access'],
      ['a scope the client may not have', 'read email'],
      ['a malformed scope', 'read "x"'],
    ] as const
  ).map(
    ([what, scope]): Case => ({
      name: `client credentials with ${what} are invalid_scope`,
      requirements: ['RFC 6749 §5.2', 'RFC 6749 §3.3', 'protocol.md §8.3 Confidential clients only'],
      needs,
      async run(t) {
        expectError(await t.token('machine', { ...MACHINE, scope }), 400, 'invalid_scope');
      },
    }),
  ),
  {
    name: 'client credentials with an unknown scope are invalid_scope',
    requirements: ['protocol.md SC-2', 'RFC 6749 §3.3'],
    needs,
    differs: { reference: { reason: 'it drops scopes it does not know', seen: /got 200/ } },
    async run(t) {
      expectError(await t.token('machine', { ...MACHINE, scope: 'read unheard-of' }), 400, 'invalid_scope');
    },
  },
  {
    name: 'a public client cannot use client credentials',
    requirements: [
      'RFC 6749 §4.4',
      'RFC 6749 §4.4.2',
      'RFC 6749 §2.1',
      'protocol.md §8.3 Confidential clients only',
    ],
    needs,
    differs: {
      reference: {
        reason: 'it says invalid_request for grants a client may not use',
        seen: /400 invalid_request/,
      },
    },
    async run(t) {
      expectError(await t.token('spa', MACHINE), 400, 'unauthorized_client');
    },
  },
  {
    name: 'the subject of a machine token cannot be taken for a user',
    requirements: ['RFC 9068 §5', 'RFC 9700 §4.15', 'protocol.md §8.3 Confidential clients only'],
    needs: ['client_credentials', 'resource', 'jwt_access_token'],
    async run(t) {
      const answer = await t.token('machine', { ...MACHINE, scope: 'read', resource: API });
      const { payload } = await t.verify(stringOf(answer, 'access_token'), API);
      assert.ok(
        ['machine', 'client:machine'].includes(String(payload.sub)),
        'the subject is neither form of the client',
      );
      assert.equal(payload['client_id'], 'machine');
      assert.equal(payload['auth_time'], undefined);
    },
  },
  {
    name: 'the subject of a machine token is client: and the client id',
    requirements: ['protocol.md §8.3 Confidential clients only', 'RFC 9068 §2.2'],
    needs: ['client_credentials', 'resource', 'jwt_access_token'],
    differs: {
      reference: { reason: 'it uses the bare client id, as RFC 9068 §2.2 allows', seen: /'machine'/ },
    },
    async run(t) {
      const answer = await t.token('machine', { ...MACHINE, scope: 'read', resource: API });
      assert.equal((await t.verify(stringOf(answer, 'access_token'), API)).payload.sub, 'client:machine');
    },
  },
  {
    name: 'a machine token opens no userinfo',
    requirements: ['Core §5.3', 'security.md T-6'],
    needs: ['client_credentials', 'userinfo'],
    async run(t) {
      const answer = await t.token('machine', { ...MACHINE, scope: 'read' });
      const { status } = await t.userinfo(stringOf(answer, 'access_token'));
      assert.ok(status === 401 || status === 403, `got ${status}`);
    },
  },
];
