/** Rows of product.md §12 that no other test walks in a real browser: reached by clicking, done, failed, refused to others. */

import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import { TOTP } from 'otpauth';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { type AccountWorld, carol, startAccountWorld } from '../account/world.ts';
import { assertQuiet, inspect, launchBrowser, type TestBrowser } from '../browser/browser.ts';
import { authorizationRequest } from '../e2e/authorization-request.ts';
import { alice, bob, webApplication } from '../e2e/declarations.ts';
import { andWaits, isAtHome, opensAccount, type Person, presses, reads, signsIn } from '../e2e/person.ts';
import { connect } from '../e2e/rows.ts';
import { administers, follows, goesTo, isSaid } from './clicking.ts';

const desktop = { viewport: { width: 1280, height: 800 } } as const;
const ciba = 'urn:openid:params:grant-type:ciba';
const providers = { GITHUB_CLIENT_ID: 'here', GITHUB_CLIENT_SECRET: 'of-here', ALLOWED_GITHUB_USERS: '*' };
const staffOnly = {
  ...{ client_id: 'staff-only', client_name: 'Staff Room', token_endpoint_auth_method: 'none' },
  ...{ redirect_uris: ['https://staff.example/callback'], allowed_groups: ['staff'] },
  ...{ contacts: ['room@staff.example'], scope: 'openid profile' },
} as const;

let world: AccountWorld;
let chromium: TestBrowser;

before(async () => {
  const environment = { ...providers, ENABLE_CIBA: 'true', SESSION_IDLE_TIMEOUT: '0' };
  const grants = { grant_types: ['authorization_code', 'refresh_token', ciba] };
  const people = [carol, { username: 'dan', password: 'quiet copper meadow', sub: 'dan-0004' }];
  [world, chromium] = await Promise.all([
    startAccountWorld(grants, { people, environment, clients: [staffOnly] }),
    launchBrowser(),
  ]);
  await connect(world.server.running.database.kysely, 'github');
});

after(async () => {
  await chromium.close();
  await world.stop();
});

const dan = { username: 'dan', password: 'quiet copper meadow' };

async function signedIn(person: Person, options: BrowserContextOptions = desktop): Promise<Page> {
  const page = await chromium.newPage(options);
  await opensAccount(page, world.server.origin, person);
  return page;
}

async function looks(page: Page, name: string): Promise<void> {
  await inspect(page, `rows-${name}`);
  await page.setViewportSize(desktop.viewport);
}

async function closed(page: Page): Promise<void> {
  assertQuiet(page, 'rows');
  await page.context().close();
}

const finds = (page: Page, words: string): Promise<void> =>
  andWaits(page, async () => {
    await page.getByRole('searchbox').fill(words);
    await presses(page, 'Search');
  });

const rowOf = (page: Page, words: string) => page.getByRole('row').filter({ hasText: words });

