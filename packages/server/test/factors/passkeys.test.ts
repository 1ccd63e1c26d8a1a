import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import { freePort } from '@grantor/compliance/testing/free-port';
import type { Page } from 'playwright-core';
import { inspect, launchBrowser, type TestBrowser } from '../browser/browser.ts';
import { alice, bob, declarations } from '../e2e/declarations.ts';
import { isAtHome, presses, reads, signsIn } from '../e2e/person.ts';
import { type RelyingParty, startRelyingParty } from '../e2e/relying-party.ts';
import { scrape } from '../metrics/scrape.ts';
import { startTestServer, type TestServer } from '../running-server.ts';
import { type Authenticator, attachAuthenticator } from './virtual-authenticator.ts';

let chromium: TestBrowser;
let party: RelyingParty;
let server: TestServer;

before(async () => {
  chromium = await launchBrowser();
  party = await startRelyingParty();
  const port = await freePort();
  server = await startTestServer({
    bootstrap: declarations(party),
    // Passkeys need a name
    environment: {
      ...{ SERVER_ADDR: `127.0.0.1:${port}`, BASE_URL: `http://localhost:${port}` },
      METRICS_ENABLED: 'true',
    },
  });
});

after(async () => {
  await chromium.close();
  await server.stop();
  await party.stop();
});

const person = async (kind?: 'passkey' | 'security_key') => {
  const page = await chromium.newPage();
  page.setDefaultTimeout(15_000);
  return { page, authenticator: await attachAuthenticator(page, kind) };
};

/** Whether the browser offers passkeys where the user name is typed: from the next page on. */
const autofill = (page: Page, state: 'on' | 'off') =>
  page.evaluate(`sessionStorage.setItem('autofill', '${state}')`);

const withoutAutofill = `if (sessionStorage.getItem('autofill') === 'off')
  PublicKeyCredential.isConditionalMediationAvailable = async () => false;
if (sessionStorage.getItem('autofill') === 'off')
  PublicKeyCredential.getClientCapabilities = async () => ({ conditionalGet: false });`;

const opens = (page: Page, path: string) => page.goto(`${server.origin}${path}`);

async function addsPasskey(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: 'Add a passkey or security key' }).click();
  await page.getByLabel('Name').fill(name);
  await presses(page, 'Add a passkey or security key');
  await page.getByRole('status').getByText('The second factor was added').waitFor();
}

const sessionOf = (username: string) =>
  server.running.database.kysely
    .selectFrom('browser_session')
    .innerJoin('user_account', 'user_account.id', 'browser_session.user_id')
    .select(['acr', 'amr'])
    .where('username', '=', username)
    .orderBy('auth_time', 'desc')
    .orderBy('browser_session.created_at', 'desc')
    .executeTakeFirstOrThrow();

