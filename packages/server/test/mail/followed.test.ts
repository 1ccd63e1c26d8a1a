/** Messages are received, and their links followed in a real browser (mail.md D-1, §2). */

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { type AccountWorld, startAccountWorld } from '../account/world.ts';
import { launchBrowser, type TestBrowser } from '../browser/browser.ts';
import { type MovingClock, movingClock } from '../e2e/moving-clock.ts';
import { hiddenFields, plainBrowser, signInPlainly } from '../e2e/plain-browser.ts';
import { linkIn } from '../mail-server.ts';
import { addressee, type Postbox, root, startPostbox } from './postbox.ts';

const maria = addressee('maria');
const noor = { ...addressee('noor'), email_verified: false };
const olga = addressee('olga');
const password = 'seven green umbrellas';

let post: Postbox;
let world: AccountWorld;
let clock: MovingClock;
let chromium: TestBrowser;
let page: Page;

before(async () => {
  post = await startPostbox();
  clock = movingClock();
  chromium = await launchBrowser();
  world = await startAccountWorld(
    {},
    {
      ...{ people: [root, maria, noor, olga], clock },
      environment: {
        ...post.environment,
        ...{ ENABLE_EMAIL_CODE: 'true', ENABLE_SELF_REGISTRATION: 'true', LOGIN_RATE_LIMIT: '500' },
      },
    },
  );
});
after(async () => {
  await chromium.close();
  await world.stop();
  await post.mail.stop();
});
beforeEach(async () => {
  clock.advance(3601); // limits of an hour
  page = await chromium.newPage({ baseURL: world.server.origin });
});

const at = (): string => new URL(page.url()).pathname;
const presses = (name: string | RegExp): Promise<void> =>
  page.locator('main').getByRole('button', { name, exact: true }).click();

async function signsIn(person: { readonly username: string; readonly password: string }): Promise<void> {
  await page.getByLabel('Username').fill(person.username);
  await page.locator('#password').fill(person.password);
  await presses('Sign in');
}

describe('the link of a message', () => {
  it('sets a forgotten password — mail.md D-1, §2 forgot password', async () => {
    await page.goto('/login');
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await page.locator('#email').fill(olga.email);
    await presses('Send the link');
    await page.goto(await post.follows(olga.email, 'Set a new password'));
    await page.locator('#password').fill(password);
    await page.locator('main button[type=submit]').click();
    assert.equal(at(), '/account');
  });

  it('accepts an invitation — mail.md D-1, §2 invitation', async () => {
    const admin = await world.signedIn(root);
    const form = hiddenFields(await (await admin.get('/admin/users/new')).text());
    const fields = { username: 'quinn', email: 'quinn@northwind.example', way: 'mail', role: 'user' };
    assert.equal((await admin.post('/admin/users/new', { ...form, ...fields })).status, 303);
    await page.goto(await post.follows('quinn@northwind.example', 'Your account'));
    await page.locator('#password').fill(password);
    await page.locator('main button[type=submit]').click();
    assert.equal(at(), '/account');
  });

  it('confirms an address, and takes its change back — mail.md D-1, §2 verify an address, §2 e-mail changed', async () => {
    await page.goto('/account/profile');
    await signsIn(noor);
    await presses('Send a message');
    await page.goto(await post.follows(noor.email, 'Confirm your address'));
    await presses('Confirm');
    await page.getByRole('heading', { name: 'Your address is confirmed' }).waitFor();
    await page.goto('/account/profile');
    await page.locator('#email').fill('thief@elsewhere.example');
    await presses('Save');
    await page.goto(await post.follows(noor.email, 'Your address for'));
    await presses('Take it back');
    await page.getByRole('heading', { name: 'The change is taken back' }).waitFor();
  });

  it('leads to what its notice tells of — mail.md D-1, §2 first sign-in from a browser without the known-device cookie', async () => {
    const browser = await world.signedIn(maria);
    const tokens = await world.allows(browser, 'openid offline_access');
    await world.refreshError(tokens['refresh_token']);
    clock.advance(120);
    await world.refreshError(tokens['refresh_token']);
    for (let tries = 0; tries < 11; tries += 1)
      await signInPlainly(plainBrowser(world.server), { ...maria, password: 'wrong' });
    const links = new Map<string, string>();
    for (const subject of ['New sign-in', 'was signed out of', 'Too many wrong passwords'])
      links.set(subject, linkIn((await post.receives(maria.email, subject)).raw, 'http'));
    clock.advance(3600);
    await page.goto(links.get('New sign-in') ?? '');
    assert.equal(at(), '/login');
    await signsIn(maria);
    assert.equal(at(), '/account/browsers');
    for (const link of links.values()) {
      const shown = await page.goto(link);
      assert.equal(shown?.status(), 200, link);
      assert.equal(page.url(), link);
    }
  });

  it('begins an account in the browser that asked — mail.md D-1, M-7', async () => {
    await page.goto('/login');
    await presses('Create an account');
    await page.getByLabel('Your name').fill('Zoe Ω');
    await page.locator('#email').fill('zoe@northwind.example');
    await page.locator('#password').fill(password);
    await presses('Go on');
    await page.goto(await post.follows('zoe@northwind.example', 'Confirm your address'));
    await presses('Create an account');
    assert.equal(at(), '/account');
  });
});

describe('the code of a message', () => {
  it('signs in — mail.md D-1, M-8', async () => {
    await page.goto('/login');
    await presses('Send me a code by mail');
    await page.locator('#email').fill(maria.email);
    await presses('Send the code');
    const text = await post.reads(maria.email, 'Your code to sign in');
    await page.locator('#code').fill(/Code: (\d{4} \d{4})/.exec(text)?.[1] ?? '');
    await presses('Sign in');
    await page.waitForURL(/\/account/);
  });
});
