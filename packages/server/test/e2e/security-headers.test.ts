/** What every answer carries, whatever its address and status (security.md §4). */

import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import { cookieNames } from '../../src/accounts/cookies.ts';
import { startTestServer, type TestServer } from '../running-server.ts';
import { authorizationRequest } from './authorization-request.ts';
import { alice, declarations } from './declarations.ts';
import { hiddenFields, type PlainBrowser, plainBrowser, signInPlainly } from './plain-browser.ts';
import { type RelyingParty, startRelyingParty } from './relying-party.ts';
import { type Address, documents, everyAddress, healths, pages, programs } from './routes.ts';

const publicOrigin = 'https://id.example.com';

let party: RelyingParty;
let server: TestServer;
/** The same product behind a proxy that speaks https; reached directly here. */
let proxied: TestServer;

before(async () => {
  party = await startRelyingParty();
  server = await startTestServer({ bootstrap: declarations(party) });
  proxied = await startTestServer({
    bootstrap: declarations(party),
    environment: { BASE_URL: publicOrigin },
  });
});

after(async () => {
  await server.stop();
  await proxied.stop();
  await party.stop();
});

const direct = (): PlainBrowser => plainBrowser(server);
const behindProxy = (): PlainBrowser =>
  plainBrowser({ origin: publicOrigin, address: `http://127.0.0.1:${proxied.running.port}` });

const flowPolicy = (nonce: string): string =>
  `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}' 'self'; ` +
  `img-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'`;

const isPage = (response: Response): boolean =>
  response.headers.get('content-type')?.startsWith('text/html') ?? false;

function assertEveryAnswer(response: Response, what: string): void {
  const { headers } = response;
  assert.equal(headers.get('x-content-type-options'), 'nosniff', what);
  assert.equal(headers.get('server'), null, what);
  assert.equal(headers.get('x-powered-by'), null, what);
  assert.match(headers.get('x-request-id') ?? '', /^[A-Za-z0-9._-]{8,64}$/, what); // protocol.md G-9
}

/** The nonce of the page; everything else of its headers is asserted. */
async function assertPage(
  response: Response,
  what: string,
  more: { readonly account?: true } = {},
): Promise<string> {
  const { headers } = response;
  const policy = headers.get('content-security-policy') ?? '';
  const nonce = /'nonce-([A-Za-z0-9+/=]{22,})'/.exec(policy)?.[1] ?? '';
  assert.equal(policy, flowPolicy(nonce) + (more.account ? "; form-action 'self'" : ''), what); // security.md B-3
  const html = await response.text();
  assert.ok(html === '' || html.includes(`nonce="${nonce}"`), what); // HEAD has no body
  assert.equal(headers.get('x-frame-options'), 'DENY', what);
  assert.equal(headers.get('referrer-policy'), 'same-origin', what); // security.md B-5
  assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin', what);
  assert.equal(headers.get('cross-origin-opener-policy'), more.account ? 'same-origin' : null, what);
  const features = headers.get('permissions-policy') ?? '';
  assert.match(features, /camera=\(\)/, what);
  assert.match(features, /publickey-credentials-get=\(self\)/, what);
  return nonce;
}

function assertNotStored(response: Response, what: string): void {
  assert.match(response.headers.get('cache-control') ?? '', /\bno-store\b/, what); // protocol.md G-6
  assert.equal(response.headers.get('pragma'), 'no-cache', what);
}

const methodsToTry = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH'] as const;

async function assertAnswer(address: Address, method: string): Promise<void> {
  const headers = { accept: 'text/html' };
  const response = await fetch(server.origin + address.path, { method, redirect: 'manual', headers });
  const what = `${method} ${address.path} ${response.status}`;
  assertEveryAnswer(response, what);
  const isDocument = documents.includes(address) && [200, 304].includes(response.status);
  if (!isDocument) assertNotStored(response, what);
  if (isPage(response)) await assertPage(response, what);
  else if (response.status !== 303) {
    assert.equal(
      response.headers.get('content-security-policy'),
      "default-src 'none'; frame-ancestors 'none'",
      what,
    );
  }
}

describe('every answer', () => {
  for (const method of methodsToTry) {
    it(`carries its headers to ${method}, whatever the status — security.md §4 Every answer, security.md §4 JSON API answers`, async () => {
      for (const address of [...pages, ...programs, ...documents]) await assertAnswer(address, method);
    });
  }

  it('about its health carries them too — security.md §4 Every answer', async () => {
    for (const address of healths) await assertAnswer(address, 'GET');
  });

  it('to an unknown path carries them too — security.md B-1', async () => {
    for (const path of ['/nothing', '/oauth/nothing', '/.well-known/nothing', '/api/nothing']) {
      const response = await direct().get(path);
      assertEveryAnswer(response, path);
      assertNotStored(response, path);
      assert.match(response.headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/);
    }
  });
});

