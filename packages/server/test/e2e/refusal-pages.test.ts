/** Signing out, answers by form, and every page that refuses, in a real browser (product.md §12.1). */

import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { assertQuiet, inspect, launchBrowser, type TestBrowser } from '../browser/browser.ts';
import { startTestServer, type TestServer } from '../running-server.ts';
import { authorizationRequest, redeemCode } from './authorization-request.ts';
import { alice, declarations } from './declarations.ts';
import { allows, isAtHome, presses, reads, signsIn } from './person.ts';
import { type RelyingParty, startRelyingParty } from './relying-party.ts';

let party: RelyingParty;
let server: TestServer;
let chromium: TestBrowser;

before(async () => {
  party = await startRelyingParty();
  const more = {
    frontchannel_logout_uri: `${party.origin}/front-channel`,
    frontchannel_logout_session_required: true,
  };
  server = await startTestServer({ bootstrap: declarations(party, more) });
  chromium = await launchBrowser();
});

after(async () => {
  await chromium.close();
  await server.stop();
  await party.stop();
});

async function closed(page: Page, name: string): Promise<void> {
  assertQuiet(page, name);
  await page.context().close();
}

/** Alice, signed in by way of the application; with the ID token it got. */
async function signedIn(): Promise<{ readonly page: Page; readonly idToken: string }> {
  const request = authorizationRequest(server, party, { prompt: 'consent' });
  const page = await chromium.newPage();
  await page.goto(request.address);
  await signsIn(page, alice);
  await allows(page);
  const tokens = await redeemCode(server, (await party.answer(request)).url, request);
  return { page, idToken: tokens['id_token'] ?? '' };
}

describe('signing out', () => {
  it('is asked about when another site wants it — protocol.md LO-1, LO-2, product.md §12.1 logout confirmation, product.md §12.1 /logout', async () => {
    const { page } = await signedIn();
    party.publish('/leave', { html: `<!doctype html><a href="${server.origin}/logout">Leave</a>` });
    await page.goto(`${party.origin}/leave`);
    await page.getByRole('link', { name: 'Leave' }).click();
    await reads(page, 'Sign out?');
    await inspect(page, 'live-logout');
    await page.getByRole('link', { name: 'Stay signed in' }).click();
    await isAtHome(page);

    await page.goto(`${server.origin}/oauth/logout`);
    await reads(page, 'Sign out?');
    await presses(page, 'Sign out');
    await reads(page, 'You are signed out');
    await party.next('/front-channel');
    await closed(page, 'live-logout');
  });

  it('tells the other applications in frames, then goes on — Front-Channel Logout 1.0 §2', async () => {
    const { page, idToken } = await signedIn();
    const address = new URL('/oauth/logout', server.origin);
    address.searchParams.set('id_token_hint', idToken);
    await page.goto(address.href);
    await reads(page, 'You are signed out');
    const { searchParams } = (await party.next('/front-channel')).url;
    assert.equal(searchParams.get('iss'), server.origin);
    const [, payload = ''] = idToken.split('.');
    assert.equal(searchParams.get('sid'), JSON.parse(Buffer.from(payload, 'base64url').toString()).sid);
    await page.getByRole('link', { name: 'Sign in again' }).waitFor();
    await inspect(page, 'live-signed-out');
    await closed(page, 'live-signed-out');
  });

  it('ends with the application that asked, after the frames — RP-Initiated Logout 1.0 §3', async () => {
    const { page, idToken } = await signedIn();
    const address = new URL('/oauth/logout', server.origin);
    address.search = new URLSearchParams({
      id_token_hint: idToken,
      post_logout_redirect_uri: party.afterLogout,
      state: 'kept',
    }).toString();
    await page.goto(address.href);
    const { url } = await party.next('/signed-out');
    assert.equal(url.search, '?state=kept');
    await party.next('/front-channel');
    await page.context().close();
  });
});

describe('an answer by form_post', () => {
  it('submits itself — Form Post Response Mode 1.0 §2', async () => {
    const { page } = await signedIn();
    const request = authorizationRequest(server, party, { response_mode: 'form_post' });
    await page.goto(request.address);
    await reads(page, 'Back at the application');
    const { method, form } = await party.answer(request);
    assert.equal(method, 'POST');
    assert.ok(form.get('code'));
    assert.equal(form.get('iss'), server.origin);
    await closed(page, 'form_post');
  });

  it('has a button for whoever it did not carry on — protocol.md AZ-5', async () => {
    const { page } = await signedIn();
    const request = authorizationRequest(server, party, { response_mode: 'form_post' });
    await page.route(party.redirectUri, (route) => route.fulfill({ status: 204 })); // RFC 9110 §15.3.5: the page stays
    await page.goto(request.address);
    await reads(page, 'One moment');
    await inspect(page, 'live-form-post');
    await page.unroute(party.redirectUri);
    await presses(page, 'Continue');
    assert.ok((await party.answer(request)).form.get('code'));
    await closed(page, 'live-form-post');
  });
});

