/** Keys, dialogs and messages of the console, in a real browser (product.md ). */

import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { assertQuiet, inspect, launchBrowser, type TestBrowser } from '../browser/browser.ts';
import { alice } from '../e2e/declarations.ts';
import { andWaits, presses, reads, signsIn } from '../e2e/person.ts';
import { type AccountWorld, startAccountWorld } from './world.ts';

const desktop = { viewport: { width: 1280, height: 800 } } as const;

let world: AccountWorld;
let chromium: TestBrowser;

before(async () => {
  world = await startAccountWorld();
  chromium = await launchBrowser();
  const browser = await world.signedIn();
  await world.allows(browser, 'openid profile offline_access');
  await world.connects(browser, 'openid read');
});

after(async () => {
  await chromium.close();
  await world.stop();
});

async function atConnections(): Promise<Page> {
  const page = await chromium.newPage(desktop);
  await page.goto(`${world.server.origin}/account/sessions`);
  await signsIn(page, alice);
  await reads(page, 'All connections');
  return page;
}

const focused = (page: Page): Promise<string> =>
  page.evaluate<string>("document.activeElement.textContent || document.activeElement.id || 'nothing'");

async function closed(page: Page): Promise<void> {
  assertQuiet(page, 'keyboard');
  await page.context().close();
}

describe('the keyboard', () => {
  it('searches, lists its keys, and gives the focus back — product.md A-6', async () => {
    const page = await atConnections();
    await page.keyboard.press('/');
    assert.equal(await focused(page), 'search');
    await page.keyboard.type('?/');
    assert.equal(await page.getByRole('searchbox').inputValue(), '?/');
    const pause = page.getByRole('link', { name: /^Pause ·/ }).first();
    await pause.focus();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await inspect(page, 'live-shortcuts');
    await page.keyboard.press('Escape');
    assert.match(await focused(page), /^Pause/);
    await closed(page);
  });

  it('does nothing by itself once that is switched off, and does again — WCAG 2.2 §2.1.4', async () => {
    const page = await atConnections();
    await page.keyboard.press('?');
    await andWaits(page, () => presses(page, 'Switch off'));
    await page.keyboard.press('?');
    await page.keyboard.press('/');
    assert.notEqual(await focused(page), 'search');
    assert.equal(await page.getByRole('dialog').count(), 0);
    await page.goto(`${world.server.origin}/account/profile`);
    await page.getByLabel('Keyboard shortcuts').selectOption('On');
    await andWaits(page, () => presses(page, 'Save'));
    await page.getByRole('status').getByText('Your profile was saved.').waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await closed(page);
  });

  it('asks in a dialog, whose Esc leads back to where it came from — product.md A-3, A-6', async () => {
    const page = await atConnections();
    const link = page.getByRole('link', { name: /^End this one/ }).first();
    await link.press('Enter');
    const dialog = page.getByRole('dialog', { name: /^End this connection of .+\?$/ });
    await dialog.waitFor();
    assert.equal(await focused(page), 'Cancel');
    await inspect(page, 'live-dialog');
    await page.keyboard.press('Escape');
    assert.match(await focused(page), /^End this one/);
    assert.equal(new URL(page.url()).pathname, '/account/sessions');
    await link.press('Enter');
    await dialog.getByRole('link', { name: 'Cancel' }).click();
    assert.equal(await page.getByRole('dialog').count(), 0);
    await link.press('Enter');
    await dialog.getByRole('button', { name: 'End this one' }).click();
    await page.getByRole('status').getByText('The connection has ended.').waitFor();
    await closed(page);
  });

  it('shows the page that asks where the question is no longer one — product.md A-3', async () => {
    const page = await atConnections();
    await page.evaluate("document.querySelector('a.revoke').href = '/account/sessions/gone/revoke'");
    await page
      .getByRole('link', { name: /^End this one/ })
      .first()
      .click();
    await reads(page, 'Page not found');
    await page.context().close();
  });
});

describe('a message', () => {
  it('floats over the page once, and is gone with the next look — product.md A-4', async () => {
    const page = await atConnections();
    await page
      .getByRole('link', { name: /^Pause ·/ })
      .first()
      .click();
    await andWaits(page, () => page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click());
    await page.getByRole('status').getByText('The access is paused.').waitFor();
    assert.equal(new URL(page.url()).search, '');
    await inspect(page, 'live-toast');
    await page.reload();
    await reads(page, 'All connections');
    assert.equal(await page.getByRole('status').count(), 0);
    await closed(page);
  });

  it('of a failure stays until it is dismissed — product.md A-4', async () => {
    const page = await atConnections();
    const question = await page
      .getByRole('link', { name: /^(Pause|Resume) ·/ })
      .first()
      .getAttribute('href');
    const other = await page.context().newPage();
    for (const each of [page, other]) await each.goto(world.server.origin + question);
    await andWaits(other, () => presses(other, /^(Pause|Resume)$/));
    await andWaits(page, () => presses(page, /^(Pause|Resume)$/));
    const failure = page.getByRole('alert');
    assert.equal(await failure.evaluate('document.activeElement.id'), 'failure');
    await failure.getByRole('button', { name: 'Close' }).click();
    assert.equal(await failure.count(), 0);
    assert.equal(await page.evaluate('document.activeElement.id'), 'content');
    await page.context().close();
  });

  it('at a field takes the focus, and what was entered is kept — product.md A-6', async () => {
    const page = await atConnections();
    await page.goto(`${world.server.origin}/account/profile`);
    await page.getByText('More about you').click();
    await page.getByLabel('Website').fill('no address');
    await andWaits(page, () => presses(page, 'Save'));
    assert.equal(await page.evaluate<string>('document.activeElement.name'), 'website');
    assert.equal(await page.getByLabel('Website').inputValue(), 'no address');
    await page.context().close();
  });
});
