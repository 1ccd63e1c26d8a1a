/** The pages about people, reached by clicking in a real browser (product.md §12.1 /invite/{token}, §12.2, §12.3). */

import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { type AccountWorld, startAccountWorld } from '../account/world.ts';
import { assertQuiet, inspect, launchBrowser, type TestBrowser } from '../browser/browser.ts';
import { andWaits, presses, reads, signsIn } from '../e2e/person.ts';

const root = { username: 'root', password: 'nine quiet harbours', role: 'admin', sub: 'root-0003' } as const;
const desktop = { viewport: { width: 1280, height: 800 } } as const;

let world: AccountWorld;
let chromium: TestBrowser;

before(async () => {
  world = await startAccountWorld({}, { people: [root] });
  chromium = await launchBrowser();
});

after(async () => {
  await chromium.close();
  await world.stop();
});

const follows = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('link', { name }).first().click();

async function signedIn(
  person: { readonly username: string; readonly password: string },
  options: BrowserContextOptions = desktop,
): Promise<Page> {
  const page = await chromium.newPage(options);
  await page.goto(`${world.server.origin}/account`);
  await signsIn(page, person);
  return page;
}

/** By the top bar and the side navigation. */
async function administers(page: Page, place: string): Promise<void> {
  await page.setViewportSize(desktop.viewport);
  await page.getByRole('navigation', { name: 'Areas' }).getByRole('link', { name: 'Administration' }).click();
  await page
    .getByRole('navigation', { name: 'Administration pages' })
    .getByRole('link', { name: place })
    .click();
  await reads(page, place);
}

async function finds(page: Page, username: string): Promise<void> {
  await administers(page, 'Users');
  await page.getByRole('searchbox').fill(username);
  await presses(page, 'Search');
  await page.getByRole('link', { name: username, exact: true }).click();
}

const isSaid = (page: Page, words: string): Promise<void> =>
  page.getByRole('status').getByText(words).waitFor();

async function closed(page: Page, name: string): Promise<void> {
  assertQuiet(page, name);
  await page.context().close();
}

