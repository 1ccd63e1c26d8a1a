import { CookieJar } from './cookie-jar.ts';
import { type Button, type Form, readForms } from './html.ts';

// A browser without a screen: keeps cookies, follows redirects inside one origin, submits forms.

export interface Page {
  readonly kind: 'page';
  readonly url: URL;
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
  readonly forms: Form[];
  readonly redirects: readonly number[];
}

/** The browser was sent to another origin: an application's redirect URI. */
export interface Departure {
  readonly kind: 'departure';
  readonly url: URL;
  readonly location: string;
  readonly headers: Headers;
  readonly redirects: readonly number[];
}

/** What is done to a form: fields changed (undefined leaves one out), button pressed, headers forged. */
export interface Submission {
  readonly changes?: Readonly<Record<string, string | undefined>>;
  readonly button?: Button;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Landing = Page | Departure;

interface Fetching {
  readonly method: 'GET' | 'POST';
  readonly body?: string;
  readonly headers: Readonly<Record<string, string>>;
}

const MAX_REDIRECTS = 12;

export class Browser {
  readonly origin: string;
  readonly jar: CookieJar;

  constructor(origin: string, jar: CookieJar = new CookieJar()) {
    this.origin = origin;
    this.jar = jar;
  }

  /** Opens a link, as from a bookmark, and follows redirects until a page or another origin. */
  open(url: string | URL, headers: Readonly<Record<string, string>> = {}): Promise<Landing> {
    return this.#follow(new URL(url, this.origin), {
      method: 'GET',
      headers: { 'sec-fetch-site': 'none', ...headers },
    });
  }

  /** Posts form parameters from another site's page, as an application does. */
  post(url: string | URL, parameters: URLSearchParams): Promise<Landing> {
    return this.#follow(new URL(url, this.origin), {
      method: 'POST',
      body: parameters.toString(),
      headers: { 'sec-fetch-site': 'cross-site', origin: 'https://client.example' },
    });
  }

  /** Submits a form of a page with some fields changed and one button pressed. */
  submit(page: Page, form: Form, submission: Submission = {}): Promise<Landing> {
    const { changes = {}, button = form.buttons[0] } = submission;
    const parameters = new URLSearchParams();
    for (const { name, value } of form.fields) {
      const entered = name in changes ? changes[name] : value;
      if (entered !== undefined) parameters.append(name, entered);
    }
    if (button !== undefined && button.name !== '') parameters.append(button.name, button.value);
    const action = new URL(form.action === '' ? page.url : form.action, page.url);
    const headers = { 'sec-fetch-site': 'same-origin', referer: page.url.href };
    if (form.method === 'get') {
      action.search = parameters.toString();
      return this.#follow(action, { method: 'GET', headers });
    }
    return this.#follow(action, {
      method: 'POST',
      body: parameters.toString(),
      headers: { ...headers, origin: page.url.origin, ...submission.headers },
    });
  }

  /** One request with this browser's cookies; redirects are not followed. */
  async request(url: URL, fetching: Fetching): Promise<Response> {
    const isForeign = fetching.method === 'POST' && fetching.headers['sec-fetch-site'] === 'cross-site';
    const cookie = this.jar.header(url, isForeign ? 'foreign_form' : 'navigation');
    const response = await fetch(url, {
      method: fetching.method,
      redirect: 'manual',
      body: fetching.body ?? null,
      headers: {
        accept: 'text/html,application/xhtml+xml',
        ...(fetching.body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        ...(cookie === undefined ? {} : { cookie }),
        ...fetching.headers,
      },
    });
    this.jar.store(url, response.headers);
    return response;
  }

  async #follow(first: URL, fetching: Fetching): Promise<Landing> {
    const redirects: number[] = [];
    let url = first;
    let next = fetching;
    while (redirects.length < MAX_REDIRECTS) {
      const response = await this.request(url, next);
      const html = await response.text();
      const location = response.headers.get('location');
      if (location === null || response.status < 300 || response.status > 399) {
        const { status, headers } = response;
        return { kind: 'page', url, status, headers, html, forms: readForms(html), redirects };
      }
      redirects.push(response.status);
      const target = new URL(location, url);
      if (target.origin !== this.origin) {
        return { kind: 'departure', url: target, location, headers: response.headers, redirects };
      }
      const { 'sec-fetch-site': site = 'none' } = next.headers;
      url = target;
      next = { method: 'GET', headers: { 'sec-fetch-site': site } };
    }
    throw new Error(`more than ${MAX_REDIRECTS} redirects`);
  }
}
