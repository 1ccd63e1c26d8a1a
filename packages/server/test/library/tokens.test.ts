/** Tokens in the hands of the application (distribution.md L-4). */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { TokenRefused } from '../../src/index.ts';
import { clientRequest, type Embedded, embed } from './embedded.ts';

describe('tokens', () => {
  const issuer = 'https://app.example/auth';
  const types: string[] = [];
  let embedded: Embedded;
  before(async () => {
    embedded = await embed(issuer, { onEvent: ({ type }) => void types.push(type) });
  });
  after(() => embedded.stop());

  it('are verified live, without HTTP, until they are revoked — distribution.md L-4', async () => {
    const { fetch: ask, tokens } = embedded.grantor;
    const form = { grant_type: 'client_credentials', scope: 'read' };
    const answer = await ask(clientRequest(`${issuer}/oauth/token`, form));
    const { access_token: token } = (await answer.json()) as { access_token: string };
    const { subject, userId, scopes } = await tokens.verify(token, { audience: issuer, scopes: ['read'] });
    assert.deepEqual([subject, userId, scopes], ['client:photo-album', null, ['read']]);
    const isRefusedFor = (fault: string) => (failure: unknown) =>
      failure instanceof TokenRefused && failure.fault === fault;
    await assert.rejects(tokens.verify(token, { audience: 'https://b.example' }), isRefusedFor('audience'));
    await assert.rejects(
      tokens.verify(token, { audience: issuer, scopes: ['write'] }),
      isRefusedFor('scope'),
    );
    assert.equal(await tokens.revoke(token), true);
    await assert.rejects(tokens.verify(token, { audience: issuer }), isRefusedFor('inactive'));
    assert.equal(await tokens.revoke(token), false);
    assert.equal(types.filter((type) => type === 'TOKEN_REVOKED').length, 1);
  });
});
