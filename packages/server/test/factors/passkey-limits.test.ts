/** Sign-ins by passkey leave rows as others do, and count as they do. */

import { after, before, describe, it } from 'node:test';
import { freePort } from '@grantor/compliance/testing/free-port';
import { launchBrowser, type TestBrowser } from '../browser/browser.ts';
import { alice, declarations } from '../e2e/declarations.ts';
import { isAtHome, presses, reads, signsIn } from '../e2e/person.ts';
import { type RelyingParty, startRelyingParty } from '../e2e/relying-party.ts';
import { startTestServer, type TestServer } from '../running-server.ts';
import { attachAuthenticator } from './virtual-authenticator.ts';

let chromium: TestBrowser;
let party: RelyingParty;
let server: TestServer;

before(async () => {
  chromium = await launchBrowser();
  party = await startRelyingParty();
  const port = await freePort();
  const now = Date.now() as never;
  server = await startTestServer({
    bootstrap: declarations(party),
    clock: { now: () => now },
    environment: {
      // Passkeys need a name
      ...{ SERVER_ADDR: `127.0.0.1:${port}`, BASE_URL: `http://localhost:${port}` },
      ...{ ENABLE_RATE_LIMIT: 'true', DEFAULT_RATE_LIMIT: '3' },
    },
  });
});

after(async () => {
  await chromium.close();
  await server.stop();
  await party.stop();
});

describe('sign-ins by passkey', () => {
  it('are limited per person, with those by password — security.md L-8', async () => {
    const page = await chromium.newPage();
    await attachAuthenticator(page);
    await page.addInitScript(`PublicKeyCredential.isConditionalMediationAvailable = async () => false;
PublicKeyCredential.getClientCapabilities = async () => ({ conditionalGet: false });`);
    await page.goto(`${server.origin}/account/factors/passkeys`);
    await signsIn(page, alice);
    await page.getByLabel('Name').fill('Phone');
    await presses(page, 'Add a passkey or security key');
    await page.getByRole('status').getByText('The second factor was added').waitFor();
    for (let times = 0; times < 2; times += 1) {
      await presses(page, 'Sign out');
      await reads(page, 'Sign in');
      await presses(page, 'Sign in with a passkey');
      await isAtHome(page);
    }
    await presses(page, 'Sign out');
    await reads(page, 'Sign in');
    await presses(page, 'Sign in with a passkey');
    await page.getByText('Too many').first().waitFor();
  });
});
