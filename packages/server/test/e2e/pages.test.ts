/** The pages of a sign-in, reached by clicking in a real browser (product.md §12.1). */

import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { assertQuiet, inspect, launchBrowser, type TestBrowser } from '../browser/browser.ts';
import { startTestServer, type TestServer } from '../running-server.ts';
import { authorizationRequest, redeemCode } from './authorization-request.ts';
import { alice, bob, declarations } from './declarations.ts';
import { allows, andWaits, entersPassword, isAtHome, presses, reads, signsIn } from './person.ts';
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

type RequestParameters = Readonly<Record<string, string | undefined>>;

/** A browser of its own, sent to the authorization endpoint by the application. */
async function arrives(parameters: RequestParameters = {}, options: BrowserContextOptions = {}) {
  const request = authorizationRequest(server, party, parameters);
  const page = await chromium.newPage(options);
  await page.goto(request.address);
  return { page, request };
}

/** The same browser, sent once more. */
async function returns(page: Page, parameters: RequestParameters = {}) {
  const request = authorizationRequest(server, party, parameters);
  await page.goto(request.address);
  return request;
}

async function closed(page: Page, name: string): Promise<void> {
  assertQuiet(page, name);
  await page.context().close();
}

describe('the sign-in page', () => {
  it('names the application that waits — product.md §12.1 /login', async () => {
    const { page } = await arrives();
    await reads(page, 'Sign in');
    await page.getByText('to continue to Photo Album').waitFor();
    await inspect(page, 'live-login');
    await closed(page, 'live-login');
  });

  it('shows the form again after a wrong password, and then signs in', async () => {
    const { page } = await arrives({ scope: 'openid email' });
    await signsIn(page, { ...alice, password: 'not the password' });
    await page.getByRole('alert').getByText('did not match').waitFor();
    await inspect(page, 'live-login-failed');
    await signsIn(page, alice);
    await reads(page, /^Allow Photo Album/);
    await closed(page, 'live-login-failed');
  });

  it('prefills what the application hints at — OpenID Connect Core 1.0 §3.1.2.1', async () => {
    const { page } = await arrives({ login_hint: 'bob' });
    assert.equal(await page.getByLabel('Username').inputValue(), 'bob');
    await inspect(page, 'live-login-hint');
    await entersPassword(page, bob.password);
    await reads(page, /^Allow Photo Album/);
    await closed(page, 'live-login-hint');
  });

  it('asks the same person again when the application wants it — OpenID Connect Core 1.0 §3.1.2.1', async () => {
    const { page, request: first } = await arrives();
    await signsIn(page, alice);
    await allows(page);
    await party.answer(first);
    const request = await returns(page, { prompt: 'login' });
    await reads(page, 'Confirm it is you');
    await inspect(page, 'live-login-again');
    await page.getByLabel('Username').fill(alice.username);
    await entersPassword(page, alice.password);
    assert.ok((await party.answer(request)).url.searchParams.get('code'));
    await closed(page, 'live-login-again');
  });

  it('lets nobody wait without saying how long — product.md S-4', async () => {
    const { page } = await arrives();
    for (let attempt = 0; attempt < 11; attempt += 1) {
      await andWaits(page, () => signsIn(page, { username: 'nobody', password: `wrong ${attempt}` }));
    }
    await page.getByRole('alert').getByText('Too many attempts').waitFor();
    await inspect(page, 'live-login-throttled');
    await closed(page, 'live-login-throttled');
  });

  it('says that an account is disabled, after the right password only — product.md S-3', async () => {
    await disable('bob');
    const { page } = await arrives();
    await signsIn(page, { ...bob, password: 'not the password' });
    await page.getByRole('alert').getByText('did not match').waitFor();
    await signsIn(page, bob);
    await page.getByRole('alert').getByText('This account is disabled').waitFor();
    await inspect(page, 'live-login-disabled');
    await enable('bob');
    await closed(page, 'live-login-disabled');
  });

  it('leads to the landing page when no application waits — product.md §12.1 /', async () => {
    const page = await chromium.newPage();
    await page.goto(server.origin);
    await signsIn(page, alice);
    await isAtHome(page);
    await inspect(page, 'live-signed-in');
    await presses(page, 'Sign out');
    await reads(page, 'Sign in');
    await closed(page, 'live-signed-in');
  });
});

const disable = (username: string): Promise<unknown> => setDisabled(username, Date.now());
const enable = (username: string): Promise<unknown> => setDisabled(username, null);

/** Until there is an administration: the row as an administrator leaves it. */
const setDisabled = (username: string, at: number | null): Promise<unknown> =>
  server.running.database.kysely
    .updateTable('user_account')
    .set({ disabled_at_ms: at })
    .where('username', '=', username)
    .execute();

describe('the consent page', () => {
  it('asks before anything is shared, and only for what is new afterwards — protocol.md IN-2, IN-3, product.md §12.1 /consent', async () => {
    const { page } = await arrives({ scope: 'openid profile email' });
    await signsIn(page, alice);
    await reads(page, 'Allow Photo Album to use your account?');
    await page.getByText('See your e-mail address').waitFor();
    await inspect(page, 'live-consent');
    await presses(page, 'Allow');
    await reads(page, 'Back at the application');

    await returns(page, { scope: 'openid profile' });
    await reads(page, 'Back at the application'); // covered by what was allowed
    await returns(page, { scope: 'openid profile write' });
    await page.getByRole('heading', { name: 'Allowed before' }).waitFor();
    await page.getByText('Create and change your content').waitFor();
    await inspect(page, 'live-consent-grown');
    await closed(page, 'live-consent');
  });

  it('takes a refusal back to the application — protocol.md IN-5', async () => {
    const { page, request } = await arrives({ prompt: 'consent' });
    await signsIn(page, alice);
    await presses(page, 'Deny');
    const { searchParams } = (await party.answer(request)).url;
    assert.equal(searchParams.get('error'), 'access_denied');
    assert.equal(searchParams.get('iss'), server.origin);
    await closed(page, 'deny');
  });

  it('leads to another account', async () => {
    const { page, request } = await arrives({ prompt: 'consent' });
    await signsIn(page, alice);
    await presses(page, 'Use another account');
    await signsIn(page, bob);
    await allows(page);
    const tokens = await redeemCode(server, (await party.answer(request)).url, request);
    const [, payload = ''] = (tokens['id_token'] ?? '').split('.');
    assert.equal(JSON.parse(Buffer.from(payload, 'base64url').toString()).sub, bob.sub);
    await closed(page, 'switch');
  });
});

describe('the account chooser', () => {
  it('shows who is signed in and goes on as them — OpenID Connect Core 1.0 §3.1.2.1, product.md §12.1 account chooser', async () => {
    const { page } = await arrives({ prompt: 'consent' });
    await signsIn(page, alice);
    await allows(page);
    await reads(page, 'Back at the application');
    await returns(page, { prompt: 'select_account' });
    await reads(page, 'Choose an account');
    await inspect(page, 'live-select-account');
    await presses(page, 'Continue as Alice Liddell');
    await reads(page, 'Back at the application');
    await returns(page, { prompt: 'select_account' });
    await presses(page, 'Use another account');
    await reads(page, 'Sign in');
    await closed(page, 'live-select-account');
  });
});