describe('a passkey — product.md F-4, F-5', () => {
  let page: Page;
  let device: Authenticator;

  before(async () => {
    ({ page, authenticator: device } = await person());
    await page.addInitScript(withoutAutofill);
    await opens(page, '/login');
    await signsIn(page, alice);
    await isAtHome(page);
  });
  after(() => page.context().close());

  it('is added on the page of second factors — product.md §12.2 /account/factors', async () => {
    await opens(page, '/account');
    await page.getByText('Menu', { exact: true }).click();
    await page.getByRole('navigation').getByRole('link', { name: 'Second factors' }).first().click();
    await page.getByText('You have no second factor yet').waitFor();
    await inspect(page, 'live-factors-none');
    await addsPasskey(page, 'Phone');
    await page.getByRole('rowheader', { name: /Phone/ }).waitFor();
    await page.getByText('On several devices').waitFor();
    await inspect(page, 'live-factors');
  });

  it('signs in alone at the button, and counts as two factors — product.md F-5, F-7', async () => {
    await autofill(page, 'off');
    await presses(page, 'Sign out');
    await reads(page, 'Sign in');
    await page.getByRole('button', { name: 'Sign in with a passkey' }).waitFor();
    await inspect(page, 'live-login-passkey');
    await presses(page, 'Sign in with a passkey');
    await isAtHome(page);
    const { acr, amr } = await sessionOf('alice');
    assert.deepEqual([acr, JSON.parse(amr)], ['phr', ['swk', 'mfa']]);
  });

  it('is counted as an attempt and as a factor — operations.md §7 sign-in', async () => {
    const counted = await scrape(server);
    for (const series of [
      'auth_attempts_total{method="passkey",result="success"}',
      'auth_factor_total{kind="passkey",result="success"}',
    ])
      assert.equal(counted.get(series), 1, series);
  });

  it('signs in from the autofill of the browser — product.md F-5', async () => {
    await autofill(page, 'on');
    await presses(page, 'Sign out');
    await isAtHome(page);
    await autofill(page, 'off');
  });

  it('does not sign in alone where the device saw no owner', async () => {
    await presses(page, 'Sign out');
    await reads(page, 'Sign in');
    await device.verifies('anybody');
    await presses(page, 'Sign in with a passkey');
    await page.getByRole('alert').getByText('Nothing came from the passkey').waitFor();
    await device.verifies('owner');
  });

  it('is the second step after the password', async () => {
    await opens(page, '/login');
    await signsIn(page, alice);
    await reads(page, 'One more step');
    await inspect(page, 'live-factor-passkey');
    await presses(page, 'Use a passkey or security key');
    await isAtHome(page);
    const { acr, amr } = await sessionOf('alice');
    assert.deepEqual([acr, JSON.parse(amr)], ['phr', ['pwd', 'swk', 'mfa']]);
  });

  it('is refused when its counter falls back, and that is told — product.md F-4', async () => {
    await device.countsFrom(50);
    await presses(page, 'Sign out');
    await presses(page, 'Sign in with a passkey');
    await isAtHome(page);
    await presses(page, 'Sign out');
    await reads(page, 'Sign in');
    await device.countsFrom(10);
    await presses(page, 'Sign in with a passkey');
    await page.getByRole('alert').getByText('The passkey was not accepted').waitFor();
    const told = await server.running.database.kysely
      .selectFrom('audit_event')
      .select('details')
      .where('event_type', '=', 'SUSPICIOUS_ACTIVITY')
      .execute();
    assert.deepEqual(
      told.map(({ details }) => JSON.parse(details)),
      [{ cause: 'passkey_counter' }],
    );
  });

  it('is renamed and removed — product.md §12.2 /account/factors', async () => {
    await device.countsFrom(100);
    await opens(page, '/login');
    await presses(page, 'Sign in with a passkey');
    await isAtHome(page);
    await opens(page, '/account/factors');
    await page.getByRole('link', { name: 'Rename · Phone' }).click();
    await reads(page, 'Rename Phone');
    await inspect(page, 'live-passkey-rename');
    await page.getByLabel('Name').fill('Blue key');
    await presses(page, 'Save');
    await page.getByRole('link', { name: 'Remove · Blue key' }).click();
    await reads(page, 'Remove Blue key?');
    await presses(page, 'Remove');
    await page.getByText('You have no second factor yet').waitFor();
  });
});

describe('a security key — product.md F-4, F-5', () => {
  it('is a second factor after the password, bound to its one device — product.md F-7', async () => {
    const { page } = await person('security_key');
    await opens(page, '/login');
    await signsIn(page, bob);
    await opens(page, '/account/factors');
    await addsPasskey(page, 'Blue key');
    await presses(page, 'Sign out');
    await signsIn(page, bob);
    await reads(page, 'One more step');
    await presses(page, 'Use a passkey or security key');
    await isAtHome(page);
    const { acr, amr } = await sessionOf('bob');
    assert.deepEqual([acr, JSON.parse(amr)], ['phr', ['pwd', 'hwk', 'mfa']]);
    await page.context().close();
  });
});
