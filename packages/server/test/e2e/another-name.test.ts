/** Pages opened under another name than BASE_URL's, and browsers that keep no cookies (security.md B-4, protocol.md G-4). */

import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import { launchBrowser, type TestBrowser } from '../browser/browser.ts';
import { startTestServer, type TestServer } from '../running-server.ts';
import { alice, declarations } from './declarations.ts';
import { hiddenFields, plainBrowser, signInPlainly } from './plain-browser.ts';
import { type RelyingParty, startRelyingParty } from './relying-party.ts';

let party: RelyingParty;
let server: TestServer;
let chromium: TestBrowser;
let port: number;

before(async () => {
  party = await startRelyingParty();
  server = await startTestServer({ bootstrap: declarations(party) });
  port = Number(new URL(server.origin).port);
  chromium = await launchBrowser();
});

after(async () => {
  await chromium.close();
  await server.stop();
  await party.stop();
});

const get = (path: string, host: string): Promise<Response> =>
  server.running.app.fetch(
    new Request(`${server.origin}${path}`, {
      headers: { host, accept: 'text/html', 'sec-fetch-site': 'none' },
    }),
  );

describe('a page opened under another name of this machine', () => {
  it('leads to BASE_URL, path and query included', async () => {
    for (const host of [`localhost:${port}`, `[::1]:${port}`, `127.1.2.3:${port}`]) {
      const response = await get('/login?redirect=%2Faccount', host);
      assert.equal(response.status, 303, host);
      assert.equal(response.headers.get('location'), `${server.origin}/login?redirect=%2Faccount`);
    }
  });

  it('leads nowhere for its own name, a proxy’s, another port or what is no host', async () => {
    const hosts = ['auth.internal:8080', '127.0.0.1:1', 'evil.example', ''];
    for (const host of [new URL(server.origin).host, ...hosts]) {
      assert.equal((await get('/login', host)).status, 200, host);
    }
    assert.equal((await get('/login', `127.0.0.1:${port}@evil.example`)).status, 400);
    const document = await get('/.well-known/openid-configuration', `localhost:${port}`);
    assert.equal(document.status, 200);
  });

  it('signs in with a real browser', async () => {
    const page = await chromium.newPage();
    await page.goto(`http://localhost:${port}/account`);
    await page.getByLabel('Username').fill(alice.username);
    await page.getByLabel('Password', { exact: true }).fill(alice.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(`${server.origin}/account`);
    await page.context().close();
  });
});

describe('a form that cannot be accepted', () => {
  it('says which address to open when it came from another name', async () => {
    const browser = plainBrowser(server);
    const fields = hiddenFields(await (await browser.get('/login')).text());
    const response = await browser.post('/login', fields, { origin: 'http://auth.internal:8080' });
    assert.equal(response.status, 403);
    const page = await response.text();
    assert.match(page, /This page has another address/);
    assert.ok(page.includes(`href="${server.origin}/login"`));
  });

  it('says that cookies are blocked when the browser sends none', async () => {
    const fields = hiddenFields(await (await plainBrowser(server).get('/login')).text());
    const response = await plainBrowser(server).post('/login', { ...fields, ...alice });
    assert.equal(response.status, 403);
    assert.match(await response.text(), /Your browser keeps no cookies here/);
  });
});

describe('two servers on one host', () => {
  it('keep their sessions apart — protocol.md SE-1', async () => {
    const other = await startTestServer({ bootstrap: declarations(party) });
    try {
      const browser = plainBrowser(server);
      await signInPlainly(browser, alice);
      // A browser sends the cookies of a host to all its ports
      const elsewhere = plainBrowser(other, browser.cookies as Map<string, string>);
      await signInPlainly(elsewhere, alice);
      assert.equal((await browser.get('/account')).status, 200);
      assert.equal((await elsewhere.get('/account')).status, 200);
    } finally {
      await other.stop();
    }
  });
});
