/** Signing in once for every host of a domain, and out of all of them (resource.md §9). */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Browser, movedClock, person, startWorld, type World } from '../attack/world.ts';
import { hiddenFields } from '../races/person.ts';
import { caddy, nginx, traefik } from './sub-requests.ts';
import {
  ada,
  browserSignIn,
  clients,
  domain,
  identityOf,
  proxy,
  publicOrigin,
  resources,
  startForwardWorld,
  users,
} from './world.ts';

const app = 'https://app.example.com/notes?page=2';
const html = 'text/html,application/xhtml+xml,*/*;q=0.8';

let world: World;
before(async () => {
  world = await startForwardWorld(browserSignIn);
});
after(() => world.server.stop());

type Options = {
  readonly accept?: string;
  readonly query?: string;
  readonly through?: typeof traefik;
  readonly agent?: string;
};

/** Opens the guarded address with the cookies a browser sends there. */
async function open(
  browser: Browser,
  { accept = html, query = '', through = traefik, agent }: Options = {},
  at = world,
) {
  const cookie = [...browser.cookies]
    .filter(([name]) => name === 'grantor_forward')
    .map((pair) => pair.join('='))
    .join('; ');
  const headers = {
    accept,
    ...(cookie === '' ? {} : { cookie }),
    ...(agent === undefined ? {} : { 'user-agent': agent }),
  };
  return at.send(`/verify${query}`, { headers: through({ url: app, headers }).headers }, proxy);
}

/** Follows redirects on the server's own origin, signing in where asked; where it leads in the end. */
async function follow(
  browser: Browser,
  from: string,
): Promise<{ location: string; cookies: readonly string[] }> {
  let location = from;
  const cookies: string[] = [];
  for (let hop = 0; hop < 6; hop++) {
    const url = new URL(location, publicOrigin);
    if (url.origin !== publicOrigin) return { location, cookies };
    let response = await browser.get(url.pathname + url.search);
    if (response.status === 200) {
      const fields = hiddenFields(await response.text()) as Record<string, string>;
      const form = Object.fromEntries(
        Object.entries(fields).map(([name, value]) => [name, value.replaceAll('&amp;', '&')]),
      );
      response = await browser.post('/login', {
        ...form,
        username: person.username,
        password: person.password,
      });
    }
    cookies.push(...response.headers.getSetCookie());
    location = response.headers.get('location') ?? assert.fail(`no redirect but ${response.status}`);
  }
  return assert.fail('redirected without end');
}

async function signIn(browser: Browser, at = world): Promise<readonly string[]> {
  const asked = await open(browser, {}, at);
  const { location, cookies } = await follow(browser, asked.headers.get('location') ?? '');
  assert.equal(location, app);
  return cookies;
}

