import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { authorizationRequest, redeemCode } from '../e2e/authorization-request.ts';
import { alice, bob } from '../e2e/declarations.ts';
import { hiddenFields, signInPlainly } from '../e2e/plain-browser.ts';
import {
  type App,
  answers,
  authenticationOf,
  type FactorServer,
  locationOf,
  reachesFactor,
  startFactorServer,
} from './signed-in.ts';

describe('the second step of a sign-in — product.md F-6, §12.1 /login/factor', () => {
  let world: FactorServer;
  let app: App;
  let codes: readonly string[];

  before(async () => {
    world = await startFactorServer({ more: { skip_consent: true } });
    const browser = world.browser();
    await signInPlainly(browser, alice);
    app = await world.setsUpApp(browser);
    codes = await world.makesCodes(browser);
    assert.equal(codes.length, 10);
  });
  after(() => world.stop());

  it('is asked of whoever has a factor, and signs in with both — product.md F-7', async () => {
    const browser = world.browser();
    const address = await reachesFactor(browser, alice);
    assert.match(address, /^\/login\/factor\?attempt=[\w-]{43}$/);
    assert.equal((await browser.get('/account')).status, 303);
    const answer = await answers(browser, address, { code: world.code(app) });
    assert.equal(locationOf(answer), '/account/sessions');
    const signedIn = await authenticationOf(world, browser);
    assert.equal(signedIn?.acr, '2');
    assert.deepEqual(signedIn?.amr, ['pwd', 'otp', 'mfa']);
  });

  it('is not asked of others', async () => {
    const browser = world.browser();
    assert.equal(await reachesFactor(browser, bob), '/account/sessions');
    assert.deepEqual((await authenticationOf(world, browser))?.amr, ['pwd']);
  });

  it('keeps the application and the wish to stay signed in — product.md S-6', async () => {
    const browser = world.browser();
    const request = authorizationRequest(world.server, world.party, { scope: 'openid' });
    const path = locationOf(await browser.get(request.address));
    const address = await reachesFactor(browser, alice, { path, more: { remember_me: '1' } });
    const page = await browser.get(address);
    assert.match(await page.text(), /Photo Album/);
    const answer = await answers(browser, address, { code: world.code(app) });
    const code = await browser.get(locationOf(answer));
    const tokens = await redeemCode(world.server, new URL(locationOf(code)), request);
    const claims = JSON.parse(Buffer.from(tokens['id_token']?.split('.')[1] ?? '', 'base64url').toString());
    assert.equal(claims.acr, '2');
    assert.deepEqual(claims.amr, ['pwd', 'otp', 'mfa']);
    assert.ok((await authenticationOf(world, browser))?.row.remembered_at);
  });

  it('takes a code once, and the attempt once — product.md F-2, security.md R-8', async () => {
    const [first, second] = [world.browser(), world.browser()];
    const one = await reachesFactor(first, alice);
    const two = await reachesFactor(second, alice);
    const code = world.code(app);
    const page = hiddenFields(await (await first.get(one)).text());
    assert.equal((await first.post('/login/factor', { ...page, code })).status, 303);
    assert.equal((await answers(second, two, { code })).status, 400);
    assert.match(
      locationOf(await first.post('/login/factor', { ...page, code: world.code(app) })),
      /^\/login\?/,
    );
  });

  it('belongs to the browser of the password, and waits ten minutes — product.md F-6', async () => {
    const browser = world.browser();
    const address = await reachesFactor(browser, alice);
    const other = world.browser();
    await other.get('/login');
    assert.match(locationOf(await other.get(address)), /^\/login\?.*error=factor_ended/);
    const page = hiddenFields(await (await browser.get(address)).text());
    world.clock.advance(600);
    const late = await browser.post('/login/factor', { ...page, code: world.code(app) });
    assert.match(locationOf(late), /^\/login\?.*error=factor_ended/);
    assert.match(await (await browser.get(locationOf(late))).text(), /took too long/);
  });

  it('leads back to the password after five wrong codes; the sixth is refused though right — security.md L-3', async () => {
    const browser = world.browser();
    const address = await reachesFactor(browser, alice, { path: '/login?redirect=%2Faccount%2Fbrowsers' });
    const page = hiddenFields(await (await browser.get(address)).text());
    for (let wrong = 1; wrong < 5; wrong += 1) {
      const again = await browser.post('/login/factor', { ...page, code: '000000' });
      assert.equal(again.status, 400);
      assert.match(await again.text(), /wrong or was used before/);
    }
    const fifth = locationOf(await browser.post('/login/factor', { ...page, code: '000000' }));
    assert.equal(fifth, '/login?redirect=%2Faccount%2Fbrowsers&error=factor_ended');
    const sixth = await browser.post('/login/factor', { ...page, code: world.code(app) });
    assert.match(locationOf(sixth), /^\/login\?/);
    assert.equal((await browser.get('/account')).status, 303);
  });

  it('closes to codes after ten wrong ones, whatever passwords were right between — security.md L-3', async () => {
    world.clock.advance(1000);
    const stranger = world.browser();
    for (let round = 0; round < 2; round += 1) {
      const address = await reachesFactor(stranger, alice);
      const page = hiddenFields(await (await stranger.get(address)).text());
      for (let wrong = 0; wrong < 5; wrong += 1)
        await stranger.post('/login/factor', { ...page, code: '000000' });
    }
    const address = await reachesFactor(stranger, alice);
    const closed = await answers(stranger, address, { code: world.code(app) });
    assert.equal(closed.status, 429);
    assert.ok(Number(closed.headers.get('retry-after')) > 0);
    world.clock.advance(901);
  });

  it('takes a recovery code once, and says how many are left — product.md F-3', async () => {
    const browser = world.browser();
    const address = await reachesFactor(browser, alice);
    const [code = ''] = codes;
    const answer = await answers(browser, `${address}&means=recovery`, { code: code.toUpperCase() });
    assert.match(await answer.text(), /9 codes are left/);
    assert.deepEqual((await authenticationOf(world, browser))?.amr, ['pwd', 'otp', 'mfa']);
    const other = world.browser();
    const again = await answers(other, `${await reachesFactor(other, alice)}&means=recovery`, { code });
    assert.equal(again.status, 400);
    const events = await world.server.running.database.kysely
      .selectFrom('audit_event')
      .select(['details', 'severity'])
      .where('event_type', '=', 'RECOVERY_CODE_USED')
      .execute();
    assert.deepEqual(
      events.map(({ details, severity }) => [details, severity]),
      [['{"left":9}', 'WARNING']],
    );
  });

  it('is worth nothing once the password is another one — security.md R-12', async () => {
    const browser = world.browser();
    const address = await reachesFactor(browser, alice);
    const page = hiddenFields(await (await browser.get(address)).text());
    const { kysely } = world.server.running.database;
    const { password_hash } = await kysely
      .selectFrom('user_account')
      .select('password_hash')
      .where('username', '=', 'alice')
      .executeTakeFirstOrThrow();
    const set = (hash: string | null) =>
      kysely
        .updateTable('user_account')
        .set({ password_hash: hash })
        .where('username', '=', 'alice')
        .execute();
    await set('$another');
    const answer = await browser.post('/login/factor', { ...page, code: world.code(app) });
    assert.match(locationOf(answer), /^\/login\?.*error=factor_ended/);
    await set(password_hash);
  });

  it('is not there without a first', async () => {
    const browser = world.browser();
    await browser.get('/login');
    for (const path of [
      '/login/factor',
      '/login/enrol',
      '/login/factor?attempt=x',
      '/login/enrol?purpose=confirm',
    ])
      assert.match(locationOf(await browser.get(path)), /^\/login/, path);
  });
});
