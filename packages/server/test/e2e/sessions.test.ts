/** How a browser session ends: by time, by another browser, by sign-out, and who is told (product.md §4). */

import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { startTestServer, type TestServer } from '../running-server.ts';
import { authorizationRequest, redeemCode } from './authorization-request.ts';
import { alice, declarations, webApplication } from './declarations.ts';
import { type MovingClock, movingClock } from './moving-clock.ts';
import { hiddenFields, type PlainBrowser, plainBrowser, signInPlainly } from './plain-browser.ts';
import { type RelyingParty, startRelyingParty } from './relying-party.ts';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

let party: RelyingParty;
let server: TestServer;
let clock: MovingClock;

before(async () => {
  party = await startRelyingParty();
  clock = movingClock();
  const more = { backchannel_logout_uri: `${party.origin}/back-channel` };
  server = await startTestServer({
    clock,
    bootstrap: declarations(party, more),
    environment: { OUTBOUND_ALLOWED_HOSTS: new URL(party.origin).host },
  });
});

after(async () => {
  await server.stop();
  await party.stop();
});

async function signedIn(more: Record<string, string> = {}): Promise<PlainBrowser> {
  const browser = plainBrowser(server);
  const response = await signInPlainly(browser, alice, { more });
  assert.equal(response.status, 303);
  return browser;
}

const isSignedIn = async (browser: PlainBrowser): Promise<boolean> =>
  (await browser.get('/account/sessions')).status === 200;

/** Through the application: the tokens it got in this session. */
async function withTokens(browser: PlainBrowser, scope: string): Promise<Readonly<Record<string, string>>> {
  const request = authorizationRequest(server, party, { scope, prompt: 'consent' });
  const toConsent = await browser.get(request.address);
  const page = await browser.get(toConsent.headers.get('location') ?? '');
  const fields = hiddenFields(await page.text());
  const answer = await browser.post('/consent', { ...fields, action: 'approve' });
  return redeemCode(server, new URL(answer.headers.get('location') ?? ''), request);
}

/** Where a page that needs a session leads without one. */
async function signInPageAfter(browser: PlainBrowser, headers: Record<string, string> = {}): Promise<string> {
  const response = await browser.get('/account/sessions', headers);
  assert.equal(response.status, 303);
  return (await browser.get(response.headers.get('location') ?? '', headers)).text();
}

async function signsOut(browser: PlainBrowser): Promise<Response> {
  const fields = hiddenFields(await (await browser.get('/account/sessions')).text());
  return browser.post('/logout', fields);
}

async function refresh(token: string | undefined): Promise<number> {
  const { client_id, client_secret } = webApplication;
  const body = { grant_type: 'refresh_token', refresh_token: token ?? '', client_id, client_secret };
  const response = await fetch(`${server.origin}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams(body),
  });
  return response.status;
}

describe('a browser session', () => {
  it('ends when nobody used it for half an hour — product.md §4 idle timeout', async () => {
    const browser = await signedIn();
    clock.advance(29 * minute);
    assert.equal(await isSignedIn(browser), true); // which counts as use
    clock.advance(29 * minute);
    assert.equal(await isSignedIn(browser), true);
    clock.advance(31 * minute);
    assert.equal(await isSignedIn(browser), false);
  });

  it('says on the sign-in page that time ended it — product.md §4 idle timeout', async () => {
    const browser = await signedIn();
    clock.advance(31 * minute);
    assert.match(await signInPageAfter(browser), /You were signed out because nothing happened for a while/);
  });

  it('says on the sign-in page that another browser ended it — product.md §4 fingerprint', async () => {
    const browser = await signedIn();
    const page = await signInPageAfter(browser, { 'user-agent': 'Other/1.0 (Windows)' });
    assert.match(page, /Your session ended\. Sign in again to go on\./);
  });

  it('ends twelve hours after sign-in, however busy — product.md §4 absolute lifetime, protocol.md §2 browser session', async () => {
    const browser = await signedIn();
    for (let passed = 0; passed < 12 * hour - 20 * minute; passed += 20 * minute) {
      clock.advance(20 * minute);
      assert.equal(await isSignedIn(browser), true);
    }
    clock.advance(20 * minute);
    assert.equal(await isSignedIn(browser), false);
  });

  it('lasts thirty days of no use when remembered, and ninety in any case — product.md §4 absolute lifetime, protocol.md §2 browser session, product.md S-6', async () => {
    const browser = await signedIn({ remember_me: '1' });
    for (let passed = 0; passed < 87 * day; passed += 29 * day) {
      clock.advance(29 * day);
      assert.equal(await isSignedIn(browser), true);
    }
    clock.advance(4 * day);
    assert.equal(await isSignedIn(browser), false);
    const unused = await signedIn({ remember_me: '1' });
    clock.advance(31 * day);
    assert.equal(await isSignedIn(unused), false);
  });

  it('ends when another browser presents it, not when its own is updated — protocol.md SE-3', async () => {
    const browser = await signedIn();
    const updated = { 'user-agent': 'Plain/2.7 (X11; Linux)' };
    assert.equal((await browser.get('/account/sessions', updated)).status, 200);
    const thief = await browser.copy().get('/account/sessions', { 'user-agent': 'Other/1.0 (Windows)' });
    assert.equal(thief.status, 303);
    assert.equal(await isSignedIn(browser), false); // the session itself is over
  });
});

describe('the end of a session', () => {
  it('is told to the application in the back channel — Back-Channel Logout 1.0 §2.4, protocol.md LO-3', async () => {
    const browser = await signedIn();
    const tokens = await withTokens(browser, 'openid');
    await signsOut(browser);
    const { method, form, headers } = await party.next('/back-channel');
    assert.equal(method, 'POST');
    assert.equal(headers['content-type'], 'application/x-www-form-urlencoded');
    assert.deepEqual([...form.keys()], ['logout_token']);

    const keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', server.origin));
    const { payload } = await jwtVerify(form.get('logout_token') ?? '', keys, {
      issuer: server.origin,
      audience: webApplication.client_id,
      typ: 'logout+jwt',
      currentDate: new Date(clock.now()),
    });
    const idToken = await jwtVerify(tokens['id_token'] ?? '', keys, { currentDate: new Date(clock.now()) });
    assert.equal(payload.sub, alice.sub);
    assert.equal(payload['sid'], idToken.payload['sid']);
    assert.deepEqual(payload['events'], { 'http://schemas.openid.net/event/backchannel-logout': {} });
    assert.equal((payload.exp ?? 0) - (payload.iat ?? 0), 120); // protocol.md §2 logout token
    assert.equal(payload['nonce'], undefined);
    assert.ok(payload.jti);
  });

  it('ends its tokens, save those for while the person is away — protocol.md LO-5', async () => {
    const browser = await signedIn();
    const online = await withTokens(browser, 'openid read');
    const offline = await withTokens(browser, 'openid offline_access read');
    const elsewhere = await signedIn();
    await signsOut(browser);
    assert.equal(await refresh(online['refresh_token']), 400);
    assert.equal(await refresh(offline['refresh_token']), 200);
    assert.equal(await isSignedIn(elsewhere), true);
  });

  it('is not brought about by a hint alone — protocol.md LO-2', async () => {
    const browser = await signedIn();
    const { id_token } = await withTokens(browser, 'openid');
    const stranger = plainBrowser(server);
    const response = await stranger.get(`/oauth/logout?id_token_hint=${id_token}`);
    assert.equal(response.status, 200);
    assert.equal(await isSignedIn(browser), true);
  });
});
