/** What people see and end of their own, at the level of requests (product.md §10, 12.2). */

import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import { sha256 } from '@grantor/protocol';
import { cookieNames } from '../../src/accounts/cookies.ts';
import { bob } from '../e2e/declarations.ts';
import { hiddenFields, type PlainBrowser, plainBrowser } from '../e2e/plain-browser.ts';
import { type AccountWorld, carol, confirms, pathsOn, startAccountWorld } from './world.ts';

const lists = [
  '/account',
  '/account/authorizations',
  '/account/sessions',
  '/account/browsers',
  '/account/profile',
  '/account/activity',
];
const revokesAuthorization = /^\/account\/authorizations\/[\w-]+\/revoke$/;
const revokesSession = /^\/account\/sessions\/[\w-]+\/revoke$/;
const endsBrowser = /^\/account\/browsers\/[\w-]+\/end$/;

/** Signs in once, in one test. */
const dora = { username: 'dora', password: 'marble lantern willow', sub: 'dora-0004' } as const;

const desk = {
  ...{ client_id: 'ticket-desk', client_name: 'Ticket Desk', token_endpoint_auth_method: 'none' },
  ...{ redirect_uris: ['https://desk.example/callback'], client_uri: 'https://desk.example/' },
  initiate_login_uri: 'https://desk.example/start?from=tiles',
} as const;

let world: AccountWorld;

before(async () => {
  world = await startAccountWorld({}, { people: [carol, dora], clients: [desk] });
});

after(() => world.stop());

const locationOf = (response: Response): string | null => response.headers.get('location');

describe('account pages', () => {
  it('lead to sign-in and back — product.md A-1', async () => {
    const stranger = plainBrowser(world.server);
    for (const path of [...lists, '/account/sessions/revoke-all', '/account/browsers/end-others']) {
      const response = await stranger.get(path);
      assert.equal(response.status, 303, path);
      assert.equal(locationOf(response), `/login?redirect=${encodeURIComponent(path)}`);
    }
  });

  it('keep their forms on this server — security.md B-3', async () => {
    const browser = await world.signedIn();
    for (const path of lists) {
      const response = await browser.get(path);
      assert.equal(response.status, 200, path);
      assert.match(response.headers.get('content-security-policy') ?? '', /form-action 'self'/);
      assert.equal(response.headers.get('cross-origin-opener-policy'), 'same-origin');
    }
  });

  it('show nothing of what a query makes up — product.md A-4', async () => {
    const browser = await world.signedIn();
    const page = await browser.get('/account/browsers?done=%3Cb%3Eyou+won%3C/b%3E');
    assert.doesNotMatch(await page.text(), /you won|role="status"/);
    const known = await browser.get('/account/browsers?done=others_ended');
    assert.doesNotMatch(await known.text(), /role="status"/);
  });

  it('say once what was done, to whom it was done — product.md A-4', async () => {
    const browser = await world.signedIn();
    const led = await confirms(browser, '/account/browsers/end-others');
    const address = locationOf(led) ?? '';
    const said = async (reader: PlainBrowser) =>
      /role="status"/.test(await (await reader.get(address)).text());
    assert.equal(await said(await world.signedIn()), false);
    assert.equal(await said(browser), true);
    assert.equal(await said(browser), false);
  });

  it('know no entry by any other name — protocol.md G-1', async () => {
    const browser = await world.signedIn();
    for (const path of ['/account/browsers//end', '/account/browsers/a/b/end', '/account/browsers/%61/end']) {
      assert.equal((await browser.get(path)).status, 404, path);
    }
    const { status, headers } = await world.server.running.app.fetch(
      new Request(`${world.server.origin}/account/browsers/a/end`, { method: 'PUT' }),
    );
    assert.equal(status, 405);
    assert.equal(headers.get('allow'), 'GET, HEAD, POST');
  });
});

