/** The link of a reset that the management API asked for, followed in a real browser (mail.md D-1, M-9). */

import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { launchBrowser, type TestBrowser } from '../browser/browser.ts';
import { type Postbox, startPostbox } from '../mail/postbox.ts';
import { type ManagementWorld, startManagementWorld } from './world.ts';

let post: Postbox;
let world: ManagementWorld;
let chromium: TestBrowser;

before(async () => {
  post = await startPostbox();
  [world, chromium] = await Promise.all([startManagementWorld(post.environment), launchBrowser()]);
});
after(async () => {
  await chromium.close();
  await world.stop();
  await post.mail.stop();
});

it('a reset by mail sets the password, and signs in — mail.md D-1, M-9', async () => {
  const ida = { username: 'ida', email: 'ida@northwind.example', email_verified: true };
  const { body } = await world.call('POST', '/users', { body: ida });
  await world.call('POST', `/users/${body['id']}/send-password-reset`);
  const page = await chromium.newPage({ baseURL: world.server.origin });
  await page.goto(await post.follows(ida.email, 'was reset'));
  await page.locator('#password').fill('seven green umbrellas');
  await page.locator('main button[type=submit]').click();
  assert.equal(new URL(page.url()).pathname, '/account');
  await page.context().close();
});
