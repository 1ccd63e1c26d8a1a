import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { after, before, it } from 'node:test';
import { inspect, launchBrowser, type TestBrowser } from '../browser/browser.ts';
import { type FrontEndWorld, startFrontEndWorld } from './world.ts';

let world: FrontEndWorld;
let browser: TestBrowser;
let application: Server;
let redirectUri: string;

before(async () => {
  application = createServer((_, response) => response.end('back at the application'));
  await new Promise<void>((resolve) => application.listen(0, '127.0.0.1', resolve));
  redirectUri = `http://127.0.0.1:${(application.address() as { port: number }).port}/callback`;
  [world, browser] = await Promise.all([startFrontEndWorld({}, redirectUri), launchBrowser()]);
});
after(async () => {
  await Promise.all([browser.close(), world.server.stop()]);
  application.close();
});

it('signs in and allows with one press of Enter, looks right everywhere and takes a no without a name', async () => {
  const page = await browser.newPage();
  const open = () =>
    page.goto(
      `${world.server.origin}/api/authorization?${world.request({ redirect_uri: redirectUri }).parameters}`,
    );
  await open();
  await inspect(page, 'one-page');
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery clip');
  await page.locator('#loginId').fill('john');
  await page.locator('#loginId').press('Enter');
  await page.waitForURL(/\/callback/);
  assert.match(new URL(page.url()).searchParams.get('code') ?? '', /^gac_/);

  const stranger = await browser.newPage();
  await stranger.goto(
    `${world.server.origin}/api/authorization?${world.request({ redirect_uri: redirectUri }).parameters}`,
  );
  await stranger.locator('button[value=false]').click();
  await stranger.waitForURL(/\/callback/);
  assert.equal(new URL(stranger.url()).searchParams.get('error'), 'access_denied');
});