describe('a browser without JavaScript', () => {
  it('goes from sign-in to consent to the code, by a button where a form waits — protocol.md AZ-5', async () => {
    const page = await chromium.newPage({ javaScriptEnabled: false });
    const request = authorizationRequest(server, party, { prompt: 'consent', response_mode: 'form_post' });
    await page.goto(request.address);
    await signsIn(page, { ...alice, password: 'not the password' });
    await page.getByRole('alert').getByText('did not match').waitFor();
    await signsIn(page, alice);
    await allows(page);
    await reads(page, 'One moment');
    await presses(page, 'Continue');
    const { form } = await party.answer(request);
    assert.ok(form.get('code'));

    const plain = authorizationRequest(server, party);
    await page.goto(plain.address);
    const tokens = await redeemCode(server, (await party.answer(plain)).url, plain);
    assert.ok(tokens['access_token']);
    await closed(page, 'without JavaScript');
  });
});

describe('a page that refuses', () => {
  const requests = [
    ['live-error-unknown-client', { client_id: 'nobody-knows-it' }, 'This app is not connected'],
    [
      'live-error-redirect-uri',
      { redirect_uri: 'https://evil.example/callback' },
      'This app’s return address is not registered',
    ],
  ] as const;
  for (const [name, parameters, heading] of requests) {
    it(`never leads on: ${name} — security.md F-1`, async () => {
      const page = await chromium.newPage();
      const { address } = authorizationRequest(server, party, parameters);
      const response = await page.goto(address);
      assert.equal(response?.status(), 400);
      await reads(page, heading);
      assert.equal(await page.locator('[href*="evil.example"], form').count(), 0);
      await page.getByText('Request ID').waitFor(); // protocol.md G-9
      await inspect(page, name);
      await closed(page, name);
    });
  }

  it('sends people back to the application when a request is finished — protocol.md AZ-7', async () => {
    const { page } = await signedIn();
    const request = authorizationRequest(server, party, { prompt: 'consent' });
    await page.goto(request.address);
    const flowPage = page.url();
    await allows(page);
    await party.answer(request);
    const response = await page.goto(flowPage);
    assert.equal(response?.status(), 400);
    await reads(page, 'Start again from the application');
    await inspect(page, 'live-error-flow-expired');
    await closed(page, 'live-error-flow-expired');
  });

  it('knows the request of another browser as little as an unknown one — security.md F-11', async () => {
    const page = await chromium.newPage();
    await page.goto(authorizationRequest(server, party).address);
    const other = await chromium.newPage();
    const response = await other.goto(page.url());
    assert.equal(response?.status(), 400);
    await reads(other, 'Start again from the application');
    await closed(page, 'victim');
    await closed(other, 'other');
  });

  it('offers the form again when it was forged — security.md B-4, product.md S-7', async () => {
    const { page } = await signedIn();
    party.publish('/forged', {
      html: `<!doctype html><form method="post" action="${server.origin}/logout"><button>Prize</button></form>`,
    });
    await page.goto(`${party.origin}/forged`);
    const answer = page.waitForResponse(`${server.origin}/logout`);
    await presses(page, 'Prize');
    assert.equal((await answer).status(), 403);
    await reads(page, 'This form is out of date');
    await inspect(page, 'live-error-forged-form');
    await page.goto(server.origin);
    await isAtHome(page);
    await closed(page, 'live-error-forged-form');
  });

  it('says how long to wait when requests come too fast — protocol.md G-10', async () => {
    const limited = await startTestServer({
      bootstrap: declarations(party),
      environment: { ENABLE_RATE_LIMIT: 'true', DEFAULT_RATE_LIMIT: '1' },
    });
    const page = await chromium.newPage();
    await page.goto(authorizationRequest(limited, party).address);
    const response = await page.goto(authorizationRequest(limited, party).address);
    assert.equal(response?.status(), 429);
    assert.match(response?.headers()['retry-after'] ?? '', /^[1-9]\d*$/);
    await reads(page, 'A little too fast');
    await inspect(page, 'live-error-too-many-requests');
    await closed(page, 'live-error-too-many-requests');
    await limited.stop();
  });

  it('says that there is nothing', async () => {
    const page = await chromium.newPage();
    const response = await page.goto(`${server.origin}/no/such/page`);
    assert.equal(response?.status(), 404);
    await reads(page, 'Page not found');
    await inspect(page, 'live-error-not-found');
    await page.getByRole('link', { name: 'Go to the start page' }).click();
    await reads(page, 'Sign in');
    await closed(page, 'live-error-not-found');
  });
});
