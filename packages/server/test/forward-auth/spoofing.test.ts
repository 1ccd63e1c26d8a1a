/** What a client may try to pass for another, or to be sent somewhere else (security.md P-1, Q-6, F-1, I-6). */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { World } from '../attack/world.ts';
import { type ClientRequest, caddy, nginx, traefik } from './sub-requests.ts';
import {
  browserSignIn,
  files,
  identityOf,
  machineToken,
  nobody,
  proxy,
  publicOrigin,
  startForwardWorld,
  stranger,
} from './world.ts';

let world: World;
let forFiles: string;
before(async () => {
  world = await startForwardWorld(browserSignIn);
  forFiles = await machineToken(world, { resource: files, scope: 'files:read' });
});
after(() => world.server.stop());

type Headers = Readonly<Record<string, string>>;
const send = (headers: Headers, peer = proxy) => world.send('/verify', { headers }, peer);
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const app = 'https://app.example.com/page';
const preflight = { origin: 'https://web.example', 'access-control-request-method': 'POST' };

describe('forwarding headers of anybody but a trusted proxy', () => {
  it('say nothing about the original request — security.md P-1', async () => {
    for (const describeRequest of [traefik, caddy, nginx]) {
      const asked = describeRequest({ url: `${files}/x`, headers: bearer(forFiles) });
      assert.equal((await send(asked.headers)).status, 200);
      const refused = await send(asked.headers, stranger);
      assert.equal(refused.status, 401);
      assert.doesNotMatch(refused.headers.get('www-authenticate') ?? '', /files\.example\.com/);
      const asPreflight = describeRequest({ method: 'OPTIONS', url: app, headers: preflight });
      assert.equal((await send(asPreflight.headers, stranger)).status, 401);
      const browser = describeRequest({ url: app, headers: { accept: 'text/html' } });
      const answer = await send(browser.headers, stranger);
      assert.deepEqual([answer.status, answer.headers.get('location')], [401, null]);
      assert.equal(answer.headers.get('x-auth-redirect'), null);
    }
  });

  it('choose no document either', async () => {
    const headers = { 'x-forwarded-host': 'files.example.com', 'x-forwarded-proto': 'https' };
    const path = '/.well-known/oauth-protected-resource';
    assert.equal((await world.send(path, { headers }, proxy)).status, 200);
    assert.equal((await world.send(path, { headers }, stranger)).status, 404);
  });

  it('are limited, where a proxy is not — operations.md §6 unlimited', async () => {
    const limited = await startForwardWorld({ ENABLE_RATE_LIMIT: 'true' });
    const statuses = new Set<number>();
    for (let time = 0; time < 80; time++)
      statuses.add(
        (await limited.send('/verify', { headers: traefik({ url: app }).headers }, stranger)).status,
      );
    assert.deepEqual([...statuses], [401, 429]);
    await limited.server.stop();
  });
});

describe('a client that describes a request of its own', () => {
  /** A token for files, and a request elsewhere. */
  const elsewhere = (more: Headers): ClientRequest => ({
    url: app,
    headers: { ...bearer(forFiles), ...more },
  });
  const asFiles = { 'x-original-url': `${files}/x`, 'x-original-method': 'GET' };

  it('in the words of nginx, to Traefik and Caddy, which hand them on', async () => {
    for (const describeRequest of [traefik, caddy]) {
      for (const more of [
        asFiles,
        { 'x-original-url': `${files}/x` },
        { 'x-original-method': 'OPTIONS', ...preflight },
        { 'x-original-url': app, 'x-original-method': 'OPTIONS', ...preflight },
      ]) {
        const response = await send(describeRequest(elsewhere(more)).headers);
        // 401 where the words are those of nginx
        const status = 'x-original-url' in more ? 401 : 400;
        assert.equal(response.status, status, JSON.stringify(more));
        assert.equal(response.headers.get('x-user-id'), null);
      }
    }
  });

  it('in the words of Traefik, to an nginx that hands them on', async () => {
    const asked = nginx(elsewhere({}));
    for (const more of [
      { 'x-forwarded-host': 'files.example.com' },
      { 'x-forwarded-uri': '/other' },
      { 'x-forwarded-proto': 'http' },
      { 'x-forwarded-method': 'OPTIONS', ...preflight },
    ]) {
      const response = await send({ ...asked.headers, ...more });
      assert.equal(response.status, 401, JSON.stringify(more));
      assert.match(await response.text(), /contradict/);
    }
    const alike = {
      'x-forwarded-host': 'APP.example.com',
      'x-forwarded-uri': '/page',
      'x-forwarded-proto': 'https',
    };
    assert.equal((await send({ ...asked.headers, ...alike })).status, 401);
  });

  it('by having its proxy leave out a part, as old ones did on its Connection header', async () => {
    const whole = traefik(elsewhere({})).headers;
    for (const part of ['x-forwarded-proto', 'x-forwarded-host', 'x-forwarded-uri']) {
      const rest = Object.fromEntries(Object.entries(whole).filter(([name]) => name !== part));
      assert.equal((await send(rest)).status, 400, part);
    }
  });

  it('in no words at all: then it is for nobody in particular', async () => {
    const response = await send(bearer(forFiles));
    assert.equal(response.status, 401);
    assert.equal(
      response.headers.get('www-authenticate'),
      'Bearer error="invalid_token", error_description="The access token is not valid for this resource"',
    );
    assert.equal((await send(bearer(await machineToken(world)))).status, 200);
  });
});