describe('an authorization', () => {
  it('ends everything it gave birth to, devices included — product.md T-2, protocol.md IN-5', async () => {
    const browser = await world.signedIn();
    const web = await world.allows(browser, 'openid profile offline_access');
    const device = await world.connects(browser, 'openid read');
    assert.equal(await world.isActive(web['access_token']), true);

    const paths = await pathsOn(browser, '/account/authorizations', revokesAuthorization);
    assert.equal(paths.length, 2);
    for (const path of paths) {
      const response = await confirms(browser, path);
      assert.equal(locationOf(response), '/account/authorizations?done=authorization_revoked');
    }
    assert.equal(await world.isActive(web['access_token']), false);
    assert.equal(await world.refreshError(web['refresh_token']), 'invalid_grant');
    const { status } = await fetch(`${world.server.origin}/oauth/userinfo`, {
      headers: { authorization: `Bearer ${device['access_token']}` },
    });
    assert.equal(status, 401);
    assert.deepEqual(await pathsOn(browser, '/account/authorizations', revokesAuthorization), []);
    for (const path of paths) assert.equal((await browser.get(path)).status, 404); // already revoked
  });

  it('shows each place where the application is connected, and ends it alone — product.md §12.2 /account/authorizations', async () => {
    const browser = await world.signedIn(carol);
    const kept = await world.allows(browser, 'openid offline_access');
    await world.connects(browser, 'openid read');
    const ended = await world.allows(browser, 'openid offline_access');
    const [newest = ''] = await pathsOn(browser, '/account/sessions', revokesSession);
    const all = await pathsOn(browser, '/account/authorizations', revokesSession);
    assert.equal(all.length, 3);
    const response = await confirms(browser, newest);
    assert.equal(locationOf(response), '/account/authorizations?done=session_revoked');
    assert.equal(await world.isActive(ended['access_token']), false);
    assert.equal(await world.isActive(kept['access_token']), true);
    const others = all.filter((path) => path !== newest);
    assert.deepEqual(await pathsOn(browser, '/account/authorizations', revokesSession), others);
  });

  it('is not another person’s to see or end', async () => {
    const alice = await world.signedIn();
    const tokens = await world.allows(alice, 'openid');
    const [path = ''] = await pathsOn(alice, '/account/authorizations', revokesAuthorization);
    const other = await world.signedIn(bob);
    assert.deepEqual(await pathsOn(other, '/account/authorizations', revokesAuthorization), []);
    assert.equal((await other.get(path)).status, 404);
    const fields = hiddenFields(await (await other.get('/account')).text());
    assert.equal((await other.post(path, fields)).status, 404);
    assert.equal(await world.isActive(tokens['access_token']), true);
    await confirms(alice, path);
  });

  it('outlives a form that is not ours — security.md B-4, F-11', async () => {
    const browser = await world.signedIn();
    const tokens = await world.allows(browser, 'openid');
    const [path = ''] = await pathsOn(browser, '/account/authorizations', revokesAuthorization);
    const fields = hiddenFields(await (await browser.get(path)).text());
    const stranger = hiddenFields(await (await (await world.signedIn()).get('/account')).text());
    const forged = [
      browser.post(path, {}),
      browser.post(path, stranger),
      browser.post(path, fields, { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }),
      browser.post(path, fields, { origin: 'null' }),
    ];
    for (const response of await Promise.all(forged)) assert.equal(response.status, 403);
    assert.equal(await world.isActive(tokens['access_token']), true);
    await confirms(browser, path);
  });
});

