/** Credentials by clicking, in a browser: of a person, and of whoever administers (product.md §12.2, §12.3, §17). */

import { strict as assert } from 'node:assert';
import { after, before, it } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { encode } from 'uqr';
import { assertQuiet, inspect, launchBrowser, type TestBrowser } from '../browser/browser.ts';
import { andWaits, opensAccount, type Person, presses, reads } from '../e2e/person.ts';
import { password } from '../races/person.ts';
import { startTestServer, type TestServer } from '../running-server.ts';
import { bootstrap } from './world.ts';

const ada = { username: 'ada', password };
const root = { username: 'root', password };

let server: TestServer;
let chromium: TestBrowser;

before(async () => {
  [server, chromium] = await Promise.all([
    startTestServer({ bootstrap, environment: { ENABLE_VCI: 'true' } }),
    launchBrowser(),
  ]);
});
after(async () => {
  await chromium.close();
  await server.stop();
});

async function signedIn(person: Person): Promise<Page> {
  const page = await chromium.newPage({ viewport: { width: 1280, height: 800 } });
  await opensAccount(page, server.origin, person);
  return page;
}

async function goesTo(page: Page, place: string): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page
    .getByRole('navigation', { name: /pages$/ })
    .getByRole('link', { name: place, exact: true })
    .first()
    .click();
}

const quiet = 4;

/** The code of the link with the quiet around it, row by row: `1` is dark (ISO/IEC 18004). */
function modulesOf(link: string): readonly string[] {
  const { data } = encode(link, { border: quiet, ecc: 'M' });
  return data.map((row) => row.map((isDark) => (isDark ? '1' : '0')).join(''));
}

/** What a camera sees in the middle of each module of the picture, as the browser paints it. */
async function modulesSeen(qr: Locator): Promise<readonly string[]> {
  const side = Number((await qr.getAttribute('viewBox'))?.split(' ').at(-1));
  const picture = (await qr.screenshot()).toString('base64');
  const blank = await chromium.browser.newPage();
  try {
    return await blank.evaluate<string[]>(`(async () => {
      const bytes = Uint8Array.from(atob('${picture}'), (letter) => letter.charCodeAt(0));
      const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
      context.drawImage(image, 0, 0);
      const at = (place, length) => Math.floor((place + 0.5) * length / ${side});
      const isDark = (x, y) => {
        const [red, green, blue] = context.getImageData(at(x, image.width), at(y, image.height), 1, 1).data;
        return red + green + blue < 384;
      };
      const places = Array.from({ length: ${side} }, (_, index) => index);
      return places.map((y) => places.map((x) => (isDark(x, y) ? '1' : '0')).join(''));
    })()`);
  } finally {
    await blank.close();
  }
}

it('a person takes a credential into a wallet, by a QR code that fits a phone — product.md §12.2 /account/credentials', async () => {
  const page = await signedIn(ada);
  await goesTo(page, 'Credentials');
  await reads(page, 'Credentials');
  await inspect(page, 'live-account-credentials');
  await page.setViewportSize({ width: 390, height: 844 });
  await page
    .getByRole('button', { name: /Add to wallet/ })
    .first()
    .click();
  const qr = page.locator('svg.qr');
  await qr.waitFor();
  const box = await qr.boundingBox();
  assert.ok(box !== null && box.x >= 0 && box.x + box.width <= 390 && box.width >= 150, JSON.stringify(box));
  const link = await page.getByRole('link', { name: 'Open in wallet' }).getAttribute('href');
  assert.match(link ?? '', /^openid-credential-offer:\/\/\?credential_offer_uri=/);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    assert.deepEqual(await modulesSeen(qr), modulesOf(link ?? ''), colorScheme);
  }
  await inspect(page, 'live-account-credential-offer');
  const uri = new URL(link ?? '').searchParams.get('credential_offer_uri') ?? '';
  assert.equal((await fetch(uri)).status, 200);
  const refused = await page.goto(`${server.origin}/admin/credentials`);
  assert.equal(refused?.status(), 403);
  await page.context().close();
});

it('an administrator declares a kind, offers it, and is told what is wrong — product.md §12.3 /admin/credentials', async () => {
  const page = await signedIn(root);
  await page.getByRole('navigation', { name: 'Areas' }).getByRole('link', { name: 'Administration' }).click();
  await goesTo(page, 'Credentials');
  await page.getByRole('main').getByRole('link', { name: 'New credential' }).click();
  await page.getByRole('link', { name: 'Edit as JSON' }).click();
  await page.getByLabel('Declaration').fill('{ "id": "card",\n  "name": 7 }');
  await andWaits(page, () => presses(page, 'Create'));
  const faults = await page.locator('#declaration-error').innerText();
  assert.match(faults, /Line 2: name: This must be text\./);
  await inspect(page, 'live-admin-credential-refused');
  await goesTo(page, 'Credentials');
  await page.getByRole('main').getByRole('link', { name: 'New credential' }).click();
  await page.getByLabel('Name of this record').fill('house card');
  await page.getByLabel('Name, as people read it').fill('House card');
  await page.getByLabel('Valid for').fill('a year');
  await page.getByRole('group', { name: 'Entry 3' }).getByLabel('Name in the credential').fill('iss');
  await andWaits(page, () => presses(page, 'Create'));
  await inspect(page, 'live-admin-credential-fields-refused');
  assert.equal(await page.getByLabel('Valid for').inputValue(), 'a year');
  const wrong = await page.locator('.field-error').allInnerTexts();
  assert.equal(wrong.length, 2, wrong.join('\n'));
  await page.getByLabel('Name of this record').fill('card');
  await page.getByLabel('Valid for').fill('31536000');
  await andWaits(page, () => presses(page, 'Create'));
  await page
    .getByText(/keeps this name|reserved|itself/i)
    .first()
    .waitFor();
  const employer = page.getByRole('group', { name: 'Entry 3' });
  await employer.getByLabel('Name in the credential').fill('employer.name');
  await employer.getByLabel('Label in the wallet').fill('Employer');
  await employer.getByLabel('Value', { exact: true }).selectOption({ label: 'A fixed value' });
  await employer.getByLabel('Fixed value').fill('Northwind');
  await andWaits(page, () => presses(page, 'Create'));
  await page.getByRole('link', { name: 'House card' }).click();
  await reads(page, 'card');
  assert.equal(await employer.getByLabel('Fixed value').inputValue(), 'Northwind');
  await page.getByLabel('Description').fill('Opens the house.');
  await andWaits(page, () => presses(page, 'Save changes'));
  await page.getByRole('link', { name: 'House card' }).click();
  assert.equal(await page.getByLabel('Description').inputValue(), 'Opens the house.');
  await inspect(page, 'live-admin-credential-fields');
  await goesTo(page, 'Credentials');
  await page.getByRole('link', { name: 'House card' }).waitFor();
  await page.getByLabel('User name or e-mail address').fill('nobody');
  await andWaits(page, () => presses(page, 'Make the offer'));
  await page.getByText('There is nobody of this name').waitFor();
  await inspect(page, 'live-admin-credentials');
  await page.getByLabel('User name or e-mail address').fill('ada');
  await page.getByLabel('Credential', { exact: true }).selectOption({ label: 'House card' });
  await andWaits(page, () => presses(page, 'Make the offer'));
  await reads(page, /House card for ada/);
  await inspect(page, 'live-admin-credential-offer');
  await goesTo(page, 'Credentials');
  assertQuiet(page, 'credentials');
  await page.context().close();
});
