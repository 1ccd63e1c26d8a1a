/** How somebody finds their way through the console, by what they read. */

import type { Page } from 'playwright-core';
import { reads } from '../e2e/person.ts';

/** The first link of that name on the page itself. */
export const follows = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('main').getByRole('link', { name }).first().click();

/** By the navigation at the side, of the account or of the administration. */
export async function goesTo(page: Page, place: string, title = place): Promise<void> {
  await page
    .getByRole('navigation', { name: /pages$/ })
    .getByRole('link', { name: place, exact: true })
    .first()
    .click();
  await reads(page, title);
}

/** By the top bar, then at the side. */
export async function administers(page: Page, place: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Areas' }).getByRole('link', { name: 'Administration' }).click();
  await reads(page, 'Dashboard');
  await goesTo(page, place);
}

export const isSaid = (page: Page, words: string): Promise<void> =>
  page.getByRole('status').getByText(words).waitFor();
