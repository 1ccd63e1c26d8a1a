/** Accounts at other providers, as administrators see and end them (product.md I-8, §12.3 /admin/connections). */

import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { type AccountWorld, carol, startAccountWorld } from '../account/world.ts';
import { assertQuiet, inspect, launchBrowser, type TestBrowser } from '../browser/browser.ts';
import { bob } from '../e2e/declarations.ts';
import { presses, reads, signsIn } from '../e2e/person.ts';
import { hiddenFields } from '../e2e/plain-browser.ts';
import { connect } from '../e2e/rows.ts';

const desktop = { viewport: { width: 1280, height: 800 } } as const;
const known = { GITHUB_CLIENT_ID: 'here', GITHUB_CLIENT_SECRET: 'of-here', ALLOWED_GITHUB_USERS: '*' };

let world: AccountWorld;
let chromium: TestBrowser;

before(async () => {
  world = await startAccountWorld({}, { people: [carol], environment: known });
  chromium = await launchBrowser();
});

after(async () => {
  await chromium.close();
  await world.stop();
});

const kysely = () => world.server.running.database.kysely;

async function held(): Promise<readonly string[]> {
  const rows = await kysely().selectFrom('connection').select('provider').orderBy('provider').execute();
  return rows.map(({ provider }) => provider);
}

const isSaid = (page: Page, words: string): Promise<void> =>
  page.getByRole('status').getByText(words).waitFor();

const bobs = `/admin/users/${bob.sub}/connections`;

describe('linked accounts', () => {
  it('are for administrators alone — security.md D-2, product.md A-1', async () => {
    await connect(kysely(), 'github');
    const person = await world.signedIn(bob);
    const fields = hiddenFields(await (await person.get('/account')).text());
    for (const path of ['/admin/connections', bobs]) {
      assert.equal((await person.get(path)).status, 403, path);
      for (const method of ['get', 'post'] as const) {
        const reply = await person[method](`${path}/connection-github/delete`, fields);
        assert.equal(reply.status, 403, `${method} ${path}`);
      }
    }
    assert.deepEqual(await held(), ['github']);
  });

  it('are ended where they are somebody’s, once — product.md I-8, A-1', async () => {
    const admin = await world.signedIn(carol);
    assert.equal((await admin.get('/admin/connections/none/delete')).status, 404);
    const foreign = `/admin/users/${carol.sub}/connections/connection-github/delete`;
    assert.equal((await admin.get(foreign)).status, 404);
    const path = '/admin/connections/connection-github/delete';
    const fields = hiddenFields(await (await admin.get(path)).text());
    const replies = await Promise.all(Array.from({ length: 20 }, () => admin.post(path, fields)));
    assert.equal(replies.filter(({ status }) => status === 303).length, 1);
    assert.deepEqual(await held(), []);
    const told = await kysely()
      .selectFrom('audit_event')
      .selectAll()
      .where('event_type', '=', 'OAUTH_CONNECTION_DELETED')
      .execute();
    assert.deepEqual(
      told.map((event) => [event.actor_username, event.resource_name]),
      [['carol', 'bob']],
    );
    assert.equal((await admin.get(path)).status, 404);
  });

  it('are found by user and provider, and disconnected, the last way in too — product.md I-8, §12.3 /admin/connections', async () => {
    for (const provider of ['github', 'gitlab']) await connect(kysely(), provider);
    await kysely()
      .updateTable('user_account')
      .set({ password_hash: null })
      .where('id', '=', bob.sub)
      .execute();
    const page = await chromium.newPage(desktop);
    await page.goto(`${world.server.origin}/account`);
    await signsIn(page, carol);
    await page.getByRole('link', { name: 'Administration' }).click();
    await page
      .getByRole('navigation', { name: 'Administration pages' })
      .getByRole('link', { name: 'Linked accounts' })
      .click();
    await reads(page, 'Linked accounts');
    await inspect(page, 'live-admin-connections');
    await page.setViewportSize(desktop.viewport);
    await page.getByRole('searchbox').fill('nobody');
    await presses(page, 'Search');
    await page.getByText('Nothing found').waitFor();
    await page.getByRole('searchbox').fill('bo');
    await presses(page, 'Search');
    await page.getByRole('link', { name: 'GitHub', exact: true }).click();
    assert.equal(await page.getByRole('row').count(), 2);
    await page.getByRole('link', { name: /^Disconnect · GitHub/ }).click();
    await reads(page, 'Disconnect GitHub from bob?');
    await inspect(page, 'live-admin-disconnect');
    await page.setViewportSize(desktop.viewport);
    await presses(page, 'Disconnect');
    await isSaid(page, 'The account is no longer connected.');

    await page.getByRole('link', { name: 'bob', exact: true }).click();
    await page.getByRole('link', { name: /Linked accounts.*Accounts at other/s }).click();
    await reads(page, 'Linked accounts of bob');
    await inspect(page, 'live-admin-user-connections');
    await page.setViewportSize(desktop.viewport);
    await page.getByRole('link', { name: /^Disconnect · gitlab/ }).click();
    await page.getByText('This is the only way in that bob has').waitFor();
    await presses(page, 'Disconnect');
    await isSaid(page, 'The account is no longer connected.');
    await page.getByText('No linked accounts').waitFor();
    assert.deepEqual(await held(), []);
    assertQuiet(page, 'live-admin-connections');
    await page.context().close();
  });
});
