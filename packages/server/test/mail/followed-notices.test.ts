/** The links of notices are followed in a real browser, by whom they are for (mail.md D-1, §2). */

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { type AccountWorld, confirms, startAccountWorld } from '../account/world.ts';
import { launchBrowser, type TestBrowser } from '../browser/browser.ts';
import { fills, shown, unescaped } from '../e2e/forms.ts';
import { movingClock } from '../e2e/moving-clock.ts';
import { hiddenFields, plainBrowser, signInPlainly } from '../e2e/plain-browser.ts';
import type { FactorServer } from '../factors/signed-in.ts';
import { linkIn } from '../mail-server.ts';
import type { ThroughWorld } from '../upstream/world.ts';
import { type Postbox, root, startPostbox } from './postbox.ts';
import { maria, olga, startConnectionWorld, startFactorWorld } from './worlds.ts';

let post: Postbox;
let chromium: TestBrowser;
let page: Page;

before(async () => {
  post = await startPostbox();
  chromium = await launchBrowser();
});
after(async () => {
  await chromium.close();
  await post.mail.stop();
});
beforeEach(async () => {
  page = await chromium.newPage();
});

const linkOf = async (address: string, subject: string): Promise<string> =>
  linkIn((await post.receives(address, subject)).raw, 'http');

/** Follows the link, through sign-in where there is no session, and ends on the page it names. */
async function follows(link: string, person: typeof maria): Promise<void> {
  await page.goto(link);
  if (new URL(page.url()).pathname === '/login') {
    await page.getByLabel('Username').fill(person.username);
    await page.locator('#password').fill(person.password);
    await page.locator('main').getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.waitForURL(link);
  }
  const again = await page.goto(link);
  assert.deepEqual([again?.status(), page.url()], [200, link]);
}

describe('the link of a notice of second factors', () => {
  let world: FactorServer;
  before(async () => {
    world = await startFactorWorld(post);
  });
  after(() => world.stop());

  it('leads to them, when one came, went, or got new codes — mail.md D-1, §2 factor', async () => {
    const browser = world.browser();
    await signInPlainly(browser, maria);
    // The browser that follows is signed in before a factor would be asked for
    await follows(await linkOf(maria.email, 'New sign-in'), maria);
    await world.setsUpApp(browser);
    await follows(await linkOf(maria.email, 'A second factor was added'), maria);
    await page.getByRole('heading', { level: 1, name: 'Second factors' }).waitFor();
    await world.makesCodes(browser);
    await follows(await linkOf(maria.email, 'New recovery codes'), maria);
    assert.equal((await confirms(browser, '/account/factors/totp/remove')).status, 303);
    await follows(await linkOf(maria.email, 'was removed'), maria);
  });

  it('leads to them, when an administrator took them — mail.md D-1, §2 factor', async () => {
    const other = world.browser();
    await signInPlainly(other, olga);
    await world.setsUpApp(other);
    const admin = world.browser();
    await signInPlainly(admin, root);
    await confirms(admin, `/admin/users/${olga.sub}/reset-factors`);
    await follows(await linkOf(olga.email, 'Your second factors'), olga);
    await page.getByRole('heading', { level: 1, name: 'Second factors' }).waitFor();
  });
});

describe('the link of a notice of connections', () => {
  let world: ThroughWorld;
  before(async () => {
    world = await startConnectionWorld(post);
  });
  after(() => world.stop());

  it('leads to them, when one came or went — mail.md D-1, §2 connection', async () => {
    world.upstream.profile = {
      ...{ sub: 'maria-1', preferred_username: 'maria' },
      ...{ email: maria.email, email_verified: true },
    };
    const browser = plainBrowser(world.server);
    await world.signsIn(browser);
    await follows(await linkOf(maria.email, 'Another way to sign in'), maria);
    await page.getByRole('heading', { level: 1, name: 'Sign-in methods' }).waitFor();
    const connections = await (await browser.get('/account/connections')).text();
    const [, path = ''] = /href="(\/account\/connections\/[^"]*\/delete)"/.exec(connections) ?? [];
    assert.equal((await confirms(browser, path)).status, 303);
    await follows(await linkOf(maria.email, 'was removed'), maria);
  });
});

describe('the link of a notice', () => {
  let world: AccountWorld;
  const clock = movingClock();
  before(async () => {
    const { environment } = post;
    world = await startAccountWorld({}, { people: [root, maria, olga], environment, clock });
  });
  after(() => world.stop());

  it('of a code that came twice leads to connected apps — mail.md D-1, §2 code replay', async () => {
    const redeem = await world.approves(await world.signedIn(maria), 'openid');
    await redeem();
    clock.advance(30);
    await redeem();
    await follows(await linkOf(maria.email, 'was undone'), maria);
    await page.getByRole('heading', { level: 1, name: 'Connected apps' }).waitFor();
  });

  it('of an app, decided about, leads to the app — mail.md D-1, §2 application approved, declined', async () => {
    clock.advance(3601); // limits of an hour
    const owner = await world.signedIn(maria);
    const admin = await world.signedIn(root);
    const app = {
      ...{ client_name: 'Bike Map', redirect_uris: 'https://bike.example/callback' },
      ...{ client_type: 'confidential', enable_auth_code_flow: '1', scopes: 'openid email' },
    };
    const made = async (): Promise<string> =>
      shown(await (await fills(owner, '/apps/new', { to: '/apps', ...app })).text(), 'client-id');
    const seesApp = () => page.getByRole('heading', { level: 1, name: 'Bike Map' }).waitFor();
    await confirms(admin, `/admin/clients/${await made()}/reject`);
    await follows(await linkOf(maria.email, 'Bike Map was declined'), maria);
    await seesApp();
    const approved = await made();
    await confirms(admin, `/admin/clients/${approved}/approve`);
    await follows(await linkOf(maria.email, 'Bike Map was approved'), maria);
    await seesApp();
    for (const decision of ['accept', 'decline'] as const) {
      const moved = { ...app, redirect_uris: `https://bike.example/${decision}` };
      await fills(owner, `/apps/${approved}/edit`, moved);
      const waiting = await (await admin.get(`/admin/clients/${approved}`)).text();
      const seen = unescaped(/name="seen" value="([^"]*)"/.exec(waiting)?.[1] ?? '');
      const { csrf_token = '' } = hiddenFields(waiting);
      await admin.post(`/admin/clients/${approved}/changes/${decision}`, { csrf_token, seen });
      await follows(await linkOf(maria.email, 'Your change of Bike Map at'), maria);
      await seesApp();
    }
  });
});
