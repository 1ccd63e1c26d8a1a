/** A person at a browser without JavaScript: keeps cookies, follows redirects, fills in forms. */

import { type IncomingMessage, request } from 'node:http';

export type Page = { readonly url: URL; readonly text: string };
type Account = { readonly username: string; readonly password: string };

/** What browsers send when a person goes somewhere; some programs answer nothing else with a redirect. */
const navigation = {
  accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
  'user-agent': 'Plain/1.0 (X11; Linux)',
  'sec-fetch-dest': 'document',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-site': 'same-origin',
};

export class Person {
  readonly #cookies = new Map<string, string>();
  readonly #stopsAt: string;

  /** `stopsAt`: the beginning of addresses that are noted but not opened, because nobody listens there. */
  constructor({ stopsAt = 'nowhere:' }: { readonly stopsAt?: string } = {}) {
    this.#stopsAt = stopsAt;
  }

  /** Follows redirects until something is shown. */
  async open(url: string | URL, form?: URLSearchParams): Promise<Page> {
    const address = new URL(url);
    if (address.href.startsWith(this.#stopsAt)) return { url: address, text: '' };
    const response = await this.#send(address, form?.toString());
    for (const cookie of response.headers['set-cookie'] ?? []) this.#keep(cookie);
    let text = '';
    for await (const chunk of response.setEncoding('utf8')) text += String(chunk);
    const { statusCode = 0 } = response;
    const { location } = response.headers;
    if (location !== undefined) return this.open(new URL(location, address));
    if (statusCode >= 300) throw new Error(`${url} answered ${statusCode}: ${text}`);
    return { url: address, text };
  }

  /** Sends the form of the page that goes to `action`, with these fields filled in. */
  submit(page: Page, action: string, fields: Readonly<Record<string, string>>): Promise<Page> {
    const [, inside] =
      new RegExp(`<form[^>]*action="${RegExp.escape(action)}"[^>]*>([\\s\\S]*?)</form>`).exec(page.text) ??
      [];
    if (inside === undefined) throw new Error(`no form to ${action} at ${page.url}: ${page.text}`);
    const form = new URLSearchParams();
    for (const [, name = '', value = ''] of inside.matchAll(
      /<input type="hidden" name="([^"]*)" value="([^"]*)" ?\/?>/g,
    )) {
      form.set(name, value);
    }
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    return this.open(new URL(action, page.url), form);
  }

  /** From a page on the way to a sign-in through it and the consent after it, to wherever that leads. */
  async allow(page: Page, account: Account): Promise<Page> {
    const signedIn = page.url.pathname === '/login' ? await this.submit(page, '/login', account) : page;
    return signedIn.url.pathname === '/consent'
      ? this.submit(signedIn, '/consent', { action: 'approve' })
      : signedIn;
  }

  /** Opens the address a device shows, signs in on the way, and allows. Resolves with the buttons pressed after that. */
  async allowDevice(address: string, account: Account): Promise<readonly string[]> {
    const code = new URL(address).searchParams.get('user_code') ?? '';
    let page = await this.open(address);
    if (page.url.pathname === '/login') page = await this.submit(page, '/login', account);
    const confirmation = await this.submit(page, '/device/verify', { user_code: code });
    await this.submit(confirmation, '/device/verify', { action: 'approve' });
    return [buttonIn(page, /type="submit"/), buttonIn(confirmation, /value="approve"/)];
  }

  #send(url: URL, form: string | undefined): Promise<IncomingMessage> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const posted = { origin: url.origin, 'content-type': 'application/x-www-form-urlencoded' };
    const headers = { ...navigation, cookie, ...(form === undefined ? {} : posted) };
    const method = form === undefined ? 'GET' : 'POST';
    return new Promise((resolve, reject) => {
      request(url, { method, headers }, resolve).once('error', reject).end(form);
    });
  }

  #keep(cookie: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    if (/max-age=0/i.test(cookie)) this.#cookies.delete(name);
    else this.#cookies.set(name, value);
  }
}

/** What stands on the first button whose tag fits. */
function buttonIn(page: Page, tag: RegExp): string {
  for (const [, attributes = '', text = ''] of page.text.matchAll(/<button([^>]*)>([\s\S]*?)<\/button>/g))
    if (tag.test(attributes)) return text.replaceAll(/<[^>]*>/g, '').trim();
  throw new Error(`no button ${tag} at ${page.url}: ${page.text}`);
}
