import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { authorizationRequest, redeemCode } from '../e2e/authorization-request.ts';
import { alice, bob } from '../e2e/declarations.ts';
import { hiddenFields, type PlainBrowser, signInPlainly } from '../e2e/plain-browser.ts';
import {
  type App,
  answers,
  appOn,
  authenticationOf,
  type FactorServer,
  locationOf,
  startFactorServer,
} from './signed-in.ts';

const essential = (value: string) => JSON.stringify({ id_token: { acr: { essential: true, value } } });

describe('an application that asks for more than a password — product.md F-7, advanced.md STU-1', () => {
  let world: FactorServer;
  let app: App;
  /** Signed in with the password alone, before there was an app. */
  let browser: PlainBrowser;

  before(async () => {
    world = await startFactorServer({ more: { skip_consent: true } });
    browser = world.browser();
    await signInPlainly(browser, alice);
    app = await world.setsUpApp(browser);
  });
  after(() => world.stop());

  const asks = (parameters: Record<string, string>) =>
    authorizationRequest(world.server, world.party, { scope: 'openid', ...parameters });

  it('gets what the session has where that is enough', async () => {
    const answer = locationOf(await browser.get(asks({ acr_values: '1' }).address));
    assert.match(answer, /[?&]code=/);
  });

  it('gets an error and no page with prompt=none, of an essential level only — protocol.md §6', async () => {
    const silent = locationOf(await browser.get(asks({ prompt: 'none', claims: essential('2') }).address));
    assert.match(silent, /error=interaction_required/);
    const wished = locationOf(await browser.get(asks({ prompt: 'none', acr_values: '2' }).address));
    assert.match(wished, /[?&]code=/);
  });

  it('leads to exactly the missing step, and the session goes on as the same — advanced.md STU-4', async () => {
    const before = await authenticationOf(world, browser);
    const request = asks({ acr_values: '2 phr' });
    const address = locationOf(await browser.get(request.address));
    assert.match(address, /^\/login\/factor\?flow=/);
    assert.match(await (await browser.get(address)).text(), /needs more than a password/);
    const answer = await answers(browser, address, { code: world.code(app) });
    const tokens = await redeemCode(
      world.server,
      new URL(locationOf(await browser.get(locationOf(answer)))),
      request,
    );
    const claims = JSON.parse(Buffer.from(tokens['id_token']?.split('.')[1] ?? '', 'base64url').toString());
    assert.equal(claims.acr, '2');
    assert.deepEqual(claims.amr, ['pwd', 'otp', 'mfa']);
    assert.equal(claims.auth_time, before?.row.auth_time);
    const raised = await authenticationOf(world, browser);
    assert.notEqual(raised?.row.hash, before?.row.hash);
    assert.deepEqual(
      [raised?.row.sid_seed, raised?.row.expires_at, raised?.row.created_at],
      [before?.row.sid_seed, before?.row.expires_at, before?.row.created_at],
    );
  });

  it('gets a level nobody can be led to by a wish as it is, and by a must only once there is a passkey — advanced.md STU-3', async () => {
    const wished = locationOf(await browser.get(asks({ acr_values: 'phr' }).address));
    assert.match(wished, /[?&]code=/);
    const must = locationOf(await browser.get(asks({ claims: essential('phr') }).address));
    assert.match(must, /^\/login\/factor\?flow=/);
    assert.match(locationOf(await browser.get(must)), /^\/login\/enrol\?flow=/);
  });

  it('leads whoever has no second factor to set one up, if one must be — product.md F-1', async () => {
    const other = world.browser();
    await signInPlainly(other, bob);
    assert.match(locationOf(await other.get(asks({ acr_values: '2' }).address)), /[?&]code=/);
    const request = asks({ claims: essential('2') });
    const enrol = locationOf(await other.get(locationOf(await other.get(request.address))));
    assert.match(enrol, /^\/login\/enrol\?flow=/);
    const page = await (await other.get(enrol)).text();
    const code = world.code(appOn(page));
    const shown = await (await other.post('/login/enrol', { ...hiddenFields(page), code })).text();
    const next = /href="(\/continue\?flow=[^"]+)"/.exec(shown)?.[1] ?? '';
    const tokens = await redeemCode(world.server, new URL(locationOf(await other.get(next))), request);
    const claims = JSON.parse(Buffer.from(tokens['id_token']?.split('.')[1] ?? '', 'base64url').toString());
    assert.equal(claims.acr, '2');
  });

  it('ends the session after five wrong codes: back to the password — product.md F-6', async () => {
    const stolen = world.browser();
    await world.server.running.database.kysely
      .updateTable('browser_session')
      .set({ acr: '1', amr: '["pwd"]' })
      .execute();
    for (const [name, value] of browser.cookies) (stolen.cookies as Map<string, string>).set(name, value);
    const address = locationOf(await stolen.get(asks({ acr_values: '2' }).address));
    const page = hiddenFields(await (await stolen.get(address)).text());
    for (let wrong = 1; wrong < 5; wrong += 1)
      assert.equal((await stolen.post('/login/factor', { ...page, code: '000000' })).status, 400);
    assert.match(
      locationOf(await stolen.post('/login/factor', { ...page, code: '000000' })),
      /^\/login\?flow=/,
    );
    assert.equal((await browser.get('/account')).status, 303);
  });
});

describe('“confirm it is you” — product.md S-8, §12.1 /login/confirm', () => {
  let world: FactorServer;
  before(async () => {
    world = await startFactorServer();
  });
  after(() => world.stop());

  it('takes the password or a second factor, and changes nothing that applications are told', async () => {
    const browser = world.browser();
    await signInPlainly(browser, alice);
    const app = await world.setsUpApp(browser);
    const before = await authenticationOf(world, browser);
    for (const means of ['password', 'factor'] as const) {
      world.clock.advance(1000);
      const path = '/account/factors/recovery-codes';
      const confirm = locationOf(await browser.get(path));
      assert.equal(confirm, `/login/confirm?redirect=${encodeURIComponent(path)}`);
      const page = await (await browser.get(confirm)).text();
      const other =
        /href="(\/login\/factor\?purpose=confirm[^"]*)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? '';
      const answer =
        means === 'password'
          ? await browser.post('/login/confirm', { ...hiddenFields(page), password: alice.password })
          : await answers(browser, other, { code: world.code(app) });
      assert.equal(locationOf(answer), path, means);
      assert.equal((await browser.get(path)).status, 200);
    }
    const { confirmed_at: _, last_seen_at: __, ...now } = (await authenticationOf(world, browser))?.row ?? {};
    const { confirmed_at: ___, last_seen_at: ____, ...then } = before?.row ?? {};
    assert.deepEqual(now, then);
  });

  it('is asked before each change of factors', async () => {
    const browser = world.browser();
    await signInPlainly(browser, bob);
    world.clock.advance(1000);
    for (const path of ['totp', 'recovery-codes', 'totp/remove'])
      assert.match(locationOf(await browser.get(`/account/factors/${path}`)), /^\/login\/confirm\?/, path);
    assert.equal((await browser.get('/account/factors')).status, 200);
  });
});
