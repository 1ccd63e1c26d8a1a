/** The pages that no other browser test reaches, by clicking, over one server (product.md §12.2, §12.3, §17). */

import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { type AccountWorld, carol, startAccountWorld } from '../account/world.ts';
import { assertQuiet, inspect, launchBrowser, type TestBrowser } from '../browser/browser.ts';
import { alice, bob } from '../e2e/declarations.ts';
import { andWaits, follows, isSaid, opensAccount, type Person, presses, reads } from '../e2e/person.ts';
import { plainBrowser, signInPlainly } from '../e2e/plain-browser.ts';
import { connect, giveUpNotice } from '../e2e/rows.ts';
import { until } from '../operations/program.ts';

const desktop = { viewport: { width: 1280, height: 800 } } as const;
const providers = { GITHUB_CLIENT_ID: 'here', GITHUB_CLIENT_SECRET: 'of-here', ALLOWED_GITHUB_USERS: '*' };

let world: AccountWorld;
let chromium: TestBrowser;
let token: string | undefined;

before(async () => {
  [world, chromium] = await Promise.all([
    startAccountWorld({}, { people: [carol], environment: providers }),
    launchBrowser(),
  ]);
  const browser = await world.signedIn(alice);
  token = (await world.allows(browser, 'openid profile offline_access read'))['access_token'];
  await world.connects(browser, 'openid read');
  const { kysely } = world.server.running.database;
  await connect(kysely, 'github');
  await giveUpNotice(kysely);
});

after(async () => {
  await chromium.close();
  await world.stop();
});

async function signedIn(person: Person, options: BrowserContextOptions = desktop): Promise<Page> {
  const page = await chromium.newPage(options);
  await opensAccount(page, world.server.origin, person);
  return page;
}

/** By the navigation at the side, of the account or of the administration. */
async function goesTo(page: Page, place: string, title = place): Promise<void> {
  await page
    .getByRole('navigation', { name: /pages$/ })
    .getByRole('link', { name: place, exact: true })
    .first()
    .click();
  await reads(page, title);
}

async function administers(page: Page, place: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Areas' }).getByRole('link', { name: 'Administration' }).click();
  await reads(page, 'Dashboard');
  await goesTo(page, place);
}

const isWarned = (page: Page, words: string): Promise<void> =>
  page.getByRole('alert').getByText(words).waitFor();

/** What stood on the page before does not any more. */
const isGone = async (page: Page, role: 'link' | 'button', name: RegExp): Promise<void> =>
  assert.equal(await page.getByRole('main').getByRole(role, { name }).count(), 0, String(name));

/** Looked at, in every size and scheme, and as wide as before. */
async function looks(page: Page, name: string): Promise<void> {
  await inspect(page, name);
  await page.setViewportSize(desktop.viewport);
}

async function closed(page: Page): Promise<void> {
  assertQuiet(page, 'walks');
  await page.context().close();
}

describe('a person', () => {
  it('changes the profile, but not to the address of somebody else — product.md §12.2 /account/profile', async () => {
    const page = await signedIn(alice);
    await goesTo(page, 'Profile');
    await page.getByLabel('Nickname').fill('Al');
    await andWaits(page, () => presses(page, 'Save'));
    await isSaid(page, 'Your profile was saved.');
    assert.equal(await page.getByLabel('Nickname').inputValue(), 'Al');
    await page.getByLabel('E-mail').fill('bob@example.org');
    await andWaits(page, () => presses(page, 'Save'));
    await page.getByText('Somebody has this e-mail address already.').waitFor();
    await looks(page, 'live-account-profile');
    await closed(page);
  });

  it('reads what was done with the account, and what was refused — product.md §12.2 /account/activity', async () => {
    const page = await signedIn(alice);
    await goesTo(page, 'Activity');
    await page.getByRole('rowheader', { name: 'Signed in' }).first().waitFor();
    await looks(page, 'live-account-activity');
    await follows(page, 'Refused or failed');
    await page.getByText('Nothing found').waitFor();
    await looks(page, 'live-account-activity-nothing');
    await signInPlainly(plainBrowser(world.server), { ...alice, password: 'a wrong guess' });
    const refused = page.getByRole('rowheader').filter({ hasText: 'Failed' });
    await until('the failure is told', async () => {
      await page.reload();
      return (await refused.count()) > 0;
    });
    await looks(page, 'live-account-activity-refused');
    await closed(page);
  });

  it('disconnects a provider, but not the last way in — product.md §12.2 /account/connections', async () => {
    const page = await signedIn(bob);
    await goesTo(page, 'Sign-in methods');
    await looks(page, 'live-account-connections');
    const { kysely } = world.server.running.database;
    const bobs = await kysely
      .selectFrom('user_account')
      .select('password_hash')
      .where('id', '=', bob.sub)
      .executeTakeFirstOrThrow();
    await kysely.updateTable('user_account').set({ password_hash: null }).where('id', '=', bob.sub).execute();
    await follows(page, /^Disconnect · GitHub/);
    await presses(page, 'Disconnect');
    await page.getByText('GitHub is your only way in.').waitFor();
    await follows(page, 'Cancel');
    await kysely.updateTable('user_account').set(bobs).where('id', '=', bob.sub).execute();
    await follows(page, /^Disconnect · GitHub/);
    await reads(page, 'Disconnect GitHub?');
    await presses(page, 'Disconnect');
    await isSaid(page, 'The account is no longer connected.');
    await isGone(page, 'link', /^Disconnect · GitHub/);
    await closed(page);
  });
});

