/** As much of a browser as signing in takes: cookies, and redirects of the same origin. */

import { type Answer, headers } from '../load/answer.ts';
import { sendOnce } from '../load/connection.ts';
import { get, post } from '../load/request.ts';

const redirectLimit = 10;

export class Browser {
  readonly #port: number;
  readonly #jar = new Map<string, string>();

  constructor(port: number) {
    this.#port = port;
  }

  /** What the `cookie` header says. */
  cookies(): string {
    return [...this.#jar].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** Follows redirects as long as they stay with this server; answers the last answer. */
  async visit(url: URL): Promise<Answer> {
    let at = url;
    for (let step = 0; step < redirectLimit; step++) {
      const answer = this.#keep(await sendOnce(this.#port, get(at, this.#headers())));
      const location = headers(answer, 'location')[0];
      if (location === undefined) return answer;
      const next = new URL(location, at);
      if (next.origin !== url.origin) return answer;
      at = next;
    }
    throw new Error('too many redirects');
  }

  /** Sends a form of the server's own page. */
  async submit(url: URL, form: Readonly<Record<string, string>>): Promise<Answer> {
    const own = { ...this.#headers(), origin: url.origin };
    return this.#keep(await sendOnce(this.#port, post(url, form, own)));
  }

  #headers(): Readonly<Record<string, string>> {
    return this.#jar.size === 0 ? {} : { cookie: this.cookies() };
  }

  #keep(answer: Answer): Answer {
    for (const header of headers(answer, 'set-cookie')) {
      const [pair = '', ...attributes] = header.split(/; */);
      const equals = pair.indexOf('=');
      const [name, value] = [pair.slice(0, equals), pair.slice(equals + 1)];
      const gone = value === '' || attributes.some((attribute) => /^max-age=0$|1970/i.test(attribute));
      if (gone) this.#jar.delete(name);
      else this.#jar.set(name, value);
    }
    return answer;
  }
}
