import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { totpCode } from '../../src/factors/totp.ts';
import { authorizationRequest } from '../e2e/authorization-request.ts';
import { alice, bob } from '../e2e/declarations.ts';
import { hiddenFields, type PlainBrowser } from '../e2e/plain-browser.ts';
import {
  answers,
  appOn,
  authenticationOf,
  codesOn,
  type FactorServer,
  locationOf,
  reachesFactor,
  startFactorServer,
} from './signed-in.ts';

describe('a second factor that is required — product.md F-1, operations.md §2 MFA_REQUIRED', () => {
  let world: FactorServer;
  before(async () => {
    world = await startFactorServer({ environment: { MFA_REQUIRED: 'all' }, more: { skip_consent: true } });
  });
  after(() => world.stop());

  const promote = (role: 'user' | 'admin', username: string) =>
    world.server.running.database.kysely
      .updateTable('user_account')
      .set({ role })
      .where('username', '=', username)
      .execute();

  /** The page of the address, its form filled in with the code the new app shows. */
  async function enrols(browser: PlainBrowser, address: string) {
    const page = await (await browser.get(address)).text();
    const app = appOn(page);
    const code = world.code(app);
    return { app, answer: await browser.post('/login/enrol', { ...hiddenFields(page), code }) };
  }

  it('is set up right after the password, and nobody gets further without', async () => {
    const browser = world.browser();
    const request = authorizationRequest(world.server, world.party, { scope: 'openid' });
    const path = locationOf(await browser.get(request.address));
    const address = await reachesFactor(browser, alice, { path });
    assert.match(address, /^\/login\/enrol\?attempt=/);
    assert.equal((await browser.get('/account')).status, 303);
    const wrong = await answers(browser, address, { code: '000000' });
    assert.equal(wrong.status, 400);
    assert.match(await wrong.text(), /not the code your app should show/);
    const { app, answer } = await enrols(browser, address);
    const shown = await answer.text();
    assert.equal(codesOn(shown).length, 10);
    const next = /href="(\/continue\?flow=[^"]+)"/.exec(shown)?.[1] ?? '';
    assert.match(locationOf(await browser.get(next)), /[?&]code=/);
    assert.deepEqual((await authenticationOf(world, browser))?.amr, ['pwd', 'otp', 'mfa']);

    const again = world.browser();
    const second = await reachesFactor(again, alice);
    assert.match(second, /^\/login\/factor\?/);
    assert.equal((await answers(again, second, { code: world.code(app) })).status, 303);
  });

  it('is nobody else’s to set up once there is one', async () => {
    const [owner, thief] = [world.browser(), world.browser()];
    const one = await reachesFactor(owner, bob);
    const two = await reachesFactor(thief, bob);
    const page = await (await thief.get(two)).text();
    assert.equal((await enrols(owner, one)).answer.status, 200);
    const code = totpCode(appOn(page).secret, world.clock.now());
    const late = await thief.post('/login/enrol', { ...hiddenFields(page), code });
    assert.match(locationOf(late), /^\/login\/factor\?/);
    assert.equal((await thief.get('/account')).status, 303);
  });

  it('leaves the last one where it is — product.md F-6', async () => {
    const browser = world.browser();
    await world.server.running.database.kysely.deleteFrom('totp_factor').execute();
    await enrols(browser, await reachesFactor(browser, bob));
    const page = await browser.get('/account/factors/totp/remove');
    const kept = await browser.post('/account/factors/totp/remove', hiddenFields(await page.text()));
    assert.equal(kept.status, 400);
    assert.match(await kept.text(), /your last second factor/);
  });

  it('counts from the next request for whoever signed in before it was — product.md U-6', async () => {
    const admins = await startFactorServer({ environment: { MFA_REQUIRED: 'admin' } });
    try {
      const browser = admins.browser();
      assert.equal(await reachesFactor(browser, alice), '/account/sessions');
      assert.equal((await browser.get('/account')).status, 200);
      const before = world;
      world = admins;
      await promote('admin', 'alice');
      assert.equal((await browser.get('/account')).status, 303);
      assert.match(await reachesFactor(browser, alice), /^\/login\/enrol/);
      assert.equal(await reachesFactor(admins.browser(), bob), '/account/sessions');
      world = before;
    } finally {
      await admins.stop();
    }
  });
});
