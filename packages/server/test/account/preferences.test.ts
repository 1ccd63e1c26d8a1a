/** Language, theme and time zone of pages, and the switches for them (product.md N-1, L-7, A-5). */

import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import { alice } from '../e2e/declarations.ts';
import { hiddenFields, type PlainBrowser, plainBrowser } from '../e2e/plain-browser.ts';
import { type AccountWorld, startAccountWorld } from './world.ts';

const dora = {
  ...{ username: 'dora', password: 'meadow lantern pebble', sub: 'dora-0004' },
  email: 'dora@example.com',
  claims: { name: 'Dora Maar', locale: 'de', zoneinfo: 'Asia/Tokyo' },
};

let world: AccountWorld;

before(async () => {
  world = await startAccountWorld({}, { people: [dora] });
});

after(() => world?.stop());

const rootOf = async (browser: PlainBrowser, path: string, headers = {}): Promise<string> =>
  /<html [^>]*>/.exec(await (await browser.get(path, headers)).text())?.[0] ?? '';

async function switches(browser: PlainBrowser, path: string, form: Readonly<Record<string, string>>) {
  const fields = hiddenFields(await (await browser.get(path)).text());
  return browser.post('/preferences', { ...fields, ...form });
}

describe('the switches of the frame', () => {
  it('choose language and theme for the browser, and lead back — product.md N-1, L-7', async () => {
    const browser = plainBrowser(world.server);
    const path = '/login?redirect=%2Faccount%2Fbrowsers';
    const response = await switches(browser, path, { language: 'fr', theme: 'dark' });
    assert.equal(response.status, 303);
    assert.equal(response.headers.get('location'), path);
    const wanted = { 'accept-language': 'ja' };
    assert.equal(await rootOf(browser, path, wanted), '<html lang="fr" data-theme="dark">');
    // the first paint is right where nothing is known but the cookie
    assert.equal(await rootOf(browser, '/nothing-here', wanted), '<html lang="fr" data-theme="dark">');
    await switches(browser, path, { theme: 'system' });
    assert.equal(await rootOf(browser, path, wanted), '<html lang="fr" data-theme="system">');
  });

  it('switch the keys off and on again — product.md A-6, WCAG 2.2 §2.1.4', async () => {
    const browser = await world.signedIn(dora);
    const isListed = async () =>
      (await (await browser.get('/account')).text()).includes('id="shortcut-list"');
    assert.equal(await isListed(), true);
    await switches(browser, '/account', { shortcuts: 'off' });
    assert.match(await rootOf(browser, '/account'), / data-shortcuts="off">/);
    assert.equal(await isListed(), false);
    await switches(browser, '/account', { shortcuts: 'neither' });
    assert.equal(await isListed(), false);
    await switches(browser, '/account', { shortcuts: 'on' });
    assert.equal(await isListed(), true);
  });

  it('take nothing that does not exist, and lead nowhere else — protocol.md SE-5', async () => {
    const browser = plainBrowser(world.server);
    const response = await switches(browser, '/login', {
      language: 'xx',
      theme: 'pink',
      back: '//evil.example',
    });
    assert.equal(response.headers.get('location'), '/account/sessions');
    assert.equal(await rootOf(browser, '/login'), '<html lang="en" data-theme="system">');
  });

  it('are not for forms of other sites — security.md B-4', async () => {
    const browser = plainBrowser(world.server);
    const fields = hiddenFields(await (await browser.get('/login')).text());
    const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    assert.equal((await browser.post('/preferences', { ...fields, theme: 'dark' }, foreign)).status, 403);
    assert.equal(await rootOf(browser, '/login'), '<html lang="en" data-theme="system">');
  });

  it('choose anew what somebody chose for their account — product.md N-1', async () => {
    const browser = await world.signedIn(dora);
    const wanted = { 'accept-language': 'ja' };
    assert.match(await rootOf(browser, '/account', wanted), /lang="de"/);
    await switches(browser, '/account', { language: 'es' });
    assert.match(await rootOf(browser, '/account', wanted), /lang="es"/);
    const elsewhere = await world.signedIn(dora);
    assert.match(await rootOf(elsewhere, '/account', wanted), /lang="es"/);
    const activity = await (await browser.get('/account')).text();
    assert.match(activity, /GMT\+9/);
  });

  it('leave the account of somebody alone who chose nothing for it', async () => {
    const browser = await world.signedIn(alice);
    await switches(browser, '/account', { language: 'ja' });
    assert.match(await rootOf(browser, '/account'), /lang="ja"/);
    assert.match(await rootOf(await world.signedIn(alice), '/account'), /lang="en"/);
    assert.match(await (await browser.get('/account')).text(), /UTC/);
  });
});

describe('the frame', () => {
  it('names the person, not only the account, in full where it is clipped — product.md A-5', async () => {
    const page = await (await (await world.signedIn(dora)).get('/account')).text();
    assert.match(page, /title="Dora Maar">Dora Maar</);
    assert.match(page, /title="dora@example\.com"/);
    assert.match(page, />dora</);
  });
});
