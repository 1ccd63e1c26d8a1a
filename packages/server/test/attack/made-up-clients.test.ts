/** Client ids that cost their inventor nothing, from one address (security.md L-8, S-4). */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startWorld, type World } from './world.ts';

describe('made-up document clients', () => {
  let world: World;
  before(async () => {
    world = await startWorld({
      environment: {
        ENABLE_RATE_LIMIT: 'true',
        CLIENT_ID_METADATA_RATE_LIMIT: '5',
        TOKEN_RATE_LIMIT: '1000',
        DEFAULT_RATE_LIMIT: '1000',
      },
    });
  });
  after(() => world.server.stop());

  const url = (index: number): string => `https://made-up-${index}.invalid/client.json`;
  const count = (statuses: readonly number[], status: number): number =>
    statuses.filter((other) => other === status).length;

  it('are answered 429 at every endpoint once their address has met its number — operations.md §6 metadata document met for the first time', async () => {
    const statuses = await Promise.all(
      Array.from({ length: 12 }, async (_, index) => {
        const fields = { grant_type: 'refresh_token', refresh_token: 'x', client_id: url(index) };
        return (await world.form('/oauth/token', fields)).status;
      }),
    );
    assert.equal(count(statuses, 429), 7, statuses.join(' '));
    assert.equal(count(statuses, 503), 5);
    for (const path of ['/oauth/device/code', '/oauth/revoke', '/oauth/introspect']) {
      const answer = await world.form(path, { client_id: url(99), token: 'x' });
      assert.equal(answer.status, 429, path);
      assert.match(answer.headers.get('retry-after') ?? '', /^[1-9]\d*$/);
    }
    const query = new URLSearchParams({
      client_id: url(98),
      redirect_uri: 'https://a.example/',
      response_type: 'code',
    });
    const page = await world.send(`/oauth/authorize?${query}`, { headers: { accept: 'text/html' } });
    assert.equal(page.status, 429);
  });

  it('leave another address its own', async () => {
    const fields = new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: 'x',
      client_id: url(97),
    });
    const answer = await world.send('/oauth/token', { method: 'POST', body: fields }, '198.51.100.9');
    assert.equal(answer.status, 503);
  });
});
