import assert from 'node:assert/strict';
import type { Case } from '../run/case.ts';
import { expectError, expectStatus, stringOf } from '../wire/answer.ts';

export const revocationCases: readonly Case[] = [
  {
    name: 'a revoked access token is dead at once',
    requirements: ['RFC 7009 §2', 'RFC 7009 §2.1', 'protocol.md RV-2'],
    needs: ['revocation', 'introspection', 'userinfo'],
    async run(t) {
      const token = stringOf(await t.tokens(), 'access_token');
      const revoked = await t.as('web', 'revocation_endpoint', { token });
      expectStatus(revoked, 200);
      assert.equal(revoked.text, '');
      assert.equal(await t.isActive('web', token), false);
      expectStatus(await t.userinfo(token), 401);
    },
  },
  {
    name: 'the revocation of an access token spares its refresh token',
    requirements: ['RFC 7009 §2.1', 'protocol.md RV-2'],
    needs: ['revocation', 'refresh'],
    differs: {
      reference: {
        reason: 'it takes the refresh token along, as RFC 7009 §2.1 allows',
        seen: /400 invalid_grant/,
      },
    },
    async run(t) {
      const answer = await t.tokens();
      const token = stringOf(answer, 'access_token');
      expectStatus(await t.as('web', 'revocation_endpoint', { token }), 200);
      expectStatus(await t.refresh('web', stringOf(answer, 'refresh_token')), 200);
    },
  },
  {
    name: 'a revoked refresh token takes its access tokens along',
    requirements: ['RFC 7009 §2.1', 'protocol.md RV-2', 'security.md R-9'],
    needs: ['revocation', 'introspection', 'refresh'],
    async run(t) {
      const first = await t.tokens();
      const second = await t.refresh('web', stringOf(first, 'refresh_token'));
      expectStatus(
        await t.as('web', 'revocation_endpoint', { token: stringOf(second, 'refresh_token') }),
        200,
      );
      expectError(await t.refresh('web', stringOf(second, 'refresh_token')), 400, 'invalid_grant');
      assert.equal(await t.isActive('web', stringOf(second, 'access_token')), false);
      assert.equal(await t.isActive('web', stringOf(first, 'access_token')), false);
    },
  },
  {
    name: 'a public client revokes its own token by client_id',
    requirements: ['RFC 7009 §2.1', 'protocol.md RV-1'],
    needs: ['revocation', 'refresh'],
    async run(t) {
      const token = stringOf(await t.tokens({ client: 'spa' }), 'refresh_token');
      expectStatus(await t.as('spa', 'revocation_endpoint', { token }), 200);
      expectError(await t.refresh('spa', token), 400, 'invalid_grant');
    },
  },
  {
    name: 'revoking an unknown token is a success',
    requirements: ['RFC 7009 §2.2', 'protocol.md RV-2'],
    needs: ['revocation'],
    async run(t) {
      const answer = await t.as('web', 'revocation_endpoint', { token: 'gat_unheard-of' });
      expectStatus(answer, 200);
      assert.equal(answer.text, '');
    },
  },
  {
    name: 'revoking twice is a success',
    requirements: ['RFC 7009 §2.2', 'protocol.md RV-2'],
    needs: ['revocation'],
    async run(t) {
      const token = stringOf(await t.tokens(), 'access_token');
      expectStatus(await t.as('web', 'revocation_endpoint', { token }), 200);
      expectStatus(await t.as('web', 'revocation_endpoint', { token }), 200);
    },
  },
  {
    name: 'revocation without token is invalid_request',
    requirements: ['RFC 7009 §2.1', 'RFC 7009 §2.2.1', 'protocol.md RV-1'],
    needs: ['revocation'],
    async run(t) {
      expectError(await t.as('web', 'revocation_endpoint', {}), 400, 'invalid_request');
    },
  },
  ...['access_token', 'refresh_token', 'unheard-of'].map(
    (token_type_hint): Case => ({
      name: `token_type_hint ${token_type_hint} never keeps a refresh token from revocation`,
      requirements: ['RFC 7009 §2.1', 'RFC 7009 §2.2', 'protocol.md RV-1'],
      needs: ['revocation', 'refresh'],
      async run(t) {
        const token = stringOf(await t.tokens(), 'refresh_token');
        expectStatus(await t.as('web', 'revocation_endpoint', { token, token_type_hint }), 200);
        expectError(await t.refresh('web', token), 400, 'invalid_grant');
      },
    }),
  ),
  ...(['access_token', 'refresh_token'] as const).map(
    (kind): Case => ({
      name: `another client's ${kind.replace('_', ' ')} is not revoked`,
      requirements: ['RFC 7009 §2.1', 'security.md T-2', 'protocol.md RV-2'],
      needs: ['revocation', 'introspection', 'refresh'],
      async run(t) {
        const token = stringOf(await t.tokens(), kind);
        const answer = await t.as('other', 'revocation_endpoint', { token });
        assert.ok(answer.status === 400, `got ${answer.status}`);
        assert.equal(await t.isActive('web', token), true);
      },
    }),
  ),
  {
    name: "another client's token is invalid_grant at revocation",
    requirements: ['protocol.md RV-2'],
    needs: ['revocation'],
    differs: {
      reference: { reason: 'it calls a foreign token invalid_request', seen: /400 invalid_request/ },
    },
    async run(t) {
      const token = stringOf(await t.tokens(), 'access_token');
      expectError(await t.as('other', 'revocation_endpoint', { token }), 400, 'invalid_grant');
    },
  },
  ...(['access_token', 'refresh_token'] as const).map(
    (kind): Case => ({
      name: `the ${kind.replace('_', ' ')} of a public client is ended by whoever holds it`,
      requirements: ['protocol.md RV-3', 'RFC 7009 §2.1'],
      needs: ['revocation', 'userinfo', 'house_rules'],
      async run(t) {
        const answer = await t.tokens({ client: 'spa' });
        const ended = await t.post('revocation_endpoint', { token: stringOf(answer, kind) });
        expectStatus(ended, 200);
        assert.equal(ended.text, '');
        expectError(await t.userinfo(stringOf(answer, 'access_token')), 401, 'invalid_token');
      },
    }),
  ),
  {
    name: 'the token of a confidential client is not ended without its credentials',
    requirements: ['protocol.md RV-3', 'security.md T-1', 'RFC 7009 §2.1'],
    needs: ['revocation', 'introspection', 'refresh', 'house_rules'],
    async run(t) {
      const answer = await t.tokens();
      for (const kind of ['access_token', 'refresh_token']) {
        const token = stringOf(answer, kind);
        expectError(await t.post('revocation_endpoint', { token }), 401, 'invalid_client');
        expectError(await t.post('revocation_endpoint', { token, client_id: 'web' }), 401, 'invalid_client');
      }
      assert.equal(await t.isActive('web', stringOf(answer, 'access_token')), true);
    },
  },
  {
    name: 'an unknown token without any client is a success',
    requirements: ['protocol.md RV-3', 'RFC 7009 §2.2'],
    needs: ['revocation', 'house_rules'],
    async run(t) {
      expectStatus(await t.post('revocation_endpoint', { token: 'gat_unheard-of' }), 200);
      expectError(await t.post('revocation_endpoint', {}), 400, 'invalid_request');
    },
  },
];