describe('a host or path that pretends', () => {
  it('cannot be read at all — security.md I-6', async () => {
    const good = traefik({ url: app, headers: bearer(forFiles) }).headers;
    for (const more of [
      { 'x-forwarded-host': 'files.example.com, app.example.com' },
      { 'x-forwarded-host': 'evil@files.example.com' },
      { 'x-forwarded-host': 'files.example.com/x?' },
      { 'x-forwarded-host': 'files.example.com#' },
      { 'x-forwarded-host': 'files.example.com\\' },
      { 'x-forwarded-host': '' },
      { 'x-forwarded-uri': '@files.example.com/' },
      { 'x-forwarded-uri': '.files.example.com/' },
      { 'x-forwarded-uri': '*' },
      { 'x-forwarded-uri': '/a/../x' },
      { 'x-forwarded-uri': '/a/%2e%2E/x' },
      { 'x-forwarded-uri': '/a/.' },
      { 'x-forwarded-uri': '/a\\..\\x' },
      { 'x-forwarded-uri': '/x#/../y' },
      { 'x-forwarded-uri': '' },
      { 'x-forwarded-proto': 'javascript' },
      { 'x-forwarded-proto': 'https, http' },
      { 'x-forwarded-proto': '__proto__' },
    ]) {
      assert.equal((await send({ ...good, ...more })).status, 400, JSON.stringify(more));
    }
    for (const url of [
      '',
      'files.example.com/x',
      `${files}`,
      'https://a@files.example.com/x',
      'ftp://files.example.com/x',
      'https:\\\\files.example.com/x',
    ]) {
      const asked = { ...nginx({ url: app, headers: bearer(forFiles) }).headers, 'x-original-url': url };
      const response = await send(asked);
      assert.equal(response.status, 401, url);
      assert.match(await response.text(), /can be read/);
    }
  });

  it('is what it is after all: no trick reaches the audience of another host', async () => {
    for (const url of [
      'https://files.example.com.evil.example/x',
      'https://app.example.com//files.example.com/x',
      'https://app.example.com/?https://files.example.com/',
      'https://files.example.com:444/x',
      'https://files.example.com./x',
    ]) {
      for (const describeRequest of [traefik, nginx]) {
        const response = await send(describeRequest({ url, headers: bearer(forFiles) }).headers);
        // nginx makes a fault of its own of a 400
        const expected = describeRequest === traefik && new URL(url).pathname.startsWith('//') ? 400 : 401;
        assert.equal(response.status, expected, url);
      }
    }
  });
});

