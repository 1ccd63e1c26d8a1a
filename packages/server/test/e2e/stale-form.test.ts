/** A form whose token no longer holds: the page that refuses it offers the form again (product.md S-7). */

import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { inspect, launchBrowser, type TestBrowser } from '../browser/browser.ts';
import { startTestServer, type TestServer } from '../running-server.ts';
import { authorizationRequest } from './authorization-request.ts';
import { alice, declarations } from './declarations.ts';
import { allows, entersPassword, isAtHome, presses, reads, signsIn } from './person.ts';
import { type RelyingParty, startRelyingParty } from './relying-party.ts';

let party: RelyingParty;
let server: TestServer;
let chromium: TestBrowser;

before(async () => {
  party = await startRelyingParty();
  server = await startTestServer({ bootstrap: declarations(party) });
  chromium = await launchBrowser();
});

after(async () => {
  await chromium.close();
  await server.stop();
  await party.stop();
});

/** As if the page had been open since before another sign-in. */
const stale = (page: Page): Promise<unknown> =>
  page.evaluate(`document.querySelector('[name=csrf_token]').value = 'of another session'`);

const isStale = (page: Page): Promise<void> =>
  page.getByRole('alert').getByText('This form is out of date').waitFor();

describe('a form that is out of date', () => {
  it('asks for the password again, with the application still waiting — product.md S-7', async () => {
    const page = await chromium.newPage();
    await page.goto(authorizationRequest(server, party).address);
    await stale(page);
    await signsIn(page, alice);
    await isStale(page);
    await page.getByText('to continue to Photo Album').waitFor({ timeout: 3_000 });
    assert.equal(await page.getByLabel('Username').inputValue(), alice.username);
    await inspect(page, 'live-stale-login');
    await entersPassword(page, alice.password);
    await reads(page, /^Allow Photo Album/);
    await page.context().close();
  });

  it('asks for the same consent again — product.md S-7', async () => {
    const page = await chromium.newPage();
    const request = authorizationRequest(server, party);
    await page.goto(request.address);
    await signsIn(page, alice);
    await reads(page, /^Allow Photo Album/);
    await stale(page);
    await presses(page, 'Allow');
    await isStale(page);
    await inspect(page, 'live-stale-consent');
    await allows(page);
    assert.ok((await party.answer(request)).url.searchParams.get('code'));
    await page.context().close();
  });

  it('keeps the code that was entered — product.md S-7', async () => {
    const page = await chromium.newPage();
    await page.goto(`${server.origin}/device`);
    await signsIn(page, alice);
    await reads(page, 'Connect a device');
    await stale(page);
    await page.getByLabel('Code').fill('BBBB-CCCC');
    await presses(page, 'Continue');
    await isStale(page);
    assert.equal(await page.getByLabel('Code').inputValue(), 'BBBB-CCCC');
    await inspect(page, 'live-stale-device');
    await page.context().close();
  });

  it('signs nobody out who only wanted to see it again — security.md B-8', async () => {
    const page = await chromium.newPage();
    await page.goto(`${server.origin}/login`);
    await signsIn(page, alice);
    await isAtHome(page);
    party.publish('/prize', {
      html: `<!doctype html><form method="post" action="${server.origin}/logout"><button>Prize</button></form>`,
    });
    await page.goto(`${party.origin}/prize`);
    await presses(page, 'Prize');
    await reads(page, 'This form is out of date');
    await page.getByRole('link', { name: 'Try again' }).click();
    await page.waitForLoadState();
    await page.goto(`${server.origin}/account`);
    assert.equal(new URL(page.url()).pathname, '/account');
    await page.context().close();
  });
});
