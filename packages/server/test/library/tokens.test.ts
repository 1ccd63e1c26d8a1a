/** Tokens in the hands of the application (distribution.md L-4). */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type GrantorEvent, IssueRefused, TokenRefused } from '../../src/index.ts';
import { alice } from '../e2e/declarations.ts';
import { clientRequest, type Embedded, embed } from './embedded.ts';

describe('tokens', () => {
  const issuer = 'https://app.example/auth';
  const events: GrantorEvent[] = [];
  let embedded: Embedded;
  before(async () => {
    embedded = await embed(issuer, { onEvent: (event) => void events.push(event) });
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
    assert.equal(events.filter(({ type }) => type === 'TOKEN_REVOKED').length, 1);
  });

  it('are made for a client and in the name of a person, which is audited as administrative — distribution.md L-4', async () => {
    const { tokens } = embedded.grantor;
    events.length = 0;
    const order = { client: 'photo-album', user: alice.sub, scopes: ['read'], lifetime: 60 };
    const { accessToken, tokenId, expiresAt } = await tokens.issue(order);
    const said = await tokens.verify(accessToken, { audience: issuer, scopes: ['read'] });
    assert.deepEqual([said.subject, said.username, said.clientId], [alice.sub, 'alice', 'photo-album']);
    assert.deepEqual([said.tokenId, said.expiresAt], [tokenId, expiresAt]);
    const [event] = events;
    assert.deepEqual(
      [event?.type, event?.severity, event?.actor.username, event?.resource.id],
      ['ADMIN_TOKEN_ISSUED', 'WARNING', '(application)', tokenId],
    );
    assert.deepEqual(event?.details, {
      ...{ scope: ['read'], resources: [], expires_at: expiresAt },
      ...{ user: alice.sub, client: 'photo-album' },
    });
    assert.equal(events.length, 1);
  });

  it('are not made beyond the rights of client, person and settings, by reason — distribution.md L-4', async () => {
    const order = { client: 'photo-album', user: alice.sub, scopes: ['read'] };
    events.length = 0;
    for (const [fault, change] of Object.entries({
      client: { client: 'nobody' },
      user: { user: 'nobody' },
      scope: { scopes: ['grantor:admin'] },
      resource: { resource: 'https://unknown.example' },
      lifetime: { lifetime: 100_000_000 },
    }))
      await assert.rejects(
        embedded.grantor.tokens.issue({ ...order, ...change }),
        (failure) => failure instanceof IssueRefused && failure.fault === fault,
      );
    assert.deepEqual(events, []);
  });
});
