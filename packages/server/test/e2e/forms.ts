/** Forms of the console as a browser without a screen fills them, and what the page after them says. */

import { strict as assert } from 'node:assert';
import { hiddenFields, type PlainBrowser } from './plain-browser.ts';

export const unescaped = (html: string): string =>
  html.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');

/** Addresses as they are, where lines may break within them. */
export const withoutBreaks = (html: string): string => html.replaceAll('<wbr>', '');

/** The text of the element with that id. */
export const shown = (html: string, id: string): string =>
  unescaped(new RegExp(`id="${id}">([^<]*)<`).exec(html)?.[1] ?? '');

export const path = (response: Response): string =>
  (response.headers.get('location') ?? '').split('?')[0] ?? '';

/** Opens the form and posts it. */
export async function fills(
  browser: PlainBrowser,
  form: string,
  { to = form, ...fields }: Readonly<Record<string, string>>,
): Promise<Response> {
  const page = await browser.get(form);
  assert.equal(page.status, 200, form);
  const { csrf_token = '', version } = hiddenFields(await page.text());
  return browser.post(to, { csrf_token, ...(version === undefined ? {} : { version }), ...fields });
}
