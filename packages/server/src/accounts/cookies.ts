import {
  equalInConstantTime,
  type Hash,
  hmacSha256,
  type Secret,
  sha256,
  type UserId,
} from '@grantor/protocol';

/** What a browser presented: opaque random values of which the server keeps digests only. */
export type PresentedCookies = {
  readonly session: string | null;
  readonly browser: string | null;
  /** What a request was bound to that another site posted (protocol.md AZ-7). */
  readonly poster: string | null;
  readonly devices: string | null;
  /** The request that waits for a decision on one page (federation-vci-authlete.md ATL-10). */
  readonly ticket: string | null;
  /** How hosts behind a proxy know the session (resource.md §9). */
  readonly forward: string | null;
  /** What scripts of ours know of the session (advanced.md LGO-4). */
  readonly state: string | null;
  /** What was just done; null: nothing that was not said yet. */
  readonly said: string | null;
};

/** What a browser was told to show pages in; null: nothing, so as it says itself. */
export type ShownAs = {
  readonly language: string | null;
  readonly theme: 'light' | 'dark' | null;
  readonly shortcuts: 'on' | 'off';
};

/** Where the cookies live, by the scheme of BASE_URL (protocol.md SE-1). */
export type CookieJar = {
  read(header: string | null): PresentedCookies;
  /** `maxAge` in seconds; null lasts until the browser closes. */
  session(id: Secret, maxAge: number | null): string;
  endSession(): string;
  /** The last session that these cookies set; its id is null where they end it. null: none of them is of a session. */
  sessionIn(
    cookies: readonly string[],
  ): { readonly id: string | null; readonly maxAge: number | null } | null;
  readonly stateName: string;
  /** For scripts of ours in frames on other sites: whatever is in it, they read. */
  state(value: string, maxAge: number | null): string;
  browser(id: Secret): string;
  poster(id: Secret): string;
  endPoster(): string;
  ticket(value: string): string;
  endTicket(): string;
  devices(value: string): string;
  /** How pages are shown: read before anything else is known, so that the first paint is right (product.md L-7). */
  shownAs(header: string | null): ShownAs;
  language(tag: string): string;
  /** `system` forgets it. */
  theme(theme: 'system' | 'light' | 'dark'): string;
  shortcuts(state: 'on' | 'off'): string;
  /** What was done, for the next page to say once (product.md A-4). */
  said(outcome: string): string;
  endSaid(): string;
  /** For every host under `domain`; lasts until the browser closes, and no longer than its session. */
  forward(value: Secret, domain: string): string;
};

// Without __Host-: that prefix forbids a domain
const forwardName = 'grantor_forward';
const oneYear = 31_536_000;
/** Seconds between a posted request and its return by GET, however slow the line. */
const returnTime = 300;
/** Seconds that a page for a decision may be looked at. */
const waitingTime = 1800;
/** Seconds between what was done and the page that says so. */
const soon = 60;
const randomValue = /^[A-Za-z0-9_-]{43}$/; // 256 bits
/** A flow, and the digest of its page. */
const ticketValue = /^[A-Za-z0-9_-]{43}\.[A-Za-z0-9_-]{43}$/;
const devicesValue = /^[A-Za-z0-9_:.-]{1,1024}$/;

/** Names of the cookies that only this server reads. */
export type CookieNames = {
  readonly session: string;
  readonly browser: string;
  readonly posted: string;
  readonly ticket: string;
  readonly device: string;
  readonly language: string;
  readonly theme: string;
  readonly shortcuts: string;
  readonly said: string;
  readonly state: string;
};

/**
 * Cookies of a host are shared by its ports and sent to all its paths: an issuer that has its
 * host not to itself carries a mark of its own, so that two on one host do not sign people out of each other.
 */
export function cookieNames(baseUrl: string): CookieNames {
  const { protocol, port, pathname } = new URL(baseUrl);
  const isAlone = port === '' && pathname === '/';
  const mark = isAlone ? '' : `_${sha256(baseUrl.replace(/\/$/, '')).slice(0, 8)}`;
  const prefix = protocol === 'https:' ? '__Host-' : ''; // RFC 6265bis §4.1.3.2
  const named = (name: string): string => `${prefix}grantor_${name}${mark}`;
  return {
    session: named('session'),
    browser: named('browser'),
    posted: named('posted'),
    ticket: named('ticket'),
    device: named('device'),
    language: named('language'),
    theme: named('theme'),
    shortcuts: named('shortcuts'),
    said: named('said'),
    state: named('state'),
  };
}

