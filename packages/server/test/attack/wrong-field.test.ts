/** Secrets sent in a field that is written down: what is nobody's id is nobody's to read (operations.md D-4). */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hiddenFields } from '../races/person.ts';
import { asWeb, authorizationPath, basic, startWorld, type World } from './world.ts';

const secret = 'Correct-Horse-0123456789';

/** Where somebody else's secret may come in place of an id. */
const limited = [
  ...['/oauth/register/{id}', '/register/{id}', '/api/register/{id}'],
  ...['/oauth/grants/{id}', '/api/gm/{id}', '/api/v1/tokens/{id}'],
];
/** Whoever has such a link may use it, whoever sent its form. */
const links = [
  ...['/invite/{id}', '/login/forgot/{id}'],
  ...['/address/verify/{id}', '/address/take-back/{id}'],
];
const ofFrontEnds = ['/api/7/auth/token/delete/{id}', '/api/7/{rest}'];

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

const typed = { body: new URLSearchParams({ a: 'b' }) };

/** What else takes names of clients and of what they hold. */
async function askBeside({ form, send }: World): Promise<void> {
  for (const path of ['/oauth/par', '/oauth/bc-authorize']) {
    await form(path, { client_id: secret, request: secret, login_hint: secret });
    await form(path, { scope: secret, login_hint: secret, id_token_hint: secret }, asWeb);
    await form(path, { scope: 'openid', login_hint_token: secret }, asWeb);
    await form(path, { scope: 'openid', login_hint: secret, binding_message: secret }, asWeb);
    await form(path, { response_type: secret, redirect_uri: secret }, asWeb);
  }
  for (const path of ['/oauth/grants', '/vci/offers', '/api/v1/tokens'])
    for (const method of ['GET', 'DELETE'])
      await send(`${path}/${secret}`, { method, headers: { authorization: `Bearer ${secret}` } });
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
      await askBeside(world);
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

  it('is none in the path of a row, whatever id it stands for — operations.md D-4', async () => {
    const environment = {
      ...{
        ENABLE_RATE_LIMIT: 'true',
        DEFAULT_RATE_LIMIT: '1',
        SMTP_HOST: '127.0.0.1',
        MAIL_FROM: 'a@b.example',
      },
      ...{ ENABLE_AUTHLETE_API: 'true', AUTHLETE_API_TOKEN: secret.repeat(2), AUTHLETE_SERVICE_ID: '7' },
    };
    const { text, rows } = await outputOf(async ({ send }) => {
      for (const [index, pattern] of [...limited, ...links, ...ofFrontEnds].entries()) {
        const path = pattern.replace(/\{\w+\}/, secret);
        // Each from an address of its own, whose rows are told apart
        for (const method of ['DELETE', 'DELETE', 'DELETE', 'GET', 'GET', 'GET', 'POST'])
          await send(path, { method, ...(method === 'POST' ? typed : {}) }, `127.0.1.${index}`);
      }
    }, environment);
    assert.ok(!text.includes(secret));
    const paths = new Set(rows.map(({ event_type, request_path }) => `${event_type} ${request_path}`));
    assert.deepEqual(
      [...paths].toSorted(),
      [
        ...limited.map((pattern) => `RATE_LIMIT_EXCEEDED ${pattern}`),
        ...[...links, ...ofFrontEnds].map((pattern) => `ACCESS_DENIED ${pattern}`),
      ].toSorted(),
    );
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
