/** What a person does in a browser, by what they read on the page. Knows no path and no field name. */

import type { Page } from 'playwright-core';

export type Person = { readonly username: string; readonly password: string };

/** Resolves when the page with that heading is shown. */
export const reads = (page: Page, heading: string | RegExp): Promise<void> =>
  page.getByRole('heading', { level: 1, name: heading }).waitFor();

export const presses = (page: Page, button: string | RegExp): Promise<void> =>
  page.getByRole('button', { name: button, exact: true }).click();

export const follows = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('main').getByRole('link', { name }).first().click();

/** What was done, as the next page says it. */
export const isSaid = (page: Page, words: string): Promise<void> =>
  page.getByRole('status').getByText(words).waitFor();

/** Resolves on a page of the account, where nobody comes without a session. */
export async function isAtHome(page: Page): Promise<void> {
  await page.waitForURL(/\/account(\/|$)/);
  await page.getByRole('banner').getByRole('button', { name: 'Sign out' }).waitFor();
}

export async function signsIn(page: Page, { username, password }: Person): Promise<void> {
  await reads(page, 'Sign in');
  await page.getByLabel('Username').fill(username);
  await entersPassword(page, password);
}

/** Comes to the own account by signing in. */
export async function opensAccount(page: Page, origin: string, person: Person): Promise<void> {
  await page.goto(`${origin}/account`);
  await signsIn(page, person);
  await reads(page, 'Your account');
}

/** Where the page already knows who it asks. */
export async function entersPassword(page: Page, password: string): Promise<void> {
  await page.getByLabel('Password', { exact: true }).fill(password);
  await presses(page, 'Sign in');
}

export async function allows(page: Page): Promise<void> {
  await reads(page, /^Allow .+ to use your account\?$/);
  await presses(page, 'Allow');
}

/** Does something that leads to a page, and waits for that page, also where it looks like the one before. */
export async function andWaits(page: Page, doing: () => Promise<void>): Promise<void> {
  const loaded = page.waitForEvent('load');
  await doing();
  await loaded;
}

/** Enters the code a device shows; the confirmation is still to come. */
export async function entersCode(page: Page, userCode: string): Promise<void> {
  await reads(page, 'Connect a device');
  await page.getByLabel('Code').fill(userCode);
  await presses(page, 'Continue');
}

/** Opens the link of a device, signs in, and allows what it asks. */
export async function connectsDevice(page: Page, link: string, person: Person): Promise<void> {
  await page.goto(link);
  await signsIn(page, person);
  await reads(page, 'Connect a device');
  await presses(page, 'Continue'); // the code of the link waits for this (RFC 8628 §3.3.1)
  await reads(page, /^Connect .+ on your device\?$/);
  await presses(page, 'Allow');
  await reads(page, 'Your device is connected');
}