describe('a browser', () => {
  const html = { accept: 'text/html' };
  const location = async (url: string) =>
    (await send(traefik({ url, headers: html }).headers)).headers.get('location');

  it('is sent to sign in from hosts of the domain only — security.md F-1', async () => {
    for (const url of ['https://example.com/', 'https://app.example.com/x', 'https://a.b.example.com:8443/'])
      assert.match((await location(url)) ?? '', /^https:\/\/auth\.example\.com\/login\?redirect=/, url);
    for (const url of [
      'http://app.example.com/',
      'https://evil.example/',
      'https://example.com.evil.example/',
      'https://evilexample.com/',
      'https://app.example.com./',
      'http://localhost:3000/',
    ]) {
      assert.equal(await location(url), null, url);
      const answer = await send(traefik({ url, headers: html }).headers);
      assert.equal(answer.status, 401);
      assert.match(answer.headers.get('content-type') ?? '', /^text\/html/);
    }
  });

  it('that is signed in is sent back nowhere else, and gets no cookie for it — security.md B-7', async () => {
    const browser = world.browser();
    await browser.signIn();
    const back = (address: string) => browser.get(`/forward?${new URLSearchParams({ return_to: address })}`);
    const good = await back('https://app.example.com/x');
    assert.deepEqual([good.status, good.headers.get('location')], [303, 'https://app.example.com/x']);
    for (const address of [
      '',
      '/account',
      '//evil.example',
      '//app.example.com/x',
      '/\\evil.example',
      'https:evil.example',
      'https://evil.example/',
      'https://evil.example/?https://app.example.com/',
      'https://evil.example#.example.com',
      'https://evil.example\\.example.com',
      'https://evil.example%00.example.com',
      'https://example.com.evil.example/',
      'https://evilexample.com/',
      'https://app.example.com@evil.example/',
      'https://ada@app.example.com/',
      'https://ada:x@app.example.com/',
      'http://app.example.com/',
      'http://localhost/',
      'javascript:alert(1)//.example.com',
      'data:text/html,x',
      'ftp://app.example.com/',
      `${publicOrigin}/logout`,
      `${publicOrigin.replace('://', '://x@')}/`,
    ]) {
      const response = await back(address);
      assert.equal(response.status, 400, address);
      assert.equal(response.headers.get('location'), null);
      assert.doesNotMatch(response.headers.getSetCookie().join(), /grantor_forward/);
    }
    assert.equal((await browser.get('/forward')).status, 400);
    assert.equal(
      (await browser.get('/forward?return_to=https://app.example.com/&return_to=https://evil.example/'))
        .status,
      400,
    );
  });

  it('is sent to the address that was checked, as a browser reads it — security.md I-6', async () => {
    const browser = world.browser();
    await browser.signIn();
    for (const [address, read] of [
      ['https:\\\\app.example.com\\..\\x', 'https://app.example.com/x'],
      ['HTTPS://APP.EXAMPLE.COM:443/é', 'https://app.example.com/%C3%A9'],
    ] as const) {
      const query = new URLSearchParams({ return_to: address });
      const response = await browser.get(`/forward?${query}`);
      assert.deepEqual([response.status, response.headers.get('location')], [303, read]);
    }
    const split = new URLSearchParams({ return_to: 'https://app.example.com/a\r\nSet-Cookie: x=y' });
    assert.equal((await browser.get(`/forward?${split}`)).status, 400);
    const long = `https://app.example.com/${'x'.repeat(5000)}`;
    const login = new URL((await location(long)) ?? '');
    assert.equal(login.searchParams.get('redirect'), '/forward?return_to=https%3A%2F%2Fapp.example.com%2F');
  });
});

describe('without FORWARD_AUTH_COOKIE_DOMAIN', () => {
  it('no cookie counts, nobody is redirected, and there is no way back', async () => {
    const plain = await startForwardWorld();
    const cookie = `grantor_forward=${'A'.repeat(43)}`;
    const headers = traefik({ url: app, headers: { accept: 'text/html', cookie } }).headers;
    const response = await plain.send('/verify?mode=browser', { headers }, proxy);
    assert.deepEqual([response.status, response.headers.get('location')], [401, null]);
    assert.equal((await plain.send('/forward?return_to=https://app.example.com/')).status, 404);
    await plain.server.stop();
  });
});

describe('a forged cookie', () => {
  it('names nobody', async () => {
    for (const cookie of [
      'grantor_forward=x',
      `grantor_forward=${'A'.repeat(43)}`,
      `grantor_forward=${'A'.repeat(43)}; grantor_forward=${'B'.repeat(43)}`,
    ]) {
      assert.equal((await send(traefik({ url: app, headers: { cookie } }).headers)).status, 401);
    }
    const asked = traefik({
      method: 'OPTIONS',
      url: app,
      headers: { ...preflight, cookie: 'grantor_forward=x' },
    });
    assert.deepEqual(identityOf(await send(asked.headers)), nobody);
  });
});
