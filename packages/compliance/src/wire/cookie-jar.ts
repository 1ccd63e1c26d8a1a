// The cookies of one browser on one origin: RFC 6265 as far as an authorization server needs it.

export interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  readonly attributes: ReadonlyMap<string, string>;
}

function parseSetCookie(line: string, requestPath: string): Cookie | undefined {
  const [pair = '', ...rest] = line.split(';').map((part) => part.trim());
  const equals = pair.indexOf('=');
  if (equals < 1) return undefined;
  const attributes = new Map(
    rest.map((part) => {
      const [name = '', ...value] = part.split('=');
      return [name.toLowerCase(), value.join('=')] as const;
    }),
  );
  const defaultPath = requestPath.slice(0, requestPath.lastIndexOf('/')) || '/';
  const declared = attributes.get('path') ?? '';
  const path = declared.startsWith('/') ? declared : defaultPath;
  return { name: pair.slice(0, equals), value: pair.slice(equals + 1), path, attributes };
}

function isExpired(cookie: Cookie): boolean {
  const maxAge = cookie.attributes.get('max-age');
  if (maxAge !== undefined) return Number(maxAge) <= 0;
  const expires = cookie.attributes.get('expires');
  return expires !== undefined && Date.parse(expires) <= Date.now();
}

function pathMatches(requestPath: string, cookiePath: string): boolean {
  if (requestPath === cookiePath || cookiePath === '/') return true;
  return requestPath.startsWith(cookiePath.endsWith('/') ? cookiePath : `${cookiePath}/`);
}

export class CookieJar {
  readonly #cookies = new Map<string, Cookie>();

  /** Takes over every Set-Cookie of an answer; expired ones remove their namesake. */
  store(url: URL, headers: Headers): void {
    for (const line of headers.getSetCookie()) {
      const cookie = parseSetCookie(line, url.pathname);
      if (cookie === undefined) continue;
      const key = `${cookie.name};${cookie.path}`;
      if (isExpired(cookie)) this.#cookies.delete(key);
      else this.#cookies.set(key, cookie);
    }
  }

  /**
   * The Cookie header for a request, or undefined when no cookie applies. With a form of another site go only
   * the cookies whose `SameSite` says so.
   */
  header(url: URL, sentBy: 'navigation' | 'foreign_form' = 'navigation'): string | undefined {
    const applicable = [...this.#cookies.values()]
      .filter((cookie) => pathMatches(url.pathname, cookie.path))
      .filter(
        (cookie) => sentBy === 'navigation' || cookie.attributes.get('samesite')?.toLowerCase() === 'none',
      )
      .sort((a, b) => b.path.length - a.path.length)
      .map((cookie) => `${cookie.name}=${cookie.value}`);
    return applicable.length === 0 ? undefined : applicable.join('; ');
  }

  /** A second jar with the same cookies. */
  clone(): CookieJar {
    const copy = new CookieJar();
    for (const [key, cookie] of this.#cookies) copy.#cookies.set(key, cookie);
    return copy;
  }

  /** The cookie with such a name, with its attributes in lower case. */
  find(name: RegExp): Cookie | undefined {
    return [...this.#cookies.values()].find((cookie) => name.test(cookie.name));
  }
}
