/** Clients, apps and resources, reached by clicking in a real browser (product.md §12.2 /apps, §12.3 /admin/clients). */

import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import * as openid from 'openid-client';
import type { Page } from 'playwright-core';
import { assertQuiet, inspect, launchBrowser, type TestBrowser } from '../browser/browser.ts';
import { alice, bob, declarations, webApplication } from '../e2e/declarations.ts';
import { allows, opensAccount, presses, reads, signsIn } from '../e2e/person.ts';
import { type RelyingParty, startRelyingParty } from '../e2e/relying-party.ts';
import { startTestServer, type TestServer } from '../running-server.ts';

let party: RelyingParty;
let server: TestServer;
let chromium: TestBrowser;

before(async () => {
  party = await startRelyingParty();
  const { users, clients } = declarations(party);
  const admins = [{ ...Object(users[0]), role: 'admin' }, ...users.slice(1)];
  server = await startTestServer({ bootstrap: { users: admins, clients } });
  chromium = await launchBrowser();
});

after(async () => {
  await chromium.close();
  await server.stop();
  await party.stop();
});

const desktop = { viewport: { width: 1280, height: 800 } } as const;

async function signedIn(person: typeof alice | typeof bob, options: object = desktop): Promise<Page> {
  const page = await chromium.newPage(options);
  await opensAccount(page, server.origin, person);
  return page;
}

const follows = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('link', { name }).first().click();

const isSaid = (page: Page, words: string | RegExp): Promise<void> =>
  page.getByRole('status').getByText(words).waitFor();

/** By the side navigation, as wide as `inspect` does not leave it. */
async function goesTo(page: Page, name: string): Promise<void> {
  await page.setViewportSize(desktop.viewport);
  await page
    .getByRole('navigation', { name: /pages$/ })
    .getByRole('link', { name: new RegExp(`^${name}(?: \\d|$)`) })
    .first()
    .click();
  await reads(page, name);
}

async function goesToAdministration(page: Page, name: string): Promise<void> {
  await page.setViewportSize(desktop.viewport);
  await page.getByRole('navigation', { name: 'Areas' }).getByRole('link', { name: 'Administration' }).click();
  await goesTo(page, name);
}

async function looksAt(page: Page, name: string): Promise<void> {
  await inspect(page, `live-${name}`);
  await page.setViewportSize(desktop.viewport);
}

/** A code flow with these credentials, clicked through by a person of their own browser. */
async function codeFlow(id: string, secret: string): Promise<string> {
  const configuration = await openid.discovery(
    new URL(server.origin),
    id,
    secret,
    openid.ClientSecretBasic(secret),
    { execute: [openid.allowInsecureRequests] },
  );
  const pkceCodeVerifier = openid.randomPKCECodeVerifier();
  const expectedState = openid.randomState();
  const address = openid.buildAuthorizationUrl(configuration, {
    redirect_uri: party.redirectUri,
    scope: 'openid profile',
    state: expectedState,
    code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    prompt: 'consent',
  });
  const page = await chromium.newPage();
  await page.goto(address.href);
  await signsIn(page, bob);
  await allows(page);
  const { url } = await party.answer({ state: expectedState });
  await page.context().close();
  const tokens = await openid.authorizationCodeGrant(configuration, url, { pkceCodeVerifier, expectedState });
  return tokens.access_token;
}

const isLive = async (access: string): Promise<boolean> =>
  (await fetch(`${server.origin}/oauth/tokeninfo`, { headers: { authorization: `Bearer ${access}` } })).ok;

async function authenticates(id: string, secret: string): Promise<boolean> {
  const response = await fetch(`${server.origin}/oauth/introspect`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ token: 'x' }),
  });
  return response.ok;
}

const textOf = async (page: Page, id: string): Promise<string> =>
  (await page.locator(`#${id}`).textContent()) ?? '';

