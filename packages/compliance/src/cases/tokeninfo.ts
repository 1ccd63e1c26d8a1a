import assert from 'node:assert/strict';
import type { Case } from '../run/case.ts';
import { expectError, expectHeader, expectStatus, stringOf } from '../wire/answer.ts';

export const tokeninfoCases: readonly Case[] = [
  {
    name: 'tokeninfo describes a user token to its holder',
    requirements: ['protocol.md §14 Tokeninfo', 'protocol.md CL-1'],
    needs: ['tokeninfo'],
    async run(t) {
      const token = stringOf(
        await t.tokens({ parameters: { scope: 'read', nonce: undefined } }),
        'access_token',
      );
      const answer = await t.tokeninfo(token);
      expectStatus(answer, 200);
      const { active, user_id, client_id, scope, iss, subject_type } = answer.json;
      assert.deepEqual(
        { active, user_id, client_id, scope, iss, subject_type },
        {
          active: true,
          user_id: t.user().sub,
          client_id: 'web',
          scope: 'read',
          iss: t.issuer,
          subject_type: 'user',
        },
      );
      assert.ok(Number.isInteger(answer.json['exp']));
    },
  },
  {
    name: 'tokeninfo describes a machine token by its client',
    requirements: ['protocol.md §14 Tokeninfo'],
    needs: ['tokeninfo', 'client_credentials'],
    async run(t) {
      const answer = await t.token('machine', { grant_type: 'client_credentials', scope: 'read' });
      const { json } = await t.tokeninfo(stringOf(answer, 'access_token'));
      assert.equal(json['user_id'], 'client:machine');
      assert.equal(json['subject_type'], 'client');
    },
  },
  {
    name: 'tokeninfo without a token is 401 missing_token',
    requirements: ['protocol.md §14 Tokeninfo'],
    needs: ['tokeninfo'],
    async run(t) {
      const answer = await t.tokeninfo();
      expectError(answer, 401, 'missing_token');
      expectHeader(answer, 'www-authenticate', /^Bearer /);
    },
  },
  ...(['id_token', 'refresh_token'] as const).map(
    (kind): Case => ({
      name: `tokeninfo refuses the ${kind.replace('_', ' ')}`,
      requirements: ['protocol.md §14 Tokeninfo', 'security.md T-7'],
      needs: ['tokeninfo', 'refresh'],
      async run(t) {
        const answer = await t.tokeninfo(stringOf(await t.tokens(), kind));
        expectError(answer, 401, 'invalid_token');
        expectHeader(answer, 'www-authenticate', /error="invalid_token"/);
      },
    }),
  ),
  {
    name: 'tokeninfo refuses a revoked token',
    requirements: ['protocol.md §14 Tokeninfo', 'protocol.md TO-3'],
    needs: ['tokeninfo', 'revocation'],
    async run(t) {
      const token = stringOf(await t.tokens(), 'access_token');
      expectStatus(await t.as('web', 'revocation_endpoint', { token }), 200);
      expectError(await t.tokeninfo(token), 401, 'invalid_token');
    },
  },
];
