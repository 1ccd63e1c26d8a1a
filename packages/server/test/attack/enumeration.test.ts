import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { hiddenFields } from '../races/person.ts';
import {
  asOther,
  asWeb,
  authorizationPath,
  type Browser,
  codeFor,
  declarations,
  deviceGrant,
  type Fields,
  json,
  person,
  redemption,
  startWorld,
  tokensFor,
  type World,
} from './world.ts';

/** What differs from answer to answer by design: nonces, request ids, tokens of forms. */
const volatile =
  /nonce-[A-Za-z0-9+/=]+|nonce="[^"]*"|(<code id="request_id">)[^<]*|value="[A-Za-z0-9_-]{43}"/g;

/** Status, headers and body, byte for byte but for what is random. */
async function wholeOf(response: Response): Promise<string> {
  const headers = [...response.headers].filter(([name]) => name !== 'x-request-id' && name !== 'set-cookie');
  return `${response.status}\n${JSON.stringify(headers)}\n${await response.text()}`.replaceAll(
    volatile,
    '$1',
  );
}

describe('pairs that must not differ', () => {
  let world: World;
  let browser: Browser;
  before(async () => {
    const users = [
      { ...person, email: 'ada@example.com' },
      { username: 'off', password: person.password },
    ];
    world = await startWorld({
      bootstrap: { ...declarations, users },
      environment: { CLIENT_CACHE_TTL: '0s' },
    });
    browser = world.browser();
    await browser.signIn();
    const { kysely } = world.server.running.database;
    await kysely
      .updateTable('user_account')
      .set({ disabled_at_ms: 1 })
      .where('username', '=', 'off')
      .execute();
    await kysely
      .updateTable('user_account')
      .set({ password_hash: null })
      .where('username', '=', 'admin')
      .execute();
  });
  after(() => world.server.stop());

  const same = async (responses: readonly Promise<Response>[]): Promise<void> => {
    const [first, ...others] = await Promise.all((await Promise.all(responses)).map(wholeOf));
    for (const other of others) assert.equal(other, first);
  };

  it('unknown user, wrong password, no password, disabled with a wrong password — security.md L-6', async () => {
    const names = ['nobody', person.username, 'admin', 'off', 'ada@example.com', 'nobody@example.com'];
    // The form shows again what was typed, and nothing else may differ.
    const answers = names.map(async (name) => {
      const whole = await wholeOf(await world.browser().signIn('wrong-password', name));
      assert.ok(whole.includes(`value="${name}"`));
      return whole.replace(`value="${name}"`, 'value="the name"');
    });
    assert.equal(new Set(await Promise.all(answers)).size, 1);
    const disabled = await world.browser().signIn(person.password, 'off');
    assert.equal(disabled.status, 400); // said only to who knows the password
    assert.notEqual(
      await wholeOf(disabled),
      await wholeOf(await world.browser().signIn('wrong-password', 'off')),
    );
  });

  it('unknown, foreign, expired and spent grants — security.md O-5, L-7', async () => {
    const spent = await codeFor(browser);
    await world.form('/oauth/token', redemption(spent), asWeb);
    const tokens = await tokensFor(world, browser);
    const ended = await tokensFor(world, browser);
    await world.form('/oauth/revoke', { token: ended['refresh_token'] ?? '' }, asWeb);
    const expired = await codeFor(browser);
    const { kysely } = world.server.running.database;
    await kysely
      .updateTable('authorization_code')
      .set({ expires_at: 1 })
      .where('redeemed_at_ms', 'is', null)
      .execute();
    const foreign = await codeFor(browser);
    const refresh = (token: string | undefined) => ({
      grant_type: 'refresh_token',
      refresh_token: token ?? '',
    });
    const device = await json(await world.form('/oauth/device/code', {}, asWeb));
    const poll = { grant_type: deviceGrant, device_code: String(device['device_code']) };
    await same([
      world.form('/oauth/token', redemption('gac_unknown'), asWeb),
      world.form('/oauth/token', redemption(spent), asWeb),
      world.form('/oauth/token', redemption(expired), asWeb),
      world.form('/oauth/token', redemption(foreign), asOther),
      world.form('/oauth/token', redemption(foreign, { code_verifier: 'w'.repeat(43) }), asWeb),
      world.form('/oauth/token', redemption(foreign, { redirect_uri: 'https://evil.example/' }), asWeb),
      world.form('/oauth/token', refresh('grt_unknown'), asWeb),
      world.form('/oauth/token', refresh(ended['refresh_token']), asWeb),
      world.form('/oauth/token', refresh(tokens['refresh_token']), asOther),
      world.form('/oauth/token', { ...poll, device_code: 'gdc_unknown' }, asWeb),
      world.form('/oauth/token', poll, asOther),
    ]);
  });

  it('unknown, revoked and foreign tokens at introspection — security.md L-7, protocol.md IS-2', async () => {
    const { refresh_token: token = '', access_token = '' } = await tokensFor(world, browser);
    const ended = await tokensFor(world, browser);
    await world.form('/oauth/revoke', { token: ended['refresh_token'] ?? '' }, asWeb);
    const ask = (value: string, who: Fields) => world.form('/oauth/introspect', { token: value }, who);
    const own = [
      ask('nonsense', asWeb),
      ask(ended['access_token'] ?? '', asWeb),
      ask(ended['refresh_token'] ?? '', asWeb),
    ];
    await same([...own, ask(token, asOther), ask(`${access_token}x`, asOther)]);
  });

  it('unknown clients and wrong secrets — protocol.md CA-4', async () => {
    const ask = (client_id: string, client_secret: string) =>
      world.form('/oauth/token', { grant_type: 'client_credentials', client_id, client_secret });
    await same([ask('web', 'wrong'), ask('nobody', 'wrong'), ask('device', 'wrong')]);
  });

  it('unknown, expired, decided and used user codes — protocol.md DV-3', async () => {
    const enter = async (user_code: string, action?: string): Promise<Response> => {
      const visitor = world.browser();
      await visitor.signIn();
      const fields = hiddenFields(await (await visitor.get('/device')).text());
      const entered = await visitor.post('/device/verify', { ...fields, user_code });
      if (action === undefined) return entered;
      return visitor.post('/device/verify', { ...hiddenFields(await entered.text()), action });
    };
    const start = async () =>
      String((await json(await world.form('/oauth/device/code', { client_id: 'device' })))['user_code']);
    const decided = await start();
    assert.equal((await enter(decided, 'deny')).status, 200);
    const { kysely } = world.server.running.database;
    const expired = await start();
    await kysely.updateTable('device_code').set({ expires_at: 1 }).where('state', '=', 'pending').execute();
    const shown = async (code: string) => (await wholeOf(await enter(code))).replaceAll(code, 'CODE');
    const unknown = await shown('BBBB-BBBB');
    assert.match(unknown, /^400\n/);
    assert.deepEqual([await shown(decided), await shown(expired)], [unknown, unknown]);
  });

  it('unknown, finished and foreign flows — protocol.md AZ-7', async () => {
    const visitor = world.browser();
    const { headers } = await visitor.get(authorizationPath());
    const flow = new URL(headers.get('location') ?? '', world.origin).searchParams.get('flow') ?? '';
    for (const path of ['/continue', '/login', '/consent', '/select-account', '/no-access']) {
      const foreign = world.browser().get(`${path}?flow=${flow}`);
      await same([foreign, world.browser().get(`${path}?flow=${'A'.repeat(43)}`)]);
    }
  });
});