describe('a token session', () => {
  it('ends alone, and what was allowed stays — product.md T-3', async () => {
    const browser = await world.signedIn();
    const first = await world.allows(browser, 'openid offline_access');
    const second = await world.allows(browser, 'openid offline_access');
    const [newest = ''] = await pathsOn(browser, '/account/sessions', revokesSession);
    const response = await confirms(browser, newest);
    assert.equal(locationOf(response), '/account/authorizations?done=session_revoked');
    assert.equal(await world.isActive(second['access_token']), false);
    assert.equal(await world.refreshError(second['refresh_token']), 'invalid_grant');
    assert.equal(await world.isActive(first['access_token']), true);
    assert.equal((await pathsOn(browser, '/account/authorizations', revokesAuthorization)).length, 1);
  });

  it('was used when it began, and renews itself only until it ends — product.md T-3', async () => {
    const browser = await world.signedIn();
    await world.allows(browser, 'openid offline_access');
    const [newest = ''] = await pathsOn(browser, '/account/sessions', revokesSession);
    await confirms(browser, newest);
    const live = await (await browser.get('/account/sessions')).text();
    assert.doesNotMatch(live, /Unknown|class="ended"/);
    const page = await (await browser.get('/account/sessions?status=ended')).text();
    const ended = page.split('<tr').filter((row) => row.startsWith(' class="ended"'));
    assert.ok(ended.length > 0);
    for (const row of ended) assert.doesNotMatch(row, /Renews itself/);
  });

  it('is paused and goes on, by whom it belongs to alone — product.md T-4, product.md §12.2 /account/sessions', async () => {
    const browser = await world.signedIn();
    const tokens = await world.allows(browser, 'openid offline_access');
    const [pause = ''] = await pathsOn(
      browser,
      '/account/sessions',
      /^\/account\/sessions\/[\w-]+\/disable$/,
    );
    const resume = pause.replace('disable', 'enable');
    const other = await world.signedIn(bob);
    const fields = hiddenFields(await (await other.get('/account')).text());
    for (const path of [pause, resume]) {
      assert.equal((await other.get(path)).status, 404);
      assert.equal((await other.post(path, fields)).status, 404);
    }
    assert.equal(await world.isActive(tokens['access_token']), true);

    assert.equal(locationOf(await confirms(browser, pause)), '/account/sessions?done=token_disabled');
    assert.equal(await world.isActive(tokens['access_token']), false);
    assert.equal(await world.refreshError(tokens['refresh_token']), 'invalid_grant');
    const paused = await pathsOn(browser, '/account/sessions?status=paused', /\/(?:en|dis)able$/);
    assert.deepEqual(paused, [resume]);
    const again = await confirms(browser, pause);
    assert.equal(again.status, 409);
    assert.match(await again.text(), /It is so already/);

    assert.equal(locationOf(await confirms(browser, resume)), '/account/sessions?done=token_enabled');
    assert.equal(await world.isActive(tokens['access_token']), true);
    assert.equal(await world.refreshError(tokens['refresh_token']), undefined);
  });

  it('is not another person’s', async () => {
    const [path = ''] = await pathsOn(await world.signedIn(), '/account/sessions', revokesSession);
    const other = await world.signedIn(bob);
    assert.equal((await other.get(path)).status, 404);
    const fields = hiddenFields(await (await other.get('/account')).text());
    assert.equal((await other.post(path, fields)).status, 404);
  });

  it('ends with all others at one confirmation, with nothing to type — product.md §12.2, security.md R-12', async () => {
    const browser = await world.signedIn();
    const tokens = await world.allows(browser, 'openid offline_access');
    const elsewhere = await world.allows(await world.signedIn(bob), 'openid offline_access');
    const response = await confirms(browser, '/account/sessions/revoke-all');
    assert.equal(locationOf(response), '/account/authorizations?done=all_revoked');
    assert.equal(await world.isActive(tokens['access_token']), false);
    assert.equal(await world.isActive(elsewhere['access_token']), true);
    assert.deepEqual(await pathsOn(browser, '/account/sessions', revokesSession), []);
  });

  it('all end with what waits to be fetched, and none of what comes later — security.md R-12', async () => {
    const browser = await world.signedIn();
    const redeem = await world.approves(browser, 'openid offline_access');
    const poll = await world.approvesDevice(browser, 'openid read');
    const device = await world.startsDevice('openid read');
    await confirms(browser, '/account/sessions/revoke-all');
    assert.equal((await redeem())['error'], 'invalid_grant');
    assert.equal((await poll())['error'], 'access_denied');
    await device.approve(browser);
    assert.notEqual((await device.poll())['access_token'], undefined);
    const later = await world.allows(browser, 'openid');
    assert.equal(await world.isActive(later['access_token']), true);
  });
});

describe('the overview', () => {
  it('opens applications, and tells of the password and the last sign-ins — product.md §12.2 /account', async () => {
    const browser = await world.signedIn(carol);
    await world.allows(browser, 'openid');
    let page = '';
    while (!/<code>/.test(page)) page = await (await browser.get('/account')).text();
    assert.match(page, /<a class="panel door" href="https:\/\/photos\.example\/"/);
    assert.match(page, /Password set/);
    assert.match(page, /None: your password alone opens your account/);
    assert.match(page, /<h2 id="latest-apps">.*?<ol class="pairs"><li><span>Photo Album<\/span>/);
    assert.match(page, /<code>127\.0\.0\.1<\/code>|<code>::1<\/code>/);
  });
});

