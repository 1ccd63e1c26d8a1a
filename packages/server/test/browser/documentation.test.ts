/** The documentation as developers walk through it, in a browser. */

import { strict as assert } from 'node:assert';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { slugs } from '../../src/documentation/contents.ts';
import { startTestServer, type TestServer } from '../running-server.ts';
import { assertQuiet, inspect, launchBrowser, type TestBrowser } from './browser.ts';

const ada = { username: 'ada', password: randomBytes(16).toString('hex') };
const clients = ['notes', 'television'].map((id) => ({
  client_id: id,
  client_name: id === 'notes' ? 'Notes' : 'Television',
  token_endpoint_auth_method: 'none',
  redirect_uris: [`https://${id}.example.com/callback`],
}));

let tested: TestBrowser;
let server: TestServer;
before(async () => {
  server = await startTestServer({ bootstrap: { clients, users: [{ ...ada, role: 'admin' }] } });
  tested = await launchBrowser();
});
after(async () => {
  await tested.close();
  await server.stop();
});

describe('the documentation in a browser', () => {
  it('is read from its first page to its last by clicking — product.md D-1, product.md §12.1 /docs/{lang}/{slug}', async () => {
    const page = await tested.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en' });
    await page.goto(`${server.origin}/docs`);
    const read = [];
    for (const slug of slugs) {
      read.push(new URL(page.url()).pathname);
      if (slug !== slugs.at(-1))
        await page
          .getByRole('navigation', { name: 'Previous and next page' })
          .getByRole('link', { name: /^Next/ })
          .click();
    }
    assert.deepEqual(
      read,
      slugs.map((slug) => `/docs/en/${slug}`),
    );
    await page
      .getByRole('navigation', { name: 'Pages of the documentation' })
      .last()
      .getByRole('link', { name: 'Tokens', exact: true })
      .click();
    await page.getByRole('navigation', { name: 'On this page' }).getByRole('link', { name: 'Renew' }).click();
    assert.equal(new URL(page.url()).hash, '#refresh');
    assertQuiet(page, 'documentation');
    await page.context().close();
  });

  for (const path of ['en/auth-code-flow', 'en/configuration', 'zh-TW/errors', 'ja/external-auth'])
    it(`shows ${path} without a finding — product.md N-3`, async () => {
      const page = await tested.newPage();
      await page.goto(`${server.origin}/docs/${path}`);
      await inspect(page, `docs-${path.replace('/', '-')}`);
      await page.context().close();
    });

  it('fits every page into 320 px, examples and drawings scrolling inside themselves — product.md N-2', async () => {
    const page = await tested.newPage({ viewport: { width: 320, height: 640 } });
    for (const slug of slugs) {
      await page.goto(`${server.origin}/docs/en/${slug}`);
      assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 320, slug);
    }
    await page.context().close();
  });

  it('puts the chosen client into the examples, without JavaScript too — product.md D-2', async () => {
    const page = await tested.newPage({ javaScriptEnabled: false });
    await page.goto(`${server.origin}/login?redirect=/docs/en/device-flow`);
    await page.getByLabel('Username').fill(ada.username);
    await page.getByLabel('Password', { exact: true }).fill(ada.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/docs/en/device-flow');
    await page.getByLabel('Client in the examples').selectOption('television');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.waitForURL('**/docs/en/device-flow?client_id=television');
    assert.match((await page.locator('pre').first().textContent()) ?? '', /client_id=television/);
    assert.equal(
      await page.getByRole('button', { name: 'Copy' }).count(),
      0,
      'no button that needs the script',
    );
    await page.context().close();
  });

  it('copies an example by a button — product.md D-2', async () => {
    const page = await tested.newPage();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.origin });
    await page.goto(`${server.origin}/docs/en/oidc`);
    await page.getByRole('button', { name: 'Copy' }).first().click();
    assert.equal(
      await page.evaluate('navigator.clipboard.readText()'),
      `curl -s ${server.origin}/.well-known/openid-configuration`,
    );
    await page.context().close();
  });
});
