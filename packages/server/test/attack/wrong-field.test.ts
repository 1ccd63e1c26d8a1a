/** Secrets sent in a field that is written down: what is nobody's id is nobody's to read (operations.md D-4). */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hiddenFields } from '../races/person.ts';
import { asWeb, authorizationPath, basic, startWorld, type World } from './world.ts';

const secret = 'Correct-Horse-0123456789';

type Row = Readonly<Record<string, unknown>>;

/** Every line and every grave audit row, those that are counted for a minute too, of one server's life. */
async function outputOf(walk: (world: World) => Promise<void>, more: Record<string, string> = {}) {
  // Without its table the audit writes WARNING and above to the log
  const environment = { ENABLE_AUDIT_LOGGING: 'false', LOG_LEVEL: 'trace', ...more };
  const world = await startWorld({ environment });
  await walk(world);
  await world.server.stop();
  const lines = world.server.logged.map((line) => JSON.parse(line));
  const rows = lines.flatMap(({ entry }): Row[] => (entry?.kind === 'row' ? [entry.row] : []));
  return { text: world.server.logged.join(''), rows };
}

describe('a secret in the wrong field', () => {
  it('is a mark in log and audit, the same for the same secret — operations.md D-4, security.md O-3', async () => {
    const { text, rows } = await outputOf(async (world) => {
      const { form, send } = world;
      const browser = world.browser();
      await form('/oauth/token', { grant_type: 'client_credentials', client_id: secret });
      await form('/oauth/token', { grant_type: 'client_credentials' }, { authorization: basic(secret, 'x') });
      for (const path of ['/oauth/device/code', '/oauth/introspect', '/oauth/revoke'])
        await form(path, { token: secret, client_id: secret, client_secret: secret });
      await form('/oauth/token', { grant_type: secret, scope: secret, resource: secret }, asWeb);
      for (const sent of [
        { client_id: secret },
        { client_id: `https://localhost/${secret}` },
        { redirect_uri: secret },
        { redirect_uri: `https://${secret}@app.example/cb?code=${secret}#${secret}` },
        { state: secret, response_mode: secret, login_hint: secret, scope: secret, claims: secret },
      ])
        await browser.get(authorizationPath(sent));
      const signOut = { client_id: secret, post_logout_redirect_uri: secret, id_token_hint: secret };
      await browser.get(`/oauth/logout?${new URLSearchParams(signOut)}`);
      await browser.signIn('wrong-password-of-somebody', secret);
      for (const path of [`/oauth/register/${secret}`, `/api/register/${secret}`])
        for (const method of ['GET', 'PUT', 'DELETE'])
          await send(path, { method, headers: { authorization: `Bearer ${secret}` } });
      await browser.signIn();
      const fields = hiddenFields(await (await browser.get('/device')).text());
      await browser.post('/device/verify', { ...fields, user_code: secret });
    });
    assert.ok(!text.includes(secret));
    assert.ok(!text.includes(encodeURIComponent(secret)));
    const ids = rows
      .filter(({ event_type }) => event_type !== 'AUTHENTICATION_FAILURE')
      .map(({ actor_client_id }) => String(actor_client_id));
    assert.ok(ids.length >= 3);
    assert.match(ids[0] ?? '', /^unknown:[0-9a-f]{12}$/);
    assert.ok(text.split(ids[0] ?? '').length > 3);
  });

  it('is none in the path of a row: nobody is registered under it — operations.md D-4', async () => {
    const tight = { ENABLE_RATE_LIMIT: 'true', DEFAULT_RATE_LIMIT: '1' };
    for (const path of ['/oauth/register', '/register', '/api/register']) {
      const { text, rows } = await outputOf(async ({ send }) => {
        for (let count = 0; count < 3; count += 1) await send(`${path}/${secret}`, { method: 'DELETE' });
      }, tight);
      assert.ok(!text.includes(secret));
      assert.deepEqual(
        rows.map(({ event_type, request_path }) => `${event_type} ${request_path}`),
        [`RATE_LIMIT_EXCEEDED ${path}/{id}`],
      );
    }
  });

  it('leaves the ids of clients readable', async () => {
    const { rows } = await outputOf(async ({ form }) => {
      await form('/oauth/token', { grant_type: 'client_credentials', client_id: 'web', client_secret: 'no' });
    });
    assert.deepEqual(
      rows.map(({ event_type, actor_client_id }) => `${event_type} ${actor_client_id}`),
      ['CLIENT_AUTHENTICATION_FAILURE web'],
    );
  });
});