describe('a browser at a guarded host', () => {
  it('is sent to sign in, comes back where it was, and is known then — resource.md §9 Browser mode', async () => {
    const browser = world.browser();
    const asked = await open(browser);
    assert.equal(asked.status, 302);
    assert.match(asked.headers.get('cache-control') ?? '', /no-store/);
    const cookies = await signIn(browser);
    const line = cookies.find((each) => each.startsWith('grantor_forward=')) ?? '';
    assert.match(
      line,
      new RegExp(
        `^grantor_forward=[A-Za-z0-9_-]{43}; Path=/; Domain=${domain}; HttpOnly; Secure; SameSite=Lax$`,
      ),
    );
    const known = await open(browser);
    assert.equal(known.status, 200);
    assert.deepEqual(identityOf(known), [...ada, '', '']);
  });

  it('is not asked again when it is signed in here already', async () => {
    const browser = world.browser();
    await browser.signIn();
    const { location } = await follow(browser, (await open(browser)).headers.get('location') ?? '');
    assert.equal(location, app);
    assert.equal((await open(browser)).status, 200);
  });

  it('learns from nginx where to go, by a 401 — resource.md §9 Browser mode', async () => {
    const asked = await open(world.browser(), { through: nginx });
    assert.equal(asked.status, 401);
    const redirect = asked.headers.get('x-auth-redirect');
    assert.equal(redirect, (await open(world.browser())).headers.get('location'));
    assert.match(asked.headers.get('www-authenticate') ?? '', /^Bearer /);
    assert.equal(asked.headers.get('location'), null);
  });

  it('is one when it accepts pages, or when the operator says so', async () => {
    for (const accept of ['application/json', 'text/html, application/json', '*/*', 'text/event-stream'])
      assert.equal((await open(world.browser(), { accept, through: caddy })).status, 401, accept);
    assert.equal((await open(world.browser(), { query: '?mode=api' })).status, 401);
    assert.equal((await open(world.browser(), { accept: '*/*', query: '?mode=browser' })).status, 302);
  });

  it('is led on from a form that went stale, and from one in a second tab — product.md S-7', async () => {
    const browser = world.browser();
    const { pathname, search } = new URL((await open(browser)).headers.get('location') ?? '');
    const secondTab = hiddenFields(await (await browser.get(pathname + search)).text());
    const outdated = { ...secondTab, csrf_token: 'A'.repeat(43) };
    const refused = await browser.post('/login', { ...outdated, username: person.username, password: 'x' });
    assert.equal(refused.status, 403);
    for (const form of [hiddenFields(await refused.text()), secondTab]) {
      const { username, password } = person;
      const signedIn = await browser.post('/login', { ...form, username, password });
      assert.equal((await follow(browser, signedIn.headers.get('location') ?? '')).location, app);
    }
  });

  it('never has a scope by its cookie — resource.md §9 Browser mode', async () => {
    const browser = world.browser();
    await signIn(browser);
    const refused = await open(browser, { query: '?scope=read' });
    assert.equal(refused.status, 403);
    assert.equal(refused.headers.get('location'), null);
    assert.match(refused.headers.get('content-type') ?? '', /^text\/html/);
    assert.match(refused.headers.get('www-authenticate') ?? '', /insufficient_scope/);
  });

  it('shows nothing of the session itself, and nothing stored leads to the cookie — security.md T-10', async () => {
    const browser = world.browser();
    await signIn(browser);
    const { grantor_forward: cookie = '', '__Host-grantor_session': session } = Object.fromEntries(
      browser.cookies,
    );
    assert.notEqual(cookie, session);
    const rows = await world.server.running.database.kysely
      .selectFrom('browser_session')
      .selectAll()
      .execute();
    assert.ok(rows.some((row) => row.forward_hash !== null));
    for (const row of rows) {
      assert.doesNotMatch(JSON.stringify(row), new RegExp(cookie));
      const stolen = {
        headers: traefik({ url: app, headers: { cookie: `grantor_forward=${row.forward_hash}` } }).headers,
      };
      assert.equal((await world.send('/verify', stolen, proxy)).status, 401);
      const other = {
        headers: traefik({ url: app, headers: { cookie: `grantor_forward=${row.hash}` } }).headers,
      };
      assert.equal((await world.send('/verify', other, proxy)).status, 401);
    }
    // A guarded host that keeps the cookie is still nobody at our own pages
    const thief = world.browser();
    thief.cookies.set('__Host-grantor_session', cookie);
    assert.equal((await thief.get('/account')).status, 303);
  });

  it('keeps one cookie for a session, whichever tab came first', async () => {
    const browser = world.browser();
    await signIn(browser);
    const first = browser.cookies.get('grantor_forward');
    browser.cookies.delete('grantor_forward');
    await signIn(browser);
    assert.equal(browser.cookies.get('grantor_forward'), first);
  });
});

describe('the cookie of guarded hosts', () => {
  it('ends with the session: signed out, ended elsewhere, signed in anew — resource.md §9 Browser mode', async () => {
    const ends: ((browser: Browser) => Promise<unknown>)[] = [
      async (browser) => browser.get('/logout', { 'sec-fetch-site': 'same-origin' }),
      async () => world.server.running.database.kysely.deleteFrom('browser_session').execute(),
      async (browser) => {
        const fields = hiddenFields(await (await browser.get('/login?switch=1')).text());
        return browser.post('/login', { ...fields, username: person.username, password: person.password });
      },
    ];
    for (const end of ends) {
      const browser = world.browser();
      await signIn(browser);
      assert.equal((await open(browser)).status, 200);
      await end(browser);
      assert.equal((await open(browser)).status, 302);
    }
  });

  it('serves the system’s player and a download beside the browser it was given to', async () => {
    const browser = world.browser({ 'user-agent': 'Mozilla/5.0 Firefox/140' });
    const asked = await open(browser, { agent: 'Mozilla/5.0 Firefox/140' });
    await follow(browser, asked.headers.get('location') ?? '');
    assert.equal((await open(browser, { agent: 'Mozilla/5.0 Firefox/141' })).status, 200);
    assert.equal((await open(browser, { agent: 'AppleCoreMedia/1.0.0.21A329 (iPhone)' })).status, 200);
  });

  it('falls asleep with the session — product.md §4 idle timeout', async () => {
    const clock = movedClock();
    const idle = await startWorld({
      bootstrap: { users, clients, resources },
      environment: {
        BASE_URL: publicOrigin,
        TRUSTED_PROXIES: proxy,
        ...browserSignIn,
        SESSION_IDLE_TIMEOUT: '10m',
      },
      clock,
    });
    const browser = idle.browser();
    await signIn(browser, idle);
    clock.move(9 * 60_000);
    assert.equal((await open(browser, {}, idle)).status, 200);
    clock.move(60_000);
    assert.equal((await open(browser, {}, idle)).status, 302);
    await idle.server.stop();
  });
});