describe('an administrator', () => {
  it('creates somebody, who signs in, and disables them again — product.md U-1, U-3, product.md §12.3 /admin/users', async () => {
    const page = await signedIn(root);
    await administers(page, 'Users');
    await inspect(page, 'live-admin-users');
    await follows(page, 'New user');
    await page.getByLabel('Username').fill('alice');
    await presses(page, 'Create user');
    await page.getByText('Somebody has this username already.').waitFor();
    await inspect(page, 'live-admin-user-taken');
    await page.getByLabel('Username').fill('maria');
    await page.getByLabel('Full name').fill('Maria Keller');
    await presses(page, 'Create user');
    await reads(page, 'The new password of maria');
    const password = (await page.locator('#told').textContent()) ?? '';
    await inspect(page, 'live-admin-user-told');
    await follows(page, 'Done, I have copied it');
    await reads(page, 'Maria Keller');

    const maria = await signedIn({ username: 'maria', password });
    await reads(maria, 'Your account');
    const elsewhere = await world.signedIn({ username: 'maria', password });
    const tokens = await world.allows(elsewhere, 'openid offline_access read');
    assert.equal(await world.isActive(tokens['access_token']), true);

    await page.reload();
    await inspect(page, 'live-admin-user');
    await page.setViewportSize(desktop.viewport);
    await follows(page, 'Disable');
    await reads(page, 'Disable maria?');
    await inspect(page, 'live-admin-user-disable');
    await presses(page, 'Disable');
    await isSaid(page, 'The user is disabled and signed out everywhere.');
    await maria.reload();
    await reads(maria, 'Sign in');
    assert.equal(await world.isActive(tokens['access_token']), false);
    assert.equal(await world.refreshError(tokens['refresh_token']), 'invalid_grant');
    await andWaits(maria, () => signsIn(maria, { username: 'maria', password }));
    await maria.getByRole('alert').getByText('This account is disabled').waitFor();
    await closed(maria, 'live-admin-maria');

    await presses(page, 'Enable');
    await isSaid(page, 'The user can sign in again.');
    await closed(page, 'live-admin-users');
  });

  it('invites somebody by a link, which works once — product.md U-1, product.md §12.1 /invite/{token}', async () => {
    const page = await signedIn(root);
    await administers(page, 'Users');
    await follows(page, 'New user');
    await page.getByLabel('Username').fill('noor');
    await page.getByLabel('An invitation link').check();
    await presses(page, 'Create user');
    await reads(page, 'A link for noor');
    const link = (await page.locator('#told').textContent()) ?? '';
    const guest = await chromium.newPage({ javaScriptEnabled: false });
    await guest.goto(link);
    await reads(guest, 'Set your password');
    await guest.getByLabel('New password').fill('short');
    await presses(guest, 'Set password and sign in');
    await guest.getByText('This password is too short').waitFor();
    await guest.getByLabel('New password').fill('seven grey lanterns');
    await presses(guest, 'Set password and sign in');
    await reads(guest, 'Your account');
    await guest.goto(link);
    await reads(guest, 'This link cannot be used');
    await closed(guest, 'live-invite');
    await closed(page, 'live-admin-invites');
  });

  it('edits somebody, whom another administrator edited meanwhile — product.md A-8, product.md §12.3 /edit', async () => {
    const page = await signedIn(root);
    const other = await signedIn(root);
    for (const each of [page, other]) {
      await finds(each, 'bob');
      await follows(each, 'Edit');
      await reads(each, 'Edit bob');
    }
    await inspect(page, 'live-admin-user-edit');
    await other.getByLabel('Full name').fill('Bob the First');
    await presses(other, 'Save');
    await isSaid(other, 'The user was saved.');
    await page.getByLabel('Full name').fill('Bob the Second');
    await page.getByText('More about this person').click();
    await page.getByLabel('Website').fill('https://bob.example/');
    await presses(page, 'Save');
    await page.getByRole('alert').getByText('This was changed in the meantime').waitFor();
    await page.getByRole('cell', { name: 'Bob the First' }).waitFor();
    await inspect(page, 'live-admin-user-conflict');
    await presses(page, 'Save');
    await reads(page, 'Bob the Second');
    await closed(other, 'live-admin-other');
    await closed(page, 'live-admin-user-edit');
  });

  it('ends what somebody holds, resets their password and deletes them — product.md U-4, U-5, product.md §12.3 /admin/users/{id}/connections', async () => {
    const alice = { username: 'alice', password: 'correct horse battery' };
    const browser = await world.signedIn(alice);
    await world.allows(browser, 'openid offline_access read');
    const page = await signedIn(root);
    await administers(page, 'Browser sessions');
    await inspect(page, 'live-admin-sessions');
    await finds(page, 'alice');
    await follows(page, /What they allowed/);
    await reads(page, 'What alice allowed');
    await inspect(page, 'live-admin-user-authorizations');
    await follows(page, /^Revoke access/);
    await presses(page, 'Revoke access');
    await isSaid(page, 'The access of the application has ended.');
    await page.setViewportSize(desktop.viewport);
    await follows(page, 'alice');
    await follows(page, /Devices and sessions/);
    await follows(page, /^End session/);
    await reads(page, 'End the session of alice?');
    await presses(page, 'End session');
    await isSaid(page, 'The browser session has ended.');
    assert.equal((await browser.get('/account')).status, 303);
    await follows(page, 'alice');
    await follows(page, 'Reset password');
    await page.getByLabel('A link to set a password').check();
    await inspect(page, 'live-admin-user-reset');
    await presses(page, 'Reset password');
    await reads(page, 'A link for alice');
    await follows(page, 'Done, I have copied it');
    await follows(page, 'Delete');
    await page.getByLabel('Type alice to confirm').fill('bob');
    await presses(page, 'Delete');
    await page.getByRole('alert').getByText('Nothing was deleted').waitFor();
    await inspect(page, 'live-admin-user-delete');
    await page.getByLabel('Type alice to confirm').fill('alice');
    await presses(page, 'Delete');
    await isSaid(page, 'The user was deleted.');
    await closed(page, 'live-admin-user-deleted');
  });
});

describe('a person', () => {
  it('changes the password, and is told what is wrong with it — product.md §12.2 /account/password', async () => {
    const page = await signedIn({ username: 'noor', password: 'seven grey lanterns' });
    await page
      .getByRole('navigation', { name: 'Your account pages' })
      .getByRole('link', { name: 'Change password' })
      .click();
    await reads(page, 'Change password');
    await inspect(page, 'live-account-password');
    await page.getByLabel('New password').fill('password1234');
    await presses(page, 'Change password');
    await page.getByText('Many people use this password').waitFor();
    await page.getByLabel('New password').fill('eight grey lanterns');
    await presses(page, 'Change password');
    await isSaid(page, 'Your password was changed.');
    await closed(page, 'live-account-password');
    const again = await signedIn({ username: 'noor', password: 'eight grey lanterns' });
    await reads(again, 'Your account');
    await closed(again, 'live-account-password-again');
  });
});
