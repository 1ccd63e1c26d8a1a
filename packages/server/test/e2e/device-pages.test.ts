/** The pages of a device, reached by clicking in a real browser (product.md §12.1, RFC 8628 §3.3). */

import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { assertQuiet, inspect, launchBrowser, type TestBrowser } from '../browser/browser.ts';
import { startTestServer, type TestServer } from '../running-server.ts';
import { alice, declarations, deviceApplication, deviceGrant } from './declarations.ts';
import { andWaits, entersCode, presses, reads, signsIn } from './person.ts';
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

type Device = { readonly device_code: string; readonly user_code: string };

async function post<Answer>(path: string, form: Record<string, string>): Promise<Answer> {
  const body = new URLSearchParams({ client_id: deviceApplication.client_id, ...form });
  return (await (await fetch(server.origin + path, { method: 'POST', body })).json()) as Answer;
}

const startDevice = () => post<Device>('/oauth/device/code', { scope: 'openid read write' });

const poll = ({ device_code }: Device) =>
  post<{ error?: string; scope?: string }>('/oauth/token', { grant_type: deviceGrant, device_code });

/** A browser signed in as Alice, at the page for codes. */
async function atDevicePage(): Promise<Page> {
  const page = await chromium.newPage();
  await page.goto(`${server.origin}/device`);
  await signsIn(page, alice);
  await reads(page, 'Connect a device');
  return page;
}

async function closed(page: Page, name: string): Promise<void> {
  assertQuiet(page, name);
  await page.context().close();
}

describe('the device page', () => {
  it('shows what the device asks for before anything is allowed — protocol.md DV-4, product.md §12.1 /device, product.md §12.1 device result', async () => {
    const device = await startDevice();
    const page = await atDevicePage();
    await inspect(page, 'live-device');
    await entersCode(page, device.user_code.toLowerCase().replace('-', '')); // protocol.md DV-3
    await reads(page, 'Connect Desk Notes on your device?');
    await page.getByText(device.user_code).waitFor();
    await page.getByText('Only continue if you started this on your own device.').waitFor();
    await page.getByText('Create and change your content').waitFor();
    await inspect(page, 'live-device-confirm');
    assert.equal((await poll(device)).error, 'authorization_pending');
    await presses(page, 'Allow');
    await reads(page, 'Your device is connected');
    await inspect(page, 'live-device-approved');
    assert.equal((await poll(device)).scope, 'openid read write');
    await closed(page, 'live-device');
  });

  it('keeps the code of the link through sign-in and never submits it by itself — RFC 8628 §3.3.1', async () => {
    const device = await startDevice();
    const page = await chromium.newPage();
    await page.goto(`${server.origin}/device?user_code=${device.user_code}`);
    await signsIn(page, alice);
    await reads(page, 'Connect a device');
    assert.equal(await page.getByLabel('Code').inputValue(), device.user_code);
    await inspect(page, 'live-device-prefilled');
    await closed(page, 'live-device-prefilled');
  });

  it('refuses a code it does not know — protocol.md DV-3', async () => {
    const page = await atDevicePage();
    await entersCode(page, 'BBBB-CCCC');
    await page.getByRole('alert').getByText('This code is not valid any more').waitFor();
    await inspect(page, 'live-device-invalid');
    for (let attempt = 1; attempt < 6; attempt += 1)
      await andWaits(page, () => entersCode(page, 'BBBB-CCCC'));
    await page.getByRole('alert').getByText('Too many attempts').waitFor(); // protocol.md DV-5
    await inspect(page, 'live-device-throttled');
    await closed(page, 'live-device-invalid');
  });

  it('shares nothing with a device that was refused — RFC 8628 §3.5', async () => {
    const device = await startDevice();
    const page = await atDevicePage();
    await entersCode(page, device.user_code);
    await presses(page, 'Deny');
    await reads(page, 'Nothing was shared');
    await inspect(page, 'live-device-denied');
    assert.equal((await poll(device)).error, 'access_denied');
    await closed(page, 'live-device-denied');
  });

  it('says so when another window was faster, and when the code went elsewhere — protocol.md DV-4', async () => {
    const device = await startDevice();
    const page = await atDevicePage();
    const second = await page.context().newPage();
    await second.goto(`${server.origin}/device`);
    await entersCode(page, device.user_code);
    await entersCode(second, device.user_code);
    await presses(second, 'Deny');
    await reads(second, 'Nothing was shared');
    await presses(page, 'Allow');
    await reads(page, 'Already answered');
    await inspect(page, 'live-device-already-decided');
    assert.equal((await poll(device)).error, 'access_denied');
    await closed(page, 'live-device-already-decided');
  });

  it('lets only the browser decide that entered the code last — security.md F-15', async () => {
    const device = await startDevice();
    const page = await atDevicePage();
    const other = await atDevicePage();
    await entersCode(page, device.user_code);
    await entersCode(other, device.user_code);
    await presses(page, 'Allow');
    await reads(page, 'Already answered');
    assert.equal((await poll(device)).error, 'authorization_pending');
    await closed(page, 'first');
    await closed(other, 'second');
  });
});
