import assert from 'node:assert/strict';
import type { Conversation } from '../conversation/conversation.ts';
import type { Case } from '../run/case.ts';
import { expectError, expectStatus, stringOf } from '../wire/answer.ts';

// protocol.md TO-2: an opaque access token behaves like a JWT at every endpoint.

const client = 'opaque';

async function accessToken(t: Conversation): Promise<string> {
  return stringOf(await t.tokens({ client }), 'access_token');
}

export const opaqueTokenCases: readonly Case[] = [
  {
    name: 'an opaque access token is no JWT',
    requirements: ['protocol.md TO-2', 'protocol.md §2 access token'],
    async run(t) {
      assert.notEqual((await accessToken(t)).split('.').length, 3);
    },
  },
  {
    name: 'an opaque access token opens userinfo',
    requirements: ['protocol.md TO-2', 'Core §5.3'],
    needs: ['userinfo'],
    async run(t) {
      const answer = await t.userinfo(await accessToken(t));
      expectStatus(answer, 200);
      assert.equal(answer.json['sub'], t.user().sub);
    },
  },
  {
    name: 'an opaque access token is described by introspection',
    requirements: ['protocol.md TO-2', 'RFC 7662 §2.2'],
    needs: ['introspection'],
    async run(t) {
      const { json } = await t.as(client, 'introspection_endpoint', { token: await accessToken(t) });
      assert.equal(json['active'], true);
      assert.equal(json['client_id'], client);
      assert.equal(json['sub'], t.user().sub);
    },
  },
  {
    name: 'a revoked opaque access token is dead at once',
    requirements: ['protocol.md TO-2', 'RFC 7009 §2.1'],
    needs: ['revocation', 'introspection', 'userinfo'],
    async run(t) {
      const token = await accessToken(t);
      expectStatus(await t.as(client, 'revocation_endpoint', { token }), 200);
      assert.equal(await t.isActive(client, token), false);
      expectError(await t.userinfo(token), 401, 'invalid_token');
    },
  },
  {
    name: 'an opaque access token is told of by tokeninfo',
    requirements: ['protocol.md TO-2', 'protocol.md §14 Tokeninfo'],
    needs: ['tokeninfo'],
    async run(t) {
      const answer = await t.tokeninfo(await accessToken(t));
      expectStatus(answer, 200);
      assert.equal(answer.json['user_id'], t.user().sub);
    },
  },
];