describe('the tiles of the overview', () => {
  const tiles = async (browser: PlainBrowser): Promise<readonly string[]> => {
    const page = await (await browser.get('/account')).text();
    return [...page.matchAll(/<a class="panel door" href="(https:[^"]*)"/g)].map(
      ([, address = '']) => address,
    );
  };

  it('lead to what nobody allowed yet, where it begins a sign-in itself — OpenID Connect Core §4, product.md §12.2 /account', async () => {
    const iss = encodeURIComponent(world.server.origin);
    const shown = await tiles(await world.signedIn(bob));
    assert.ok(shown.includes(`https://desk.example/start?from=tiles&amp;iss=${iss}`), shown.join());
    assert.ok(!shown.includes('https://desk.example/'));
  });

  it('advertise nothing that registered itself', async () => {
    const metadata = { client_name: 'Lure', client_uri: 'https://lure.example/' };
    const redirect_uris = ['https://lure.example/callback'];
    const registered = await fetch(`${world.server.origin}/oauth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...metadata, redirect_uris, token_endpoint_auth_method: 'none' }),
    });
    assert.equal(registered.status, 201);
    const shown = await tiles(await world.signedIn(bob));
    assert.ok(!shown.some((address) => address.includes('lure.example')), shown.join());
  });
});

describe('activity', () => {
  it('is the person’s own, in words, the newest first — product.md §12.2 /account/activity', async () => {
    const browser = await world.signedIn(dora);
    await world.allows(browser, 'openid');
    let page = '';
    // events are written together, a moment later
    while (!/Photo Album/.test(page) || !/Signed in/.test(page))
      page = await (await browser.get('/account/activity')).text();
    const events = [...page.matchAll(/<th scope="row">.*?<span>([^<]*)</g)].map(([, words]) => words);
    assert.ok(events.length > 1, events.join());
    assert.ok(events.indexOf('Signed in') > 0, events.join());
    assert.match(page, /Photo Album/);
    const failed = await (await browser.get('/account/activity?success=false')).text();
    assert.doesNotMatch(failed, /Photo Album/);
    const stranger = await world.server.running.app.fetch(
      new Request(`${world.server.origin}/account/activity`),
    );
    assert.equal(stranger.status, 303);
  });
});

describe('a signed-in browser', () => {
  const isSignedIn = async (browser: PlainBrowser): Promise<boolean> =>
    (await browser.get('/account')).status === 200;

  it('is ended from another one, at its next request — product.md §4 ending', async () => {
    const here = await world.signedIn(bob);
    const there = await world.signedIn(bob);
    const third = await world.signedIn(bob);
    const path = `/account/browsers/${idOf(there)}/end`;
    assert.ok((await pathsOn(here, '/account/browsers', endsBrowser)).includes(path));
    assert.equal(locationOf(await confirms(here, path)), '/account/browsers?done=browser_ended');
    assert.deepEqual(await Promise.all([here, there, third].map(isSignedIn)), [true, false, true]);
    await confirms(here, '/account/browsers/end-others');
    assert.deepEqual(await Promise.all([here, third].map(isSignedIn)), [true, false]);
    assert.deepEqual(await pathsOn(here, '/account/browsers', endsBrowser), []);
  });

  it('signs itself out when it ends itself', async () => {
    const browser = await world.signedIn(bob);
    const response = await confirms(browser, `/account/browsers/${idOf(browser)}/end`);
    assert.equal(locationOf(response), '/login');
    assert.equal(await isSignedIn(browser), false);
  });

  it('is not another person’s, and its name in a path is no cookie', async () => {
    const victim = await world.signedIn(bob);
    const other = await world.signedIn();
    const id = idOf(victim);
    assert.equal((await other.get(`/account/browsers/${id}/end`)).status, 404);
    const fields = hiddenFields(await (await other.get('/account')).text());
    assert.equal((await other.post(`/account/browsers/${id}/end`, fields)).status, 404);
    assert.equal(await isSignedIn(victim), true);
    const thief = plainBrowser(world.server, new Map([...victim.cookies].map(([name]) => [name, id])));
    assert.equal(await isSignedIn(thief), false);
  });
});

/** The name its own row has in paths. */
function idOf(browser: PlainBrowser): string {
  return sha256(browser.cookies.get(cookieNames(world.server.origin).session) ?? '');
}