describe('a client or user disabled in between', () => {
  let world: World;
  before(async () => {
    world = await startWorld({ environment: { CLIENT_CACHE_TTL: '0s' } });
  });
  after(() => world.server.stop());

  const set = async (who: 'user' | 'client', isOff: boolean): Promise<void> => {
    const { kysely } = world.server.running.database;
    if (who === 'client') {
      const status = isOff ? 'disabled' : 'active';
      await kysely.updateTable('client').set({ status }).where('id', '=', 'web').execute();
    } else {
      const disabled_at_ms = isOff ? Date.now() : null;
      await kysely
        .updateTable('user_account')
        .set({ disabled_at_ms })
        .where('username', '=', 'ada')
        .execute();
    }
  };
  const errorOf = async (answer: Response): Promise<unknown> => (await json(answer))['error'];
  const codes = { user: 'invalid_grant', client: 'invalid_client' } as const;

  for (const who of ['user', 'client'] as const) {
    it(`ends every step of every flow of a ${who} — security.md T-3, protocol.md TK-5, TO-3, CA-4`, async () => {
      const browser = world.browser();
      await browser.signIn();
      const code = await codeFor(browser);
      const tokens = await tokensFor(world, browser);
      const started = await json(await world.form('/oauth/device/code', { scope: 'read' }, asWeb));
      const user_code = String(started['user_code']);
      const fields = hiddenFields(await (await browser.get('/device')).text());
      const entered = await browser.post('/device/verify', { ...fields, user_code });
      const asked = hiddenFields(await entered.text());
      await browser.post('/device/verify', { ...asked, action: 'approve' });
      const poll = { grant_type: deviceGrant, device_code: String(started['device_code']) };
      await set(who, true);
      const refresh = { grant_type: 'refresh_token', refresh_token: tokens['refresh_token'] ?? '' };
      for (const form of [redemption(code), refresh, poll])
        assert.equal(
          await errorOf(await world.form('/oauth/token', form, asWeb)),
          codes[who],
          form['grant_type'],
        );
      const bearer = { authorization: `Bearer ${tokens['access_token']}` };
      for (const path of ['/oauth/userinfo', '/oauth/tokeninfo'])
        assert.equal(await errorOf(await world.send(path, { headers: bearer })), 'invalid_token');
      const seen = await world.form('/oauth/introspect', { token: tokens['access_token'] ?? '' }, asOther);
      assert.equal(await seen.text(), '{"active":false}');
      const authorization = await browser.get(authorizationPath());
      assert.ok(!(authorization.headers.get('location') ?? '').includes('code='));
      if (who === 'user') assert.match(authorization.headers.get('location') ?? '', /^\/login/);
      else assert.equal(authorization.status, 400);
      await set(who, false);
    });
  }
});
