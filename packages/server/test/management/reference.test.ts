/** The reference of the API as people read it (product.md §12.1 /api/docs, operations.md §2 ENABLE_SWAGGER). */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { carol } from '../account/world.ts';
import { assertQuiet, inspect, launchBrowser, type TestBrowser } from '../browser/browser.ts';
import { reads, signsIn } from '../e2e/person.ts';
import { startTestServer } from '../running-server.ts';
import { type ManagementWorld, operationsOf, startManagementWorld } from './world.ts';

let world: ManagementWorld;
let chromium: TestBrowser;

before(async () => {
  world = await startManagementWorld();
  chromium = await launchBrowser();
});
after(async () => {
  await chromium.close();
  await world.stop();
});

const asPage = { headers: { accept: 'text/html' } };
const shown = async (search = '') => {
  const query = search === '' ? '' : `?search=${encodeURIComponent(search)}`;
  const response = await fetch(`${world.server.origin}/api/docs${query}`, asPage);
  assert.equal(response.status, 200);
  return response.text();
};
const idsIn = (page: string): readonly string[] =>
  [...page.matchAll(/<div class="block" id="(\w+)">/g)].map(([, id]) => String(id));

describe('the reference of the API', () => {
  it('has every operation and schema, with calls of this server — product.md §12.1 /api/docs, M-3', async () => {
    const page = await shown();
    const names = operationsOf(world.description, () => true);
    assert.deepEqual([...idsIn(page)].sort(), [...names].sort());
    for (const schema of Object.keys(world.description.components.schemas))
      assert.ok(page.includes(`id="schema-${schema}"`), schema);
    assert.ok(page.includes(`curl &quot;${world.server.origin}/api/v1/users&quot;`));
    for (const [, reference] of page.matchAll(/href="#([\w-]+)"/g))
      assert.ok(page.includes(`id="${reference}"`), `#${reference}`);
    assert.doesNotMatch(page, /(?:src|href)="https?:/);
  });

  it('is narrowed by the server, too — product.md §12.1 /api/docs, G-3', async () => {
    assert.deepEqual(idsIn(await shown('DELETE /api/v1/connections')), ['unlinkConnection']);
    assert.match(await shown('no-such-thing'), /Nothing found/);
    assert.match(await shown('<script>'), /&lt;script&gt;/);
  });

  it('is not there where it is switched off — operations.md §2 ENABLE_SWAGGER', async () => {
    const server = await startTestServer({ environment: { ENABLE_SWAGGER: 'false' } });
    for (const path of ['/api/docs', '/openapi.json'])
      assert.equal((await fetch(server.origin + path, asPage)).status, 404, path);
    await server.stop();
  });

  it('is found by administrators, searched and copied from — product.md §12.1 /api/docs', async () => {
    const page = await chromium.newPage({
      viewport: { width: 1280, height: 800 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await page.goto(`${world.server.origin}/admin`);
    await signsIn(page, carol);
    await page
      .getByRole('navigation', { name: 'Administration pages' })
      .getByRole('link', { name: 'API reference' })
      .click();
    await reads(page, 'API reference');
    await page.getByRole('searchbox').fill('blocked post');
    const found = page.locator('details.fold:visible');
    assert.equal(await found.count(), 1);
    await found.locator('summary').click();
    await inspect(page, 'live-reference');
    await found.getByRole('button', { name: 'Copy' }).first().click();
    const copied = await page.evaluate('navigator.clipboard.readText()');
    assert.match(String(copied), /^curl -X POST ".*\/api\/v1\/blocked-domains"/);
    assertQuiet(page, 'live-reference');
    await page.context().close();
  });
});
