/**
 * The first quarter of an hour of an administrator who reads no documentation (product.md §17), from an empty folder:
 * somebody is invited, a client is made and tried, its tokens are found and ended, and the audit log tells all of it.
 */

import { strict as assert } from 'node:assert';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import type { Page } from 'playwright-core';
import { assertQuiet, inspect, launchBrowser, type TestBrowser } from '../browser/browser.ts';
import { allows, andWaits, presses, reads, signsIn } from '../e2e/person.ts';
import { until } from '../operations/program.ts';
import { startTestServer, type TestServer } from '../running-server.ts';
import { follows, goesTo, isSaid } from './clicking.ts';

const desktop = { viewport: { width: 1280, height: 800 } } as const;

let server: TestServer;
let chromium: TestBrowser;

before(async () => {
  [server, chromium] = await Promise.all([startTestServer(), launchBrowser()]);
});

after(async () => {
  await chromium.close();
  await server.stop();
});

async function firstPassword(): Promise<string> {
  const file = await readFile(join(server.folder, 'data', 'grantor-credentials.txt'), 'utf8');
  return /^Password: (\S+)$/m.exec(file)?.[1] ?? assert.fail('the file names the password');
}

const textOf = async (page: Page, id: string): Promise<string> =>
  (await page.locator(`#${id}`).textContent()) ?? '';

async function looks(page: Page, name: string): Promise<void> {
  await inspect(page, `first-steps-${name}`);
  await page.setViewportSize(desktop.viewport);
}

const cells = (page: Page): Promise<string[]> => page.getByRole('rowheader').allTextContents();

it('goes from the first sign-in to the export of the audit log — product.md §12.1 /, §12.3 /admin, §12.3 /admin/users/{id}, §12.3 /admin/clients/{id}, §12.3 /admin/clients/{id}/try, §12.3 /admin/clients/{id}/authorizations, §12.3 /admin/tokens, §12.3 /admin/audit', async () => {
  const page = await chromium.newPage(desktop);
  await page.goto(server.origin);
  await signsIn(page, { username: 'admin', password: await firstPassword() });
  await reads(page, 'Your account');
  await page.getByRole('navigation', { name: 'Areas' }).getByRole('link', { name: 'Administration' }).click();
  await reads(page, 'Dashboard');
  await page.getByText('You have no second factor').waitFor();

  await goesTo(page, 'Users');
  await follows(page, 'New user');
  await page.getByLabel('Username').fill('erika');
  await page.getByLabel('Full name').fill('Erika Mustermann');
  await page.getByLabel('Password', { exact: true }).waitFor();
  await page.getByLabel('An invitation link').check();
  await page.getByLabel('Password', { exact: true }).waitFor({ state: 'hidden' });
  await presses(page, 'Create user');
  await reads(page, 'A link for erika');
  const invitation = await textOf(page, 'told');
  await follows(page, 'Done, I have copied it');
  await reads(page, 'Erika Mustermann');
  await looks(page, 'user');
  const erika = await chromium.newPage();
  await erika.goto(invitation);
  await erika.getByLabel('New password').fill('seven grey lanterns');
  await presses(erika, 'Set password and sign in');
  await reads(erika, 'Your account');

  await goesTo(page, 'Clients');
  await follows(page, 'New client');
  await page.getByLabel('Name', { exact: true }).fill('My first app');
  await page.getByLabel('Redirect URIs').fill('http://localhost:3000/callback');
  await presses(page, 'Create client');
  await reads(page, 'Keep this secret');
  const secret = await textOf(page, 'client-secret');
  await follows(page, 'I have kept it');
  await reads(page, 'My first app');
  await looks(page, 'client');

  await follows(page, 'Try it');
  await presses(page, 'Switch on for an hour');
  await presses(page, 'Begin');
  await follows(page, 'Send it in this browser');
  await allows(page);
  await page.getByLabel('Secret').fill(secret);
  await presses(page, 'Exchange the code');
  await page.getByRole('heading', { name: '4 · Who is it?' }).waitFor();

  await follows(page, 'My first app');
  await follows(page, 'People: 1, live sessions: 1');
  await reads(page, 'People who allowed it');
  await follows(page, 'admin');
  await page.getByRole('heading', { level: 1, name: 'admin' }).waitFor();
  await page.goBack();
  await follows(page, 'My first app');
  await follows(page, 'Tokens and access');
  await reads(page, 'Tokens and access');
  await looks(page, 'tokens');
  await follows(page, /^Revoke · My first app/);
  await page.getByRole('button', { name: 'Revoke', exact: true }).click();
  await isSaid(page, 'The access has ended for good.');

  await follows(page, 'My first app');
  await follows(page, 'Audit log');
  await reads(page, 'Audit log');
  assert.deepEqual(
    (await cells(page)).map((event) => event.trim()),
    ['Client can be tried', 'Client created'],
  );
  await goesTo(page, 'Audit log');
  const told = await page.getByRole('row').allTextContents();
  for (const [event, about] of [
    ['Token revoked', 'admin'],
    ['Authorization code exchanged', 'My first app'],
    ['Access allowed by the person', 'My first app'],
    ['Client created', 'My first app'],
    ['Password changed', 'erika'],
    ['User created', 'erika'],
  ])
    assert.ok(
      told.some((row) => row.includes(event ?? '') && row.includes(about ?? '')),
      `${event} of ${about}`,
    );
  await looks(page, 'audit');
  const exported = page.waitForEvent('download');
  await follows(page, 'Export as CSV');
  const csv = await readFile(await (await exported).path(), 'utf8');
  for (const event of ['USER_CREATED', 'CLIENT_CREATED', 'CLIENT_TRIAL_STARTED', 'TOKEN_REVOKED'])
    assert.ok(csv.includes(event), event);

  await goesTo(page, 'Dashboard');
  const noData = page.getByText('No data yet');
  await until('the charts know of it', async () => {
    await andWaits(page, async () => void (await page.reload()));
    return (await noData.count()) === 0;
  });
  await page.getByRole('heading', { name: 'Clients with the most tokens' }).waitFor();
  await looks(page, 'dashboard');
  assertQuiet(page, 'first steps');
  await erika.context().close();
  await page.context().close();
});