describe('a sign-in', () => {
  it('ends where the application is for others, who are told whom to ask — product.md §12.1 /no-access', async () => {
    const { address, state } = authorizationRequest(world.server, world.party, {
      ...{ client_id: staffOnly.client_id, redirect_uri: staffOnly.redirect_uris[0] },
    });
    const page = await chromium.newPage(desktop);
    await page.goto(address);
    await signsIn(page, bob);
    await reads(page, 'You cannot use Staff Room');
    await page.getByText('Only members of certain groups').waitFor();
    await page.getByText('room@staff.example').waitFor();
    await looks(page, 'no-access');
    const { pathname, search } = new URL(page.url());
    await presses(page, 'Use another account');
    await signsIn(page, alice);
    await reads(page, 'You cannot use Staff Room');
    const stranger = await signedIn(dan);
    await stranger.goto(`${world.server.origin}${pathname}${search}`);
    await reads(stranger, 'Start again from the application');
    await closed(stranger);
    const returning = page.waitForRequest('https://staff.example/**');
    await presses(page, 'Return to the application');
    const { searchParams } = new URL((await returning).url());
    assert.deepEqual([searchParams.get('error'), searchParams.get('state')], ['access_denied', state]);
    await page.context().close();
  });

  it('has a second step, after an app was set up, and ends when it is lost — product.md §12.1 /login/factor, §12.1 /login/confirm', async () => {
    const page = await signedIn(dan);
    await goesTo(page, 'Second factors');
    await world.server.running.database.kysely
      .updateTable('browser_session')
      .set({ auth_time: 1 })
      .where('user_id', '=', 'dan-0004')
      .execute();
    await follows(page, 'Set up an app');
    await reads(page, 'Confirm it is you');
    await page.getByLabel('Password', { exact: true }).fill('a wrong guess');
    await presses(page, 'Confirm');
    await page.getByRole('alert').waitFor();
    await looks(page, 'login-confirm-wrong');
    await page.getByLabel('Password', { exact: true }).fill(dan.password);
    await presses(page, 'Confirm');
    await reads(page, 'Set up an app');
    const secret = ((await page.locator('main code').first().textContent()) ?? '').replaceAll(' ', '');
    const code = (ahead = 0) => new TOTP({ secret }).generate({ timestamp: Date.now() + ahead });
    await page.getByLabel('Code from your authenticator app').fill(code());
    await presses(page, 'Go on');
    await isSaid(page, 'The second factor was added.');
    await page.getByText('You have no recovery codes.').waitFor();
    await presses(page, 'Sign out');
    await reads(page, 'Sign in');

    const again = await chromium.newPage(desktop);
    await again.goto(`${world.server.origin}/account`);
    await signsIn(again, dan);
    await reads(again, 'One more step');
    await looks(again, 'login-factor');
    await again.getByLabel('Code from your authenticator app').fill('000000');
    await presses(again, 'Go on');
    await again.getByText('That code is wrong or was used before.').waitFor();
    await looks(again, 'login-factor-wrong');
    await again.getByLabel('Code from your authenticator app').fill(code(30_000));
    await presses(again, 'Go on');
    await isAtHome(again);
    await closed(again);
    await page.context().close();
  });
});

describe('a person', () => {
  it('finds everything from the overview — product.md §12.2 /account', async () => {
    const browser = await world.signedIn(bob);
    await world.allows(browser, 'openid profile read');
    const page = await signedIn(bob);
    for (const part of ['Open an application', 'Security check-up'])
      await page.getByRole('heading', { name: part }).waitFor();
    const opened = page.getByRole('link', { name: 'Photo Album' }).first();
    assert.equal(await opened.getAttribute('href'), 'https://photos.example/');
    await looks(page, 'account');
    for (const [link, title] of [
      [/^Connected apps/, 'Connected apps'],
      [/^Devices and sessions/, 'Devices and sessions'],
      ['Look after them', 'Second factors'],
      ['All activity', 'Activity'],
    ] as const) {
      await goesTo(page, 'Overview', 'Your account');
      await follows(page, link);
      await reads(page, title);
    }
    await closed(page);
  });

  it('answers an application that names them, which nobody else can — product.md §12.2 /account/requests', async () => {
    const asks = (binding_message: string) =>
      fetch(`${world.server.origin}/oauth/bc-authorize`, {
        method: 'POST',
        headers: {
          authorization: `Basic ${btoa(`${webApplication.client_id}:${webApplication.client_secret}`)}`,
        },
        body: new URLSearchParams({ scope: 'openid read', login_hint: 'alice', binding_message }),
      });
    assert.equal((await asks('W4SCT')).status, 200);
    const page = await signedIn(alice);
    await follows(page, /asks? you for something now/);
    await reads(page, 'Requests to you');
    await looks(page, 'requests');
    await follows(page, /^Look and decide/);
    await reads(page, 'Allow what Photo Album asks for?');
    await page.getByText('W4SCT').waitFor();
    await looks(page, 'request');
    const stranger = await signedIn(bob);
    await stranger.goto(page.url());
    await reads(stranger, 'Already answered');
    await closed(stranger);
    const other = await page.context().newPage();
    await other.goto(page.url());
    await presses(page, 'Deny');
    await reads(page, /^(Requests to you|Your account)$/);
    await presses(other, 'Allow');
    await reads(other, 'Already answered');
    await looks(other, 'request-decided');
    await page.context().close();
  });

  it('registers an app, edits it and deletes it, and nobody else sees it — product.md §12.2 /apps, §12.2 /apps/new, §12.2 /apps/{id}, §12.2 /apps/{id}/edit', async () => {
    const page = await signedIn(bob);
    await goesTo(page, 'My apps');
    await page.getByRole('heading', { name: 'No app yet' }).waitFor();
    await follows(page, 'New app');
    await reads(page, 'New app');
    await page.getByLabel('Name', { exact: true }).fill('Bike Map');
    await page.getByLabel('Redirect URIs').fill('ftp://bike.example/');
    await presses(page, 'Submit for approval');
    await page.getByRole('alert').waitFor();
    await looks(page, 'app-new-refused');
    await page.getByLabel('Redirect URIs').fill('https://bike.example/callback');
    await presses(page, 'Submit for approval');
    await follows(page, 'I have kept it');
    await reads(page, 'Bike Map');
    await page.getByText('An administrator has to approve it').waitFor();
    const address = page.url();
    await follows(page, 'Edit');
    await reads(page, 'Edit Bike Map');
    await page.getByLabel('Redirect URIs').fill('nowhere');
    await presses(page, /^Save|^Submit/);
    await page.getByRole('alert').waitFor();
    await looks(page, 'app-edit-refused');
    await page.getByLabel('Redirect URIs').fill('https://bike.example/callback');
    await page.getByLabel('Name', { exact: true }).fill('Bike Maps');
    await presses(page, /^Save|^Submit/);
    await reads(page, 'Bike Maps');
    await looks(page, 'app');
    const stranger = await signedIn(alice);
    for (const end of ['', '/edit', '/delete', '/deactivate', '/regenerate-secret']) {
      await stranger.goto(`${address}${end}`);
      await reads(stranger, 'Page not found');
    }
    await closed(stranger);
    await follows(page, /^Regenerate/);
    await presses(page, 'Regenerate');
    await reads(page, 'Keep this secret');
    await follows(page, 'I have kept it');
    await follows(page, /^Delete/);
    await page.getByRole('textbox').fill('Bike Maps');
    await presses(page, 'Delete');
    await isSaid(page, 'It was deleted.');
    await page.getByRole('heading', { name: 'No app yet' }).waitFor();
    await closed(page);
  });
});

