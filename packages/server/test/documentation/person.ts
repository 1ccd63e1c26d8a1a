/** A person at a browser without JavaScript: keeps cookies, follows redirects, fills in forms. */

export type Page = { readonly url: URL; readonly text: string };

export class Person {
  readonly #cookies = new Map<string, string>();

  /** Follows redirects until something is shown. */
  async open(url: string | URL, form?: URLSearchParams): Promise<Page> {
    const response = await fetch(url, {
      method: form === undefined ? 'GET' : 'POST',
      redirect: 'manual',
      headers: {
        cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        'sec-fetch-site': 'same-origin',
        ...(form === undefined ? {} : { origin: new URL(url).origin }),
      },
      ...(form === undefined ? {} : { body: form }),
    });
    this.#keep(response);
    const location = response.headers.get('location');
    const text = await response.text();
    if (location !== null) return this.open(new URL(location, url));
    if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`);
    return { url: new URL(url), text };
  }

  /** Sends the form of the page that goes to `action`, with these fields filled in. */
  submit(page: Page, action: string, fields: Readonly<Record<string, string>>): Promise<Page> {
    const [, inside] =
      new RegExp(`<form[^>]*action="${action}"[^>]*>([\\s\\S]*?)</form>`).exec(page.text) ?? [];
    if (inside === undefined) throw new Error(`no form to ${action} at ${page.url}: ${page.text}`);
    const form = new URLSearchParams();
    for (const [, name = '', value = ''] of inside.matchAll(
      /<input type="hidden" name="([^"]*)" value="([^"]*)">/g,
    )) {
      form.set(name, value);
    }
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    return this.open(new URL(action, page.url), form);
  }

  /** Opens the address a device shows, signs in on the way, and allows. Resolves with the buttons pressed after that. */
  async allowDevice(
    address: string,
    account: { username: string; password: string },
  ): Promise<readonly string[]> {
    const code = new URL(address).searchParams.get('user_code') ?? '';
    let page = await this.open(address);
    if (page.url.pathname === '/login') page = await this.submit(page, '/login', account);
    const confirmation = await this.submit(page, '/device/verify', { user_code: code });
    await this.submit(confirmation, '/device/verify', { action: 'approve' });
    return [buttonIn(page, /type="submit"/), buttonIn(confirmation, /value="approve"/)];
  }

  #keep(response: Response): void {
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (/max-age=0/i.test(cookie)) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
  }
}

/** What stands on the first button whose tag fits. */
function buttonIn(page: Page, tag: RegExp): string {
  for (const [, attributes = '', text = ''] of page.text.matchAll(/<button([^>]*)>([\s\S]*?)<\/button>/g))
    if (tag.test(attributes)) return text.replaceAll(/<[^>]*>/g, '').trim();
  throw new Error(`no button ${tag} at ${page.url}: ${page.text}`);
}
