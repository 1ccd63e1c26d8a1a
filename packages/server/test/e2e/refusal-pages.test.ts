/** Signing out, answers by form, and every page that refuses, in a real browser (product.md §12.1). */

import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { assertQuiet, inspect, launchBrowser, type TestBrowser } from '../browser/browser.ts';
import { startTestServer, type TestServer } from '../running-server.ts';
import { authorizationRequest, redeemCode } from './authorization-request.ts';
import { alice, declarations } from './declarations.ts';
import { allows, presses, reads, signsIn } from './person.ts';
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
  it('is asked about when another site wants it — protocol.md LO-1, LO-2', async () => {
    const { page } = await signedIn();
    party.publish('/leave', { html: `<!doctype html><a href="${server.origin}/logout">Leave</a>` });
    await page.goto(`${party.origin}/leave`);
    await page.getByRole('link', { name: 'Leave' }).click();
    await reads(page, 'Sign out?');
    await inspect(page, 'live-logout');
    await page.getByRole('link', { name: 'Stay signed in' }).click();
    await reads(page, 'You are signed in');

    await page.goto(`${server.origin}/oauth/logout`);
    await reads(page, 'Sign out?');
    await presses(page, 'Sign out');
    await reads(page, 'You are signed out');
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
    // the frame is the application's own, as the policy of this page allows
    await page.getByRole('link', { name: 'Sign in again' }).waitFor();
    await photographed(page, 'live-signed-out');
    await page.context().close();
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
    await page.context().close();
  });
});

/** `inspect` takes every request of another origin for a fault; here one is the point. */
async function photographed(page: Page, name: string): Promise<void> {
  const { complaints } = await inspectedWithFrames(page, name);
  assert.deepEqual(complaints, []);
}
