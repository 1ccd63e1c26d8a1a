import { strict as assert } from 'node:assert';
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { htmlHeaders, locales } from '../../src/pages/index.ts';
import {
  assets,
  type Example,
  examples,
  flowForm,
  formPost,
  frame,
  longAccount,
  signedOutWithFrames,
} from '../pages/fixtures.ts';
import { leaf } from '../pages/images.ts';
import { assertFits, assertQuiet, inspect, launchBrowser, type TestBrowser } from './browser.ts';

let tested: TestBrowser;
let server: Server;
let origin = 'http://127.0.0.1';
let received: string[] = [];
/** What clients show where they are asked for a page. */
let elsewhere = '<!doctype html><title>Elsewhere</title>';

before(async () => {
  server = createServer(answer).listen(0, '127.0.0.1');
  tested = await launchBrowser();
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

after(async () => {
  await tested.close();
  server.closeAllConnections();
  server.close();
});

const leaving = (path: string): readonly Example[] => [
  formPost(`${origin}${path}`),
  signedOutWithFrames([`${origin}/frame/1`, `${origin}/frame/2`], `${origin}${path}`),
];

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', origin);
  let body = '';
  for await (const chunk of request) body += chunk;
  received.push(`${request.method} ${url.pathname} ${body}`.trim());
  const asset = assets.find(url.pathname);
  if (asset !== undefined) {
    response.writeHead(200, { 'Content-Type': asset.contentType }).end(asset.body);
    return;
  }
  const next = url.searchParams.get('next') ?? '/callback';
  const page = [...examples, ...leaving(next)].find(({ name }) => `/${name}` === url.pathname);
  if (url.pathname === '/client-logo') {
    response.writeHead(200, { 'Content-Type': 'image/png' }).end(leaf);
    return;
  }
  if (url.pathname === '/nowhere') {
    response.writeHead(204).end();
    return;
  }
  if (page === undefined) {
    response.writeHead(200, { 'Content-Type': 'text/html' }).end(elsewhere);
    return;
  }
  const nonce = randomBytes(16).toString('base64url');
  const locale = locales.find((known) => known === url.searchParams.get('locale')) ?? 'en';
  response
    .writeHead(200, htmlHeaders(nonce, page.policy))
    .end(String(page.render({ ...frame, nonce, locale })));
}

describe('pages in a browser', () => {
  let shared: Page;
  before(async () => {
    shared = await tested.newPage();
  });
  after(() => shared.context().close());

  for (const { name } of examples) {
    it(`shows ${name} without a finding — product.md N-3, L-5`, async () => {
      await shared.goto(`${origin}/${name}`);
      await inspect(shared, name, 'example');
    });
  }

  for (const { name } of leaving('/nowhere')) {
    it(`shows ${name} without a finding — product.md N-3, L-5`, async () => {
      const page = await tested.newPage();
      // An answer without content keeps the browser on the pages that would leave by themselves.
      await page.goto(`${origin}/${name}?next=/nowhere`);
      await inspect(page, name, 'example');
      await page.context().close();
    });
  }

  it('fits every language into 320 px — product.md N-2', async () => {
    const page = await tested.newPage({ viewport: { width: 320, height: 640 } });
    for (const locale of locales) {
      for (const name of [
        'login-failed',
        'consent-grown',
        'device-confirm',
        'logout',
        'error-too_many_requests',
        'error-sign_in_unavailable',
        'error-unknown_client',
        'account-home',
        'account-authorizations',
        'account-sessions',
        'account-browsers',
        'account-password-fault',
        'account-profile-unconfirmed',
        'admin-users',
        'admin-user-full',
        'admin-user-edit-conflict',
        'admin-user-new-faults',
        'admin-user-told-link',
        'invite-unusable',
        'admin-clients',
        'admin-client-change',
        'admin-client-refused',
        'admin-resource-granted',
        'admin-client-try-tokens',
        'admin-system-troubled',
        'before-provider',
        'connections-full',
        'email-code-sent',
        'no-access-contacts',
        'sign-up-faults',
        'app-edit',
        'documentation',
        'documentation-missing',
      ]) {
        await page.goto(`${origin}/${name}?locale=${locale}`);
        await assertFits(page, `${name} in ${locale}`);
        assert.equal(await page.getAttribute('html', 'lang'), locale);
      }
    }
    assertQuiet(page, 'languages');
    await page.context().close();
  });

  it('keeps the name of the site and the way out in one line at 320 px, in every language — product.md L-5', async () => {
    const page = await tested.newPage({ viewport: { width: 320, height: 640 } });
    for (const locale of locales) {
      await page.goto(`${origin}/account-home?locale=${locale}`);
      const brand = await page.locator('.bar .brand').boundingBox();
      const out = await page.locator('.bar-account').boundingBox();
      assert.ok(brand !== null && out !== null && out.y < brand.y + brand.height, locale);
    }
    await page.context().close();
  });

  it('shortens the name of an account to one line, and keeps the whole of it — product.md A-5', async () => {
    const page = await tested.newPage();
    await page.goto(`${origin}/consent-long-account`);
    for (const words of [longAccount.name, longAccount.email]) {
      const shown = page.locator('.account-words').getByText(words, { exact: true });
      const box = await shown.boundingBox();
      assert.ok(box !== null && box.height < 30, String(box?.height));
      assert.equal(await shown.getAttribute('title'), words);
    }
    await assertFits(page, 'long account');
    await page.context().close();
  });

  it('loses nothing at 200 % zoom — WCAG 2.2 §1.4.4', async () => {
    const page = await tested.newPage({ viewport: { width: 320, height: 640 } });
    await page.goto(`${origin}/consent-grown`);
    await page.evaluate('document.documentElement.style.fontSize = "200%"');
    await assertFits(page, 'consent at 200 %');
    await page.context().close();
  });
});

describe('pages without JavaScript', () => {
  it('sends the sign-in form with its token and flow — product.md G-3', async () => {
    const page = await tested.newPage({ javaScriptEnabled: false });
    await page.goto(`${origin}/login-client`);
    assert.equal(await page.getByRole('button').count(), 1, 'no button that needs the script is shown');
    await page.getByLabel('Username').fill('maria');
    await page.getByLabel('Password').fill('correct horse');
    received = [];
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/login');
    const request = encodeURIComponent(flowForm.request);
    assert.ok(
      received.includes(
        `POST /login csrf_token=csrf-of-this-session&flow=flow-1&until=1795000000&request=${request}&username=maria&password=correct+horse`,
      ),
      received.join('\n'),
    );
    await page.context().close();
  });

  it('posts the authorization response when its button is pressed — OAuth 2.0 Form Post Response Mode §2', async () => {
    const page = await tested.newPage({ javaScriptEnabled: false });
    await page.goto(`${origin}/form-post`);
    received = [];
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForURL('**/callback');
    assert.match(received[0] ?? '', /^POST \/callback code=example&state=%22%3E%3Cx%3E&iss=/);
    await page.context().close();
  });
});

describe('pages with JavaScript', () => {
  it('shows and hides the password', async () => {
    const page = await tested.newPage();
    await page.goto(`${origin}/login`);
    const field = page.locator('#password');
    await field.fill('secret');
    await page.getByRole('button', { name: 'Show password' }).click();
    assert.equal(await field.getAttribute('type'), 'text');
    await page.getByRole('button', { name: 'Hide password' }).click();
    assert.equal(await field.getAttribute('type'), 'password');
    await page.context().close();
  });

  it('writes a device code the way the device shows it — protocol.md DV-3', async () => {
    const page = await tested.newPage();
    await page.goto(`${origin}/device`);
    const field = page.getByRole('textbox', { name: 'Code' });
    await field.pressSequentially('wdjbmjht');
    assert.equal(await field.inputValue(), 'WDJB-MJHT');
    for (let strokes = 0; strokes < 9; strokes++) await field.press('Backspace');
    assert.equal(await field.inputValue(), '');
    await page.context().close();
  });

  it('moves the focus to what was wrong — product.md A-6', async () => {
    const page = await tested.newPage();
    await page.goto(`${origin}/login-failed`);
    assert.equal(await page.evaluate('document.activeElement.id'), 'username');
    await page.context().close();
  });

  it('submits the form_post page by its hashed handler alone — protocol.md AZ-5, advanced.md LEG-4', async () => {
    const page = await tested.newPage();
    received = [];
    await page.goto(`${origin}/form-post`);
    await page.waitForURL('**/callback');
    assert.ok(received.some((line) => line.startsWith('POST /callback code=example')));
    assertQuiet(page, 'form-post');
    await page.context().close();
  });

  it('loads every logout frame, then continues — protocol.md LO-4', async () => {
    const page = await tested.newPage();
    received = [];
    await page.goto(`${origin}/signed-out-frames`);
    await page.waitForURL('**/callback');
    assert.ok(received.includes('GET /frame/1') && received.includes('GET /frame/2'), received.join('\n'));
    assertQuiet(page, 'signed-out-frames');
    await page.context().close();
  });

  it('is led nowhere else by a frame, which runs all the same — protocol.md LO-4', async () => {
    const page = await tested.newPage();
    const usual = elsewhere;
    const leading = `fetch('/heard'); try { top.location = '/led-away'; } catch {} open('/opened');`;
    elsewhere += `<script>if (top !== self) { ${leading} }</script>`;
    received = [];
    await page.goto(`${origin}/signed-out-frames`);
    await page.waitForURL('**/callback');
    elsewhere = usual;
    const paths = received.map((line) => line.split(' ')[1]);
    assert.ok(paths.includes('/heard'), received.join('\n'));
    assert.deepEqual(
      paths.filter((path) => path === '/led-away' || path === '/opened'),
      [],
    );
    await page.context().close();
  });
});