describe('the pages', () => {
  it('of a sign-in have no form-action and each its own nonce — security.md B-3', async () => {
    const browser = direct();
    const request = authorizationRequest(server, party);
    const login = (await browser.get(request.address)).headers.get('location') ?? '';
    const nonces = [
      await assertPage(await browser.get(login), 'login'),
      await assertPage(await browser.get(login), 'login again'),
    ];
    const failed = await signInPlainly(browser, { ...alice, password: 'wrong' }, { path: login });
    assert.equal(failed.status, 400);
    nonces.push(await assertPage(failed, 'failed'));
    await signInPlainly(browser, alice, { path: login });
    const { searchParams } = new URL(login, server.origin);
    const consent = `/consent?flow=${searchParams.get('flow')}`;
    nonces.push(await assertPage(await browser.get(consent), 'consent'));
    assert.equal(new Set(nonces).size, nonces.length);
  });

  it('of the account keep their forms at home — security.md B-3', async () => {
    const browser = direct();
    await signInPlainly(browser, alice);
    await assertPage(await browser.get('/account/sessions'), 'landing', { account: true });
  });

  it('of devices and sign-out have them as well', async () => {
    const browser = direct();
    await signInPlainly(browser, alice);
    const device = await browser.get('/device');
    const fields = hiddenFields(await device.clone().text());
    await assertPage(device, 'device');
    const unknown = await browser.post('/device/verify', { ...fields, user_code: 'BBBB-CCCC' });
    assert.equal(unknown.status, 400);
    await assertPage(unknown, 'unknown code');
    await assertPage(await browser.get('/oauth/logout'), 'sign out?');
    await assertPage(await browser.post('/logout', {}), 'forged');
  });

  it('allow exactly one inline handler where an answer is posted — protocol.md AZ-5', async () => {
    const browser = direct();
    await signInPlainly(browser, alice);
    const { address } = authorizationRequest(server, party, { response_mode: 'form_post', prompt: 'none' });
    const response = await browser.get(address);
    assert.equal(response.status, 200);
    assertNotStored(response, 'form_post');
    const policy = response.headers.get('content-security-policy') ?? '';
    assert.match(policy, /script-src 'nonce-[^']+' 'unsafe-hashes' 'sha256-[A-Za-z0-9+/]{43}='; style-src/);
    assert.doesNotMatch(policy, /form-action|unsafe-inline/);
  });
});

describe('Strict-Transport-Security', () => {
  it('is sent with every answer of an https server, and never by an http one — security.md §4 Every answer', async () => {
    for (const { path } of everyAddress) {
      const secure = await behindProxy().get(path);
      assert.equal(secure.headers.get('strict-transport-security'), 'max-age=31536000', path);
      assert.equal((await direct().get(path)).headers.get('strict-transport-security'), null, path);
    }
  });

  it('is not sent where https is on a name of this machine — security.md §4 Every answer', async () => {
    const here = await startTestServer({ environment: { BASE_URL: 'https://localhost' } });
    const address = `http://localhost:${here.running.port}`;
    const answer = await plainBrowser({ origin: here.origin, address }).get('/login');
    assert.deepEqual([answer.status, answer.headers.get('strict-transport-security')], [200, null]);
    await here.stop();
  });
});

describe('cookies', () => {
  const attributes = (response: Response): readonly string[] =>
    response.headers.getSetCookie().map((line) => line.replace(/^([^=]+)=[^;]*/, '$1').toLowerCase());

  it('are __Host-, Secure, HttpOnly and Lax over https — protocol.md SE-1, product.md §4 cookie', async () => {
    const browser = behindProxy();
    const response = await signInPlainly(browser, alice);
    assert.equal(response.status, 303);
    const lines = attributes(response);
    assert.ok(lines.some((line) => line.startsWith('__host-grantor_session;')));
    for (const line of [...lines, ...attributes(await behindProxy().get('/login'))]) {
      assert.match(line, /^__host-grantor_\w+; path=\/;( max-age=\d+;)? httponly; secure; samesite=lax$/);
    }
  });

  it('have a plain name and no Secure over http — protocol.md SE-1', async () => {
    const lines = attributes(await signInPlainly(direct(), alice));
    assert.ok(lines.some((line) => line.startsWith(`${cookieNames(server.origin).session.toLowerCase()};`)));
    for (const line of lines)
      assert.match(line, /^grantor_[\w-]+; path=\/;( max-age=\d+;)? httponly; samesite=lax$/);
  });

  it('hold nothing readable — security.md B-6', async () => {
    const browser = direct();
    await signInPlainly(browser, alice);
    const values = [...browser.cookies.values()].join(' ');
    assert.doesNotMatch(values, /alice/i);
    assert.match(browser.cookies.get(cookieNames(server.origin).session) ?? '', /^[A-Za-z0-9_-]{43}$/);
  });
});

describe('absolute addresses', () => {
  it('are built from BASE_URL, never from Host or forwarding headers — protocol.md G-4, clients.md §8 issuer', async () => {
    const lies = { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' };
    const metadata = await (await behindProxy().get('/.well-known/openid-configuration', lies)).text();
    assert.equal(JSON.parse(metadata).issuer, publicOrigin);
    assert.doesNotMatch(metadata, /evil\.example|127\.0\.0\.1/);

    const browser = behindProxy();
    await signInPlainly(browser, alice);
    for (const { path } of pages) {
      const response = await browser.get(path, lies);
      assert.doesNotMatch(
        response.headers.get('location') ?? '/',
        /^(?!\/|https:\/\/id\.example\.com)/,
        path,
      );
    }
    const request = authorizationRequest({ origin: publicOrigin }, party, { prompt: 'none' });
    const { pathname, search } = new URL(request.address);
    const answer = await browser.get(pathname + search, lies);
    const answered = new URL(answer.headers.get('location') ?? '');
    assert.equal(answered.searchParams.get('iss'), publicOrigin);
  });
});
