/** What stands for somebody has one spelling: whatever counts, revokes or remembers it would miss another. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { asWeb, type Browser, deviceGrant, startWorld, type World } from './world.ts';

const alphabet = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'];

/** Other texts that lenient readers take for the same octets, or for the same word. */
function spellingsOf(value: string): readonly string[] {
  const last = value.at(-1) ?? '';
  const at = alphabet.indexOf(last);
  // Spare bits of the last character, in either number
  const spare = [1, 2, 3, 4, 8, 15].map((bits) => alphabet[at ^ bits] ?? 'A');
  const respelt = [
    ...spare.map((other) => value.slice(0, -1) + other),
    ...[`${value}=`, `${value}==`, `${value}%3D`, `${value}.`, `${value}A`, `=${value}`],
    ...[value.replaceAll('-', '+').replaceAll('_', '/'), value.toUpperCase(), value.toLowerCase()],
    value.replace(/[a-zA-Z]/, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
  ];
  return [...new Set(respelt)].filter((other) => other !== value);
}

describe('another spelling', () => {
  let world: World;
  let browser: Browser;
  before(async () => {
    world = await startWorld();
    browser = world.browser();
    assert.equal((await browser.signIn()).status, 303);
  });
  after(() => world.server.stop());

  it('of a session cookie is no session — protocol.md SE-1', async () => {
    const [name = '', value = ''] = [...browser.cookies].find(([known]) => known.includes('session')) ?? [];
    const open = (cookie: string): Promise<Response> => world.send('/account', { headers: { cookie } });
    assert.equal((await open(`${name}=${value}`)).status, 200);
    for (const other of [...spellingsOf(value), `"${value}"`, `${value} x`]) {
      assert.equal((await open(`${name}=${other}`)).status, 303, other);
    }
    for (const other of [name.toUpperCase(), `${name} `, `%67${name.slice(1)}`]) {
      const { status } = await open(`${other}=${value}`);
      assert.equal(status, 303, other);
    }
  });

  it('of a form token is none — security.md B-4', async () => {
    const page = await (await browser.get('/device')).text();
    const token = /name="csrf_token" value="([^"]+)"/.exec(page)?.[1] ?? assert.fail('no token');
    const post = (csrf_token: string): Promise<Response> =>
      browser.post('/device/verify', { csrf_token, user_code: 'BBBB-BBBB' });
    assert.equal((await post(token)).status, 400);
    for (const other of spellingsOf(token)) assert.equal((await post(other)).status, 403, other);
  });

  it('of an access token is inactive — protocol.md TO-2', async () => {
    const granted = await world.form(
      '/oauth/token',
      { grant_type: 'client_credentials', scope: 'read' },
      asWeb,
    );
    const { access_token } = (await granted.json()) as { access_token: string };
    const isActive = async (token: string): Promise<unknown> => {
      const answer = await world.form('/oauth/introspect', { token }, asWeb);
      return ((await answer.json()) as { active?: boolean }).active ?? false;
    };
    assert.equal(await isActive(access_token), true);
    const [head = '', body = '', seal = ''] = access_token.split('.');
    for (const [other, index] of [head, body, seal].flatMap((part, index) =>
      spellingsOf(part).map((other) => [other, index] as const),
    )) {
      const parts = [head, body, seal].with(index, other);
      assert.equal(await isActive(parts.join('.')), false, parts.join('.'));
    }
  });

  it('of a device code is unknown — RFC 8628 §3.5', async () => {
    const started = await world.form('/oauth/device/code', { client_id: 'device', scope: 'openid' });
    const { device_code } = (await started.json()) as { device_code: string };
    const poll = async (code: string): Promise<unknown> => {
      const fields = { grant_type: deviceGrant, client_id: 'device', device_code: code };
      return ((await (await world.form('/oauth/token', fields)).json()) as { error: string }).error;
    };
    assert.equal(await poll(device_code), 'authorization_pending');
    for (const other of spellingsOf(device_code).slice(0, 12)) {
      assert.equal(await poll(other), 'invalid_grant', other);
    }
  });
});
