/** Scopes that belong to no resource, by clicking: made, put to somebody, kept from deletion (product.md §12.3 /admin/resources, §17). */

import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { type AccountWorld, carol, startAccountWorld } from '../account/world.ts';
import { assertQuiet, inspect, launchBrowser, type TestBrowser } from '../browser/browser.ts';
import { authorizationRequest } from '../e2e/authorization-request.ts';
import { alice, webApplication } from '../e2e/declarations.ts';
import { allows, follows, isSaid, opensAccount, presses, reads, signsIn } from '../e2e/person.ts';

const desktop = { viewport: { width: 1280, height: 800 } } as const;

let world: AccountWorld;
let chromium: TestBrowser;

before(async () => {
  [world, chromium] = await Promise.all([
    startAccountWorld({ scope: `${webApplication.scope} reports` }, { people: [carol] }),
    launchBrowser(),
  ]);
});
after(async () => {
  await chromium.close();
  await world.stop();
});

async function atResources(options: BrowserContextOptions = {}): Promise<Page> {
  const page = await chromium.newPage({ ...desktop, ...options });
  await opensAccount(page, world.server.origin, carol);
  await page.getByRole('navigation', { name: 'Areas' }).getByRole('link', { name: 'Administration' }).click();
  await page
    .getByRole('navigation', { name: /pages$/ })
    .getByRole('link', { name: 'Resources', exact: true })
    .first()
    .click();
  await reads(page, 'Resources');
  return page;
}

async function looks(page: Page, name: string): Promise<void> {
  await inspect(page, name);
  await page.setViewportSize(desktop.viewport);
}

describe('a scope that belongs to no resource', () => {
  it('is made by clicking, with what is wrong at its field — product.md §12.3 /admin/resources', async () => {
    const page = await atResources();
    await follows(page, 'New scope');
    await reads(page, 'New scope');
    await page.getByLabel('Scope name').fill('openid');
    await presses(page, 'Create scope');
    await page.getByText('This is a scope of the server itself.').waitFor();
    await page.getByLabel('Scope name').fill('reports:list');
    await page.getByLabel('What it allows, in words').fill('List your reports');
    await presses(page, 'Create scope');
    await isSaid(page, 'The scope was saved.');
    await follows(page, 'New scope');
    await page.getByLabel('Scope name').fill('reports');
    await page.getByLabel('What it allows, in words').fill('Read and share your reports');
    await page.getByLabel('What it does, at most').selectOption({ label: 'Shares with others' });
    await page.getByLabel('Includes these scopes').fill('reports:all');
    await page.getByLabel('Deutsch').fill('Ihre Berichte lesen und teilen');
    await presses(page, 'Create scope');
    await page.getByText('There is no scope reports:all without a resource.').waitFor();
    assert.equal(await page.getByLabel('Deutsch').inputValue(), 'Ihre Berichte lesen und teilen');
    await looks(page, 'live-admin-scope-new');
    await page.getByLabel('Includes these scopes').fill('reports:list');
    await presses(page, 'Create scope');
    await isSaid(page, 'The scope was saved.');
    await looks(page, 'live-admin-resources-scopes');
    assertQuiet(page, 'scopes');
    await page.context().close();
  });

  it('is put to somebody in the words of their language — product.md T-5', async () => {
    const page = await chromium.newPage(desktop);
    const address = (more: Readonly<Record<string, string>>) =>
      authorizationRequest(world.server, world.party, { scope: 'openid reports', prompt: 'consent', ...more })
        .address;
    await page.goto(address({}));
    await signsIn(page, alice);
    await page.getByText('Read and share your reports').waitFor();
    await page.getByText('List your reports').waitFor();
    await page.getByText('Shares with others').waitFor();
    await looks(page, 'live-consent-scope');
    await allows(page);
    await page.goto(address({ ui_locales: 'de' }));
    await page.getByText('Ihre Berichte lesen und teilen').waitFor();
    await page.context().close();
  });

  it('stays while somebody or something holds it, also without JavaScript — product.md G-3, A-3', async () => {
    const page = await atResources({ javaScriptEnabled: false });
    const tries = async (name: string) => {
      await follows(page, `Delete · ${name}`);
      await page.getByRole('textbox').fill(name);
      await presses(page, 'Delete');
    };
    await tries('reports:list');
    await page.getByText('includes this scope. Change that one first.').waitFor();
    await page.goto(`${world.server.origin}/admin/resources`);
    await tries('reports');
    await page.getByText('may ask for this scope.').waitFor();
    await page.setViewportSize(desktop.viewport);
    await follows(page, 'Photo Album');
    await reads(page, 'Photo Album');
    await page.goto(`${world.server.origin}/admin/resources`);
    await follows(page, 'reports');
    await page.getByLabel('Includes these scopes').fill('');
    await presses(page, 'Save changes');
    await isSaid(page, 'The scope was saved.');
    await tries('reports:list');
    await isSaid(page, 'The scope was deleted.');
    await page.context().close();
  });
});