/** Builds and reads our cookies; `baseUrl` decides names, prefix and `Secure` (protocol.md SE-1, security.md P-3). */
export function cookieJar(baseUrl: string): CookieJar {
  const names = cookieNames(baseUrl);
  const isSecure = new URL(baseUrl).protocol === 'https:';
  const line = (pair: string, attributes: readonly string[]): string =>
    [pair, 'Path=/', ...attributes, 'HttpOnly', ...(isSecure ? ['Secure'] : []), 'SameSite=Lax'].join('; ');
  const write = (name: keyof CookieNames, value: string, maxAge: number | null): string =>
    line(`${names[name]}=${value}`, maxAge === null ? [] : [`Max-Age=${maxAge}`]);

  return {
    read(header) {
      const pairs = (header ?? '').split(';').map((pair) => pair.trim());
      const value = (name: keyof CookieNames, shape: RegExp): string | null =>
        cookieValue(pairs, names[name], shape);
      return {
        session: value('session', randomValue),
        browser: value('browser', randomValue),
        poster: value('posted', randomValue),
        ticket: value('ticket', ticketValue),
        devices: value('device', devicesValue),
        forward: cookieValue(pairs, forwardName, randomValue),
        state: value('state', randomValue),
        said: value('said', /^[a-z_]{1,64}$/),
      };
    },
    session: (id, maxAge) => write('session', id.reveal(), maxAge),
    endSession: () => write('session', '', 0),
    sessionIn(cookies) {
      const start = `${names.session}=`;
      const line = cookies.findLast((each) => each.startsWith(start))?.slice(start.length);
      if (line === undefined) return null;
      const id = line.slice(0, line.indexOf(';'));
      const maxAge = /; Max-Age=(\d{1,9});/.exec(line)?.[1];
      return { id: id === '' ? null : id, maxAge: maxAge === undefined ? null : Number(maxAge) };
    },
    stateName: names.state,
    // Browsers take SameSite=None from secure pages alone
    state: (value, maxAge) =>
      [
        `${names.state}=${value}`,
        'Path=/',
        ...(maxAge === null ? [] : [`Max-Age=${maxAge}`]),
        ...(isSecure ? ['Secure', 'SameSite=None'] : ['SameSite=Lax']),
      ].join('; '),
    browser: (id) => write('browser', id.reveal(), oneYear),
    poster: (id) => write('posted', id.reveal(), returnTime),
    endPoster: () => write('posted', '', 0),
    ticket: (value) => write('ticket', value, waitingTime),
    endTicket: () => write('ticket', '', 0),
    shownAs(header) {
      const pairs = (header ?? '').split(';').map((pair) => pair.trim());
      const theme = cookieValue(pairs, names.theme, /^(?:light|dark)$/);
      return {
        language: cookieValue(pairs, names.language, /^[A-Za-z-]{2,16}$/),
        theme: theme === 'light' || theme === 'dark' ? theme : null,
        shortcuts: cookieValue(pairs, names.shortcuts, /^off$/) === null ? 'on' : 'off',
      };
    },
    language: (tag) => write('language', tag, oneYear),
    shortcuts: (state) => write('shortcuts', state === 'off' ? 'off' : '', state === 'off' ? oneYear : 0),
    said: (outcome) => write('said', outcome, soon),
    endSaid: () => write('said', '', 0),
    theme: (theme) => write('theme', theme === 'system' ? '' : theme, theme === 'system' ? 0 : oneYear),
    devices: (value) => write('device', value, oneYear),
    forward: (value, domain) => line(`${forwardName}=${value.reveal()}`, [`Domain=${domain}`]),
  };
}

/** The one value of that name and shape; a cookie sent twice is nobody's (another path may have set it). */
function cookieValue(pairs: readonly string[], name: string, shape: RegExp): string | null {
  let only: string | null = null;
  for (const pair of pairs) {
    if (!pair.startsWith(name) || pair[name.length] !== '=') continue;
    if (only !== null) return null;
    only = pair.slice(name.length + 1);
  }
  return only !== null && shape.test(only) ? only : null;
}

/** What flows and forms before sign-in are bound to (protocol.md AZ-7, security.md B-4). */
export const browserHash = (presented: PresentedCookies): Hash | null =>
  presented.browser === null ? null : sha256(presented.browser);

// The device cookie is a list of `expiry:mac`, one entry per person who signed in here: it names nobody.
const deviceLimit = 4;

/** An id of this browser for this person, if they signed in with it within the year, else null (product.md S-4). */
export function knownDevice(key: Uint8Array, presented: PresentedCookies, who: DeviceOwner): string | null {
  return entriesOf(presented.devices).find((entry) => isOwn(key, entry, who)) ?? null;
}

/** The cookie value after this person signed in; the oldest of more than four people is forgotten. */
export function rememberDevice(key: Uint8Array, presented: PresentedCookies, who: DeviceOwner): string {
  const others = entriesOf(presented.devices).filter((entry) => !isOwn(key, entry, who));
  const expires = who.now + oneYear;
  return [deviceEntry(key, who.userId, expires), ...others].slice(0, deviceLimit).join('.');
}

export type DeviceOwner = { readonly userId: UserId; readonly now: number };

const entriesOf = (value: string | null): readonly string[] =>
  value === null ? [] : value.split('.').slice(0, deviceLimit);

const deviceEntry = (key: Uint8Array, userId: UserId, expires: number): string =>
  `${expires}:${hmacSha256(key, `device\n${expires}\n${userId}`)}`;

/** The whole entry is compared, so that it has one spelling: failures are counted by it (product.md S-4). */
function isOwn(key: Uint8Array, entry: string, { userId, now }: DeviceOwner): boolean {
  const expires = Number(/^(\d{1,12}):/.exec(entry)?.[1] ?? 0);
  return expires > now && equalInConstantTime(entry, deviceEntry(key, userId, expires));
}