describe('an administrator', () => {
  it('finds, pauses and ends an access, and looks up a token — product.md §12.3 /admin/tokens', async () => {
    const page = await signedIn(carol);
    await administers(page, 'Tokens and access');
    await looks(page, 'live-admin-tokens');
    for (const [searched, isFound] of [
      ['bob', false],
      ['alice', true],
    ] as const) {
      await page.getByRole('searchbox').fill(searched);
      await andWaits(page, () => presses(page, 'Search'));
      assert.equal((await page.getByRole('link', { name: /^Pause · Photo Album/ }).count()) > 0, isFound);
    }
    await follows(page, /^Pause · Photo Album/);
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await isSaid(page, 'The access is paused.');
    assert.equal(await world.isActive(token), false);
    await follows(page, /^Resume · Photo Album/);
    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    await isSaid(page, 'The access goes on.');
    assert.equal(await world.isActive(token), true);
    await follows(page, 'Look up a token');
    await page.getByLabel('Token or its jti').fill('never given out');
    await presses(page, 'Look up');
    await page.getByText('This is no token of this server').waitFor();
    await page.getByLabel('Token or its jti').fill(token ?? '');
    await presses(page, 'Look up');
    await page.getByRole('heading', { name: 'What it is' }).waitFor();
    await follows(page, 'Show its connection');
    await follows(page, /^Revoke · Photo Album/);
    await page.getByRole('button', { name: 'Revoke', exact: true }).click();
    await isSaid(page, 'The access has ended for good.');
    assert.equal(await world.isActive(token), false);
    await closed(page);
  });

  it('rotates the signing key, and retires no last one — product.md §12.3 /admin/keys', async () => {
    const page = await signedIn(carol);
    await administers(page, 'Signing keys');
    await follows(page, /^Retire at once/);
    const kid = (await page.locator('main code').first().textContent()) ?? '';
    await page.getByRole('textbox').fill(kid);
    await presses(page, 'Retire at once');
    await isWarned(page, 'Nothing else of its algorithm could sign.');
    await looks(page, 'live-admin-keys');
    await follows(page, /^Rotate /);
    await presses(page, 'Rotate');
    await isSaid(page, 'A successor is published.');
    await follows(page, /^Rotate /);
    await presses(page, 'Rotate');
    await isWarned(page, 'A successor is published already.');
    await closed(page);
  });

  it('sends the notices again that were given up — product.md §12.3 /admin/system', async () => {
    const page = await signedIn(carol);
    await administers(page, 'System');
    await page.getByText('These applications did not learn that somebody signed out.').waitFor();
    await looks(page, 'live-admin-system');
    await presses(page, 'Send them again');
    await isSaid(page, 'The notices are being sent again.');
    await page.getByText('Every application took its notices.').waitFor();
    await closed(page);
  });

  it('blocks a domain, and admits it again — product.md §12.3 /admin/clients/documents', async () => {
    const page = await signedIn(carol);
    await administers(page, 'Clients');
    await follows(page, 'Published documents and blocked domains');
    await page.getByRole('textbox', { name: 'Domain' }).fill('no domain');
    await presses(page, 'Block domain');
    await page.getByText('This is no domain.').waitFor();
    await looks(page, 'live-admin-documents');
    await page.getByRole('textbox', { name: 'Domain' }).fill('agents.example');
    await presses(page, 'Block domain');
    await isSaid(page, 'The domain is blocked.');
    await page.getByRole('button', { name: /^Unblock · agents\.example/ }).click();
    await isSaid(page, 'The domain is admitted again.');
    await isGone(page, 'button', /^Unblock · agents\.example/);
    await closed(page);
  });

  it('narrows the audit log down to one entry — product.md §12.3 /admin/audit', async () => {
    const page = await signedIn(carol);
    await administers(page, 'Audit log');
    await page.getByText('More filters').click();
    await page.getByLabel('Event', { exact: true }).selectOption({ label: 'Signed in' });
    await andWaits(page, () => presses(page, 'Apply'));
    const events = await page.getByRole('rowheader').allTextContents();
    assert.deepEqual([...new Set(events.map((event) => event.trim()))], ['Signed in']);
    await looks(page, 'live-admin-audit');
    await follows(page, 'Signed in');
    await reads(page, 'Signed in');
    await closed(page);
  });
});

describe('without JavaScript', () => {
  const script = { ...desktop, javaScriptEnabled: false } as const;

  it('everything of the account is reached, and the profile saved — product.md G-3, §17', async () => {
    const page = await signedIn(alice, script);
    for (const place of [
      'Connected apps',
      'Devices and sessions',
      'Sign-in methods',
      'Change password',
      'Activity',
      'My apps',
      'Second factors',
    ])
      await goesTo(page, place);
    await goesTo(page, 'Profile');
    await page.getByLabel('Nickname').fill('Alice');
    await andWaits(page, () => presses(page, 'Save'));
    await isSaid(page, 'Your profile was saved.');
    assert.equal(await page.getByLabel('Nickname').inputValue(), 'Alice');
    await closed(page);
  });

  it('everything of the administration is reached, and a question answered — product.md G-3, §17', async () => {
    const page = await signedIn(carol, script);
    await administers(page, 'Users');
    for (const place of [
      'Audit log',
      'Browser sessions',
      'Linked accounts',
      'Clients',
      'Resources',
      'Authorizations',
      'Signing keys',
      'System',
      'Tokens and access',
    ])
      await goesTo(page, place);
    await follows(page, /^Revoke · Desk Notes/);
    await reads(page, 'End this access of Desk Notes?');
    await presses(page, 'Revoke');
    await isSaid(page, 'The access has ended for good.');
    await isGone(page, 'link', /^Revoke · Desk Notes/);
    await closed(page);
  });
});
