/** What Chromium makes of our policies: a form of ours may end at a client, wherever that lives (security.md B-3, B-5). */

import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { assertQuiet, launchBrowser, type TestBrowser } from '../browser/browser.ts';
import { startTestServer, type TestServer } from '../running-server.ts';
import { authorizationRequest } from './authorization-request.ts';
import { alice, declarations, deviceApplication } from './declarations.ts';
import { allows, presses, signsIn } from './person.ts';
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

/** What the browser said about policies, and where it was sent after a form. */
function watched(page: Page) {
  const complaints: string[] = [];
  const locations: string[] = [];
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) complaints.push(message.text());
  });
  page.on('response', (response) => {
    const location = response.headers()['location'];
    if (location !== undefined) locations.push(location);
  });
  return { complaints, locations };
}

describe('the redirect after sign-in and consent', () => {
  it('reaches a loopback client — security.md B-3', async () => {
    const page = await chromium.newPage();
    const { complaints } = watched(page);
    const request = authorizationRequest(server, party, { prompt: 'consent' });
    await page.goto(request.address);
    await signsIn(page, alice);
    await allows(page);
    assert.ok((await party.answer(request)).url.searchParams.get('code'));
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  it('reaches an https client — security.md B-3', async () => {
    const page = await chromium.newPage();
    const { complaints } = watched(page);
    const parameters = { prompt: 'consent', redirect_uri: 'https://photos.example/callback' };
    await page.goto(authorizationRequest(server, party, parameters).address);
    await signsIn(page, alice);
    // the name leads nowhere here: that the browser sets out for it is what counts
    const setOut = page.waitForRequest(/^https:\/\/photos\.example\/callback\?.*code=/);
    await allows(page);
    await setOut;
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  it('reaches an application by its private-use scheme — security.md B-3, RFC 8252 §7.1', async () => {
    const page = await chromium.newPage();
    const { complaints, locations } = watched(page);
    const request = authorizationRequest(server, party, {
      client_id: deviceApplication.client_id,
      redirect_uri: 'com.example.notes:/callback',
    });
    await page.goto(request.address);
    await signsIn(page, alice);
    const decided = page.waitForResponse(`${server.origin}/consent`);
    await allows(page);
    await decided;
    assert.ok(locations.some((location) => location.startsWith('com.example.notes:/callback?code=')));
    await page.goto(`${server.origin}/login`); // what the browser has to say about the redirect comes before
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  it('would be stopped by a form-action: the browser applies it to the whole chain — security.md B-3', async () => {
    for (const [index, target] of ['https://photos.example/', 'com.example.notes:/callback'].entries()) {
      party.publish(`/start-${index}`, {
        headers: { 'content-security-policy': "form-action 'self'" },
        html: `<!doctype html><link rel="icon" href="data:,"><form method="post" action="/onward-${index}"><button>Go</button></form>`,
      });
      party.publish(`/onward-${index}`, { html: '', redirect: target });
      const page = await chromium.newPage();
      const { complaints } = watched(page);
      const complained = page.waitForEvent('console', (message) => /form-action/.test(message.text()));
      await page.goto(`${party.origin}/start-${index}`);
      await presses(page, 'Go');
      await complained;
      assert.equal(complaints.length, 1);
      await page.context().close();
    }
  });
});

describe('a form of our own', () => {
  it('arrives with our origin, thanks to the referrer policy — security.md B-5', async () => {
    const page = await chromium.newPage();
    await page.goto(`${server.origin}/login`);
    const posted = page.waitForRequest((request) => request.method() === 'POST');
    await signsIn(page, alice);
    const headers = await (await posted).allHeaders();
    assert.equal(headers['origin'], server.origin);
    assert.equal(headers['sec-fetch-site'], 'same-origin');
    assertQuiet(page, 'sign-in');
    await page.context().close();
  });

  it('never tells a client the address of our page — security.md F-9', async () => {
    const page = await chromium.newPage();
    const request = authorizationRequest(server, party, { prompt: 'consent' });
    await page.goto(request.address);
    await signsIn(page, alice);
    await allows(page);
    const { headers } = await party.answer(request);
    assert.equal(headers.referer, undefined);
    await page.context().close();
  });
});
