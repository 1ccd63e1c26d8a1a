/**
 * A browser without a screen: keeps cookies, follows no redirect, sends what Chromium sends with a form.
 * For answers whose headers are the point.
 */

import assert from 'node:assert/strict';

export type Form = Readonly<Record<string, string>>;

export type PlainBrowser = {
  /** Name to value, as the server set them. */
  readonly cookies: ReadonlyMap<string, string>;
  get(path: string, headers?: Form): Promise<Response>;
  /** Posts with the headers of a form of this origin; `headers` win, an empty value leaves one out. */
  post(path: string, form: Form, headers?: Form): Promise<Response>;
  /** A second browser with a copy of the cookies: a thief. */
  copy(): PlainBrowser;
};

/** What sessions that begin here are bound to. */
export const userAgent = 'Plain/1.0 (X11; Linux)';
const navigation = { accept: 'text/html,application/xhtml+xml', 'user-agent': userAgent };

export function plainBrowser(
  { origin, address = origin }: { readonly origin: string; readonly address?: string },
  cookies: Map<string, string> = new Map(),
): PlainBrowser {
  const send = async (path: string, init: RequestInit, given: Form): Promise<Response> => {
    const headers = new Headers({ ...navigation, ...given });
    for (const [name, value] of [...headers]) if (value === '') headers.delete(name);
    if (cookies.size > 0) headers.set('cookie', [...cookies].map((pair) => pair.join('=')).join('; '));
    const response = await fetch(new URL(path, address), { redirect: 'manual', ...init, headers });
    for (const line of response.headers.getSetCookie()) keep(line);
    return response;
  };
  const keep = (line: string): void => {
    const [pair = ''] = line.split(';');
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    if (value === '') cookies.delete(name);
    else cookies.set(name, value);
  };
  return {
    cookies,
    get: (path, headers = {}) => send(path, { method: 'GET' }, headers),
    post: (path, form, headers = {}) =>
      send(
        path,
        { method: 'POST', body: new URLSearchParams(form).toString() },
        {
          'content-type': 'application/x-www-form-urlencoded',
          origin,
          'sec-fetch-site': 'same-origin',
          ...headers,
        },
      ),
    copy: () => plainBrowser({ origin, address }, new Map(cookies)),
  };
}

/** The hidden fields of the page's form. */
export function hiddenFields(html: string): Record<string, string> {
  const inputs = html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g);
  return Object.fromEntries([...inputs].map(([, name = '', value = '']) => [name, value]));
}

/** Opens the sign-in page and posts it; the answer to the post. */
export async function signInPlainly(
  browser: PlainBrowser,
  person: { readonly username: string; readonly password: string },
  { path = '/login', more = {} }: { readonly path?: string; readonly more?: Form } = {},
): Promise<Response> {
  const fields = hiddenFields(await (await browser.get(path)).text());
  const { username, password } = person;
  return browser.post('/login', { ...fields, username, password, ...more });
}

/** A browser of its own that the person signed in with. */
export async function signedInPlainly(
  server: { readonly origin: string },
  person: { readonly username: string; readonly password: string },
): Promise<PlainBrowser> {
  const browser = plainBrowser(server);
  assert.equal((await signInPlainly(browser, person)).status, 303);
  return browser;
}