describe('an administrator', () => {
  it('finds what somebody allowed, and takes it away — product.md §12.3 /admin/authorizations', async () => {
    await world.allows(await world.signedIn(alice), 'openid profile read');
    const page = await signedIn(carol);
    await administers(page, 'Authorizations');
    await looks(page, 'admin-authorizations');
    await finds(page, 'nobody-is-called-so');
    await page.getByText('Nothing found').waitFor();
    await follows(page, 'Show everything');
    await finds(page, 'alice');
    const gone = await page.context().newPage();
    await gone.goto(page.url());
    await follows(page, /^Revoke · .*Photo Album/);
    await presses(page, /^Revoke/);
    await isSaid(page, 'The access of the application has ended.');
    await reads(page, 'Authorizations');
    await follows(gone, /^Revoke · .*Photo Album/);
    await reads(gone, 'Page not found');
    await page.context().close();
  });

  it('finds a linked account, and disconnects it — product.md §12.3 /admin/connections', async () => {
    const page = await signedIn(carol);
    await administers(page, 'Linked accounts');
    await finds(page, 'alice');
    await page.getByText('Nothing found').waitFor();
    await finds(page, 'bob');
    await looks(page, 'admin-connections');
    await follows(page, /^Disconnect · /);
    await presses(page, 'Disconnect');
    await isSaid(page, 'The account is no longer connected.');
    await page
      .getByText(/No linked accounts|Nothing found/)
      .first()
      .waitFor();
    await closed(page);
  });

  it('finds a browser of somebody and ends it, but not the own one — product.md §12.3 /admin/sessions', async () => {
    const elsewhere = await signedIn(alice);
    const page = await signedIn(carol);
    await administers(page, 'Browser sessions');
    await finds(page, 'carol');
    await rowOf(page, 'This one').waitFor();
    assert.equal(
      await rowOf(page, 'This one')
        .getByRole('link', { name: /^End session/ })
        .count(),
      0,
    );
    await finds(page, 'alice');
    await looks(page, 'admin-sessions');
    for (let left = await page.getByRole('link', { name: /^End session/ }).count(); left > 0; left -= 1) {
      await follows(page, /^End session/);
      await presses(page, 'End session');
      await isSaid(page, 'The browser session has ended.');
      await finds(page, 'alice');
    }
    await elsewhere.reload();
    await reads(elsewhere, 'Sign in');
    await closed(elsewhere);
    await closed(page);
  });

  it('declares whose word counts, in fields, and is told what is wrong — product.md §12.3 /admin/policies', async () => {
    const page = await signedIn(carol);
    await administers(page, 'Policies');
    await page.getByText('No trusted issuer yet').waitFor();
    await follows(page, 'New trusted issuer');
    await page.getByLabel('Name of this record').fill('build');
    await page.getByLabel('What it vouches for').selectOption({ label: 'A service of a platform' });
    await page.getByLabel('Issuer', { exact: true }).fill('https://build.example');
    await page.getByLabel('Apps').fill('photo-album');
    await page.getByLabel('What its claims have to be').fill('repository = acme/notes\nref');
    await presses(page, 'Create');
    await page.getByText('Line 2: Give either').waitFor();
    await looks(page, 'policy-refused');
    await page.getByLabel('What its claims have to be').fill('repository = acme/notes\nref ^= refs/heads/');
    await presses(page, 'Create');
    await isSaid(page, 'The record was saved and counts from now on.');
    await looks(page, 'policies');
    await follows(page, 'build');
    await reads(page, 'build');
    assert.equal(
      await page.getByLabel('What its claims have to be').inputValue(),
      'repository = acme/notes\nref ^= refs/heads/',
    );
    await page.getByLabel('Assertion').fill('no.jwt.at-all');
    await andWaits(page, () => presses(page, 'Try it'));
    await page.getByText('This assertion would be refused.').waitFor();
    await looks(page, 'policy-tried');
    await follows(page, 'Delete');
    await page.getByLabel(/^Type build/).fill('build');
    await presses(page, 'Delete');
    await isSaid(page, 'The record was deleted.');

    await follows(page, 'New exchange rule');
    await page.getByLabel('Name of this record').fill('gateway');
    await page.getByLabel('App', { exact: true }).fill('photo-album');
    await presses(page, 'Create');
    await page.getByText('This must not be empty.').first().waitFor();
    await page.getByLabel('Resources that the new token may be for').fill('https://api.example/v1');
    await page.getByLabel('Scopes that it may have').fill('read');
    await presses(page, 'Create');
    await isSaid(page, 'The record was saved and counts from now on.');
    await follows(page, 'gateway');
    await follows(page, 'Edit as JSON');
    await page.getByLabel('Declaration').waitFor();
    await follows(page, 'Edit in fields');
    await page.getByLabel('Scopes that it may have').waitFor();
    await closed(page);
  });

  it('is alone in finding any page of the administration — product.md A-1, security.md D-2', async () => {
    const page = await signedIn(bob);
    const area = page.getByRole('navigation', { name: 'Areas' });
    assert.equal(await area.getByRole('link', { name: 'Administration' }).count(), 0);
    const nobody = await chromium.newPage(desktop);
    for (const place of [
      ...[
        '',
        '/users',
        '/users/new',
        `/users/${alice.sub}`,
        `/users/${alice.sub}/edit`,
        '/clients',
        '/tokens',
      ],
      ...[
        `/users/${alice.sub}/sessions`,
        '/clients/new',
        '/clients/photo-album',
        '/clients/photo-album/edit',
      ],
      ...[
        '/clients/photo-album/try',
        '/clients/photo-album/authorizations',
        '/clients/documents',
        '/sessions',
      ],
      ...['/authorizations', '/connections', '/audit', '/resources', '/policies', '/keys', '/system'],
    ]) {
      await page.goto(`${world.server.origin}/admin${place}`);
      await page.getByText('Error 403').waitFor();
      await nobody.goto(`${world.server.origin}/admin${place}`);
      assert.equal(new URL(nobody.url()).pathname, '/login', place);
      assert.equal(new URL(nobody.url()).searchParams.get('redirect'), `/admin${place}`);
    }
    await looks(page, 'admin-refused');
    await nobody.context().close();
    await page.context().close();
  });
});