describe('clients in the console', () => {
  it('are created, used, rotated, revoked and deleted — product.md C-1, C-2, C-4', async () => {
    const page = await signedIn(alice);
    await goesToAdministration(page, 'Clients');
    await looksAt(page, 'admin-clients');
    await follows(page, 'New client');
    await reads(page, 'New client');
    await looksAt(page, 'admin-client-new');
    await page.getByLabel('Name', { exact: true }).fill('Travel Diary');
    await page.getByLabel('Redirect URIs').fill('ftp://diary.example/');
    await presses(page, 'Create client');
    await page.getByRole('alert').getByText('Not saved yet').waitFor();
    await looksAt(page, 'admin-client-refused');
    await page.getByLabel('Redirect URIs').fill(party.redirectUri);
    await presses(page, 'Create client');
    await reads(page, 'Keep this secret');
    const id = await textOf(page, 'client-id');
    const secret = await textOf(page, 'client-secret');
    await looksAt(page, 'admin-client-secret');
    const access = await codeFlow(id, secret);
    assert.equal(await isLive(access), true);

    await follows(page, 'I have kept it');
    await reads(page, 'Travel Diary');
    assert.ok((await textOf(page, 'snippet')).includes(`OIDC_CLIENT_ID=${id}`));
    await looksAt(page, 'admin-client');
    await follows(page, 'People: 1, live sessions: 1');
    await page.getByText('bob', { exact: true }).waitFor();
    await looksAt(page, 'admin-client-people');
    await follows(page, 'Travel Diary');

    await follows(page, 'Regenerate');
    await looksAt(page, 'admin-client-regenerate');
    await presses(page, 'Regenerate');
    const next = await textOf(page, 'client-secret');
    assert.deepEqual([await authenticates(id, secret), await authenticates(id, next)], [false, true]);
    await follows(page, 'I have kept it');

    await follows(page, 'Edit');
    await page.getByText('Security', { exact: true }).click();
    await page.getByLabel('Description').fill('Where we have been');
    await presses(page, 'Save changes');
    await isSaid(page, 'The client was saved.');
    await page.getByText('Where we have been').waitFor();

    await follows(page, 'Revoke all access');
    await page.getByLabel(/^Type Travel Diary/).fill('Diary');
    await presses(page, 'Revoke all access');
    await page.getByRole('alert').waitFor();
    await looksAt(page, 'admin-client-ask-revoke');
    await page.getByLabel(/^Type Travel Diary/).fill('Travel Diary');
    await presses(page, 'Revoke all access');
    await isSaid(page, 'All access has ended');
    assert.equal(await isLive(access), false);

    await follows(page, /^Delete$/);
    await reads(page, 'Delete Travel Diary?');
    await looksAt(page, 'admin-client-ask-delete');
    await page.getByLabel(/^Type Travel Diary/).fill('Travel Diary');
    await presses(page, 'Delete');
    await isSaid(page, 'It was deleted.');
    assert.equal(await authenticates(id, next), false);
    assertQuiet(page, 'clients');
    await page.context().close();
  });

  it('are tried, each request shown, and the tokens revoked — product.md C-7', async () => {
    const page = await signedIn(alice);
    await goesToAdministration(page, 'Clients');
    await follows(page, 'Photo Album');
    await follows(page, 'Try it');
    await reads(page, 'Try the client');
    await looksAt(page, 'admin-client-try-off');
    await presses(page, 'Switch on for an hour');
    await isSaid(page, 'The client can be tried for an hour.');
    await looksAt(page, 'admin-client-try-on');
    const starts = async () => {
      await page.getByLabel('Scopes').fill('openid profile');
      await page.getByLabel('Before it goes on').selectOption('Ask for consent');
      await presses(page, 'Begin');
      await page.getByRole('heading', { name: '1 · Authorization request' }).waitFor();
    };
    await starts();
    await looksAt(page, 'admin-client-try-asked');
    await follows(page, 'Send it in this browser');
    await allows(page);
    await page.getByRole('heading', { name: '2 · Answer in the browser' }).waitFor();
    await looksAt(page, 'admin-client-try-came-back');
    const answer = page.url();
    await page.getByLabel('Secret').fill(webApplication.client_secret);
    await presses(page, 'Exchange the code');
    await page.getByRole('heading', { name: '4 · Who is it?' }).waitFor();
    assert.equal(await page.getByText('Signed by this server').count(), 2);
    const told = JSON.parse(await textOf(page, 'step-3-body')) as { access_token: string };
    assert.equal(await isLive(told.access_token), true);
    await looksAt(page, 'admin-client-try-tokens');
    await presses(page, 'Revoke these tokens');
    await isSaid(page, 'The tokens were revoked.');
    assert.equal(await isLive(told.access_token), false);

    assertQuiet(page, 'trying');
    await page.goto(answer);
    await page.getByRole('alert').getByText('This answer belongs to nothing you wait for').waitFor();
    await follows(page, 'Start over');
    await presses(page, 'Switch off');
    await isSaid(page, 'The client can no longer be tried.');
    await page.context().close();
  });

  it('come from people: an app is submitted, approved, changed — product.md O-1, O-2, O-3', async () => {
    const owner = await signedIn(bob);
    await goesTo(owner, 'My apps');
    await looksAt(owner, 'apps-empty');
    await follows(owner, 'New app');
    await looksAt(owner, 'app-new');
    await owner.getByLabel('Name', { exact: true }).fill('Bike Map');
    await owner.getByLabel('Redirect URIs').fill('https://bike.example/callback');
    await presses(owner, 'Submit for approval');
    await follows(owner, 'I have kept it');
    await owner.getByText('An administrator has to approve it').waitFor();
    await looksAt(owner, 'app-pending');

    const page = await signedIn(alice);
    await goesToAdministration(page, 'Clients');
    await follows(page, /^Waiting for approval/);
    await presses(page, /^Approve/);
    await isSaid(page, 'The client was approved');

    await owner.reload();
    await follows(owner, 'Edit');
    await owner.getByLabel('Redirect URIs').fill('https://bike.example/callback\nhttps://bike.example/new');
    await presses(owner, 'Submit the change');
    await isSaid(owner, 'The change was submitted');
    await looksAt(owner, 'app-change');

    await page.reload();
    await looksAt(page, 'admin-client-change');
    await presses(page, 'Accept the change');
    await isSaid(page, 'The change is in effect.');
    await owner.reload();
    await owner.getByText('https://bike.example/new').first().waitFor();
    await follows(owner, 'Deactivate');
    await presses(owner, 'Deactivate');
    await isSaid(owner, 'It can no longer be used.');
    await goesTo(owner, 'My apps');
    await looksAt(owner, 'apps');
    assertQuiet(owner, 'apps');
    await owner.context().close();
    await page.context().close();
  });

  it('ask for resources that are registered, without JavaScript too — product.md G-3, product.md §12.3 /admin/resources', async () => {
    const page = await signedIn(alice, { ...desktop, javaScriptEnabled: false });
    await goesToAdministration(page, 'Resources');
    await follows(page, 'New resource');
    await page.getByLabel('Identifier').fill('https://api.diary.example/v1');
    await page.getByLabel('Name, as people read it').fill('Diary API');
    const first = page.getByRole('group', { name: 'Scope 1' });
    await first.getByLabel('Scope name').fill('diary:read');
    await first.getByLabel('What it allows, in words').fill('Read your diary');
    await presses(page, 'Create resource');
    await isSaid(page, 'The resource was saved.');
    await page.getByText('diary:read').waitFor();
    await follows(page, 'Diary API');
    await reads(page, 'Diary API');
    await page.locator('main').getByRole('link', { name: 'Delete' }).click();
    await page.getByLabel(/^Type Diary API/).fill('Diary API');
    await presses(page, 'Delete');
    await isSaid(page, 'The resource was deleted.');
    assertQuiet(page, 'resources');
    await page.context().close();
  });
});
