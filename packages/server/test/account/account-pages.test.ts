/** The account pages, reached by clicking in a real browser (product.md §12.2). */

import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { assertQuiet, inspect, launchBrowser, type TestBrowser } from '../browser/browser.ts';
import { authorizationRequest, redeemCode } from '../e2e/authorization-request.ts';
import { alice, bob } from '../e2e/declarations.ts';
import { opensAccount, presses, reads, signsIn } from '../e2e/person.ts';
import { type AccountWorld, startAccountWorld } from './world.ts';

let world: AccountWorld;
let chromium: TestBrowser;

before(async () => {
  world = await startAccountWorld();
  chromium = await launchBrowser();
});

after(async () => {
  await chromium.close();
  await world.stop();
});

const desktop = { viewport: { width: 1280, height: 800 } } as const;

async function atAccount(person: typeof alice | typeof bob, options: BrowserContextOptions): Promise<Page> {
  const page = await chromium.newPage(options);
  await opensAccount(page, world.server.origin, person);
  return page;
}

const follows = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('link', { name }).first().click();

/** By the side navigation, as wide as `inspect` does not leave it. */
async function goesTo(page: Page, name: string): Promise<void> {
  await page.setViewportSize(desktop.viewport);
  await page.getByRole('navigation', { name: 'Your account pages' }).getByRole('link', { name }).click();
  await reads(page, name);
}

const isSaid = (page: Page, words: string): Promise<void> =>
  page.getByRole('status').getByText(words).waitFor();

async function closed(page: Page, name: string): Promise<void> {
  assertQuiet(page, name);
  await page.context().close();
}

describe('the account', () => {
  it('shows what was allowed, and takes it back — product.md T-1, T-2, product.md §12.2 /account/authorizations', async () => {
    const other = await world.signedIn(alice);
    const tokens = await world.allows(other, 'openid profile email offline_access read');
    await world.connects(other, 'openid write');
    const page = await atAccount(alice, desktop);
    await inspect(page, 'live-account-home');
    await goesTo(page, 'Connected apps');
    await page.getByRole('heading', { name: 'Photo Album' }).waitFor();
    await page.getByText('See your e-mail address').waitFor();
    await inspect(page, 'live-account-authorizations');
    await follows(page, /^Revoke access.*Photo Album$/);
    await reads(page, 'Revoke the access of Photo Album?');
    await inspect(page, 'live-account-ask-authorization');
    await follows(page, 'Cancel');
    await follows(page, /^Revoke access.*Photo Album$/);
    await presses(page, 'Revoke access');
    await isSaid(page, 'The access was revoked');
    assert.equal(await page.getByText('Photo Album').count(), 0);
    await inspect(page, 'live-account-authorization-revoked');
    assert.equal(await world.refreshError(tokens['refresh_token']), 'invalid_grant');
    await closed(page, 'live-account-authorizations');
  });

  it('is reached from the consent page, by the promise made there — protocol.md IN-2', async () => {
    const request = authorizationRequest(world.server, world.party, { prompt: 'consent' });
    const page = await chromium.newPage();
    await page.goto(request.address);
    await signsIn(page, bob);
    await follows(page, 'Connected apps');
    await reads(page, 'Connected apps');
    await page.getByText('Nothing allowed yet').waitFor();
    await inspect(page, 'live-account-authorizations-empty');
    await page.goBack();
    await presses(page, 'Allow');
    await redeemCode(world.server, (await world.party.answer(request)).url, request);
    await closed(page, 'live-account-from-consent');
  });

  it('ends what an application holds, one by one or all at once — product.md T-3, product.md §12.2 /account/sessions', async () => {
    const other = await world.signedIn(alice);
    await world.allows(other, 'openid profile email offline_access read write');
    const tokens = await world.allows(other, 'openid read');
    await world.connects(other, 'openid read');
    const page = await atAccount(alice, desktop);
    await goesTo(page, 'Connected apps');
    await follows(page, 'All connections in one list');
    await reads(page, 'All connections');
    await inspect(page, 'live-account-sessions');
    await follows(page, /^End this one · Desk Notes$/);
    await reads(page, 'End this connection of Desk Notes?');
    await inspect(page, 'live-account-ask-session');
    await presses(page, 'End this one');
    await isSaid(page, 'The connection has ended.');
    await inspect(page, 'live-account-authorizations-places');
    await follows(page, 'Sign out every application');
    await inspect(page, 'live-account-ask-all');
    await presses(page, 'Sign out every application');
    await isSaid(page, 'Every application has been signed out.');
    await inspect(page, 'live-account-sessions-ended');
    assert.equal(await world.isActive(tokens['access_token']), false);
    await closed(page, 'live-account-sessions');
  });

  it('ends other browsers — product.md §4 ending, product.md §12.2 /account/browsers', async () => {
    const elsewhere = await world.signedIn(bob);
    await world.signedIn(bob);
    const page = await atAccount(bob, desktop);
    await goesTo(page, 'Devices and sessions');
    await page.getByText('This one').waitFor();
    await inspect(page, 'live-account-browsers');
    await follows(page, /^End session/);
    await reads(page, 'End the session in Linux?');
    await inspect(page, 'live-account-ask-browser');
    await presses(page, 'End session');
    await isSaid(page, 'The session has ended.');
    await follows(page, 'End all others');
    await reads(page, 'End all other sessions?');
    await inspect(page, 'live-account-ask-others');
    await presses(page, 'End all others');
    await isSaid(page, 'All other sessions have ended.');
    assert.equal((await elsewhere.get('/account')).status, 303);
    await closed(page, 'live-account-browsers');
  });

  it('has a menu on a phone, without JavaScript — product.md A-9, G-3', async () => {
    const page = await atAccount(alice, { javaScriptEnabled: false });
    const menu = page.getByRole('link', { name: 'Devices and sessions' });
    await page.locator('.menu > summary').click();
    await menu.first().click();
    await reads(page, 'Devices and sessions');
    await presses(page, 'Sign out');
    await reads(page, 'Sign in');
    await closed(page, 'live-account-phone');
  });

  it('says that there is nothing at an address that is not the person’s', async () => {
    const page = await atAccount(bob, desktop);
    await page.goto(`${world.server.origin}/account/authorizations/nobody/revoke`);
    await reads(page, 'Page not found');
    await closed(page, 'live-account-nothing');
  });
});
