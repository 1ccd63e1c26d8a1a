/** A client that an administrator tries: whose address counts, for how long, and who may come back to it (product.md C-7). */

import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import { confirms } from '../account/world.ts';
import { alice, bob, declarations, deviceGrant, webApplication } from '../e2e/declarations.ts';
import { fills, path, unescaped } from '../e2e/forms.ts';
import { movingClock } from '../e2e/moving-clock.ts';
import {
  hiddenFields,
  type PlainBrowser,
  plainBrowser,
  signedInPlainly,
  signInPlainly,
} from '../e2e/plain-browser.ts';
import { type RelyingParty, startRelyingParty } from '../e2e/relying-party.ts';
import { startTestServer, type TestServer } from '../running-server.ts';

const second = {
  username: 'grace',
  password: 'lantern orchard candle',
  sub: 'grace-0009',
  role: 'admin',
} as const;
const at = '/admin/clients/photo-album/try';
const secret = webApplication.client_secret;

let party: RelyingParty;
let server: TestServer;
let admin: PlainBrowser;
let other: PlainBrowser;

before(async () => {
  party = await startRelyingParty();
  const { users, clients } = declarations(party);
  const admins = [{ ...Object(users[0]), role: 'admin' }, ...users.slice(1), second];
  const keyed = {
    client_id: 'keyed',
    client_name: 'Keyed',
    grant_types: ['client_credentials'],
    token_endpoint_auth_method: 'private_key_jwt',
    jwks_uri: 'https://keys.example/jwks',
    scope: 'read',
  };
  server = await startTestServer({ bootstrap: { users: admins, clients: [...clients, keyed] } });
  admin = await signedInPlainly(server, alice);
  other = await signedInPlainly(server, second);
});

after(async () => {
  await server.stop();
  await party.stop();
});

const switches = (to: 'on' | 'off', from = at, browser = admin): Promise<Response> =>
  fills(browser, from, { to: `${from}/${to}` });

const begins = async (
  fields: Readonly<Record<string, string>>,
  { from = at, browser = admin } = {},
): Promise<string> => {
  const page = await fills(browser, from, { to: `${from}/start`, ...fields });
  assert.equal(page.status, 200, await page.clone().text());
  return page.text();
};

/** Where the page sends the browser. */
const requestIn = (html: string): URL =>
  new URL(unescaped(/href="([^"]*\/oauth\/authorize\?[^"]*)"/.exec(html)?.[1] ?? ''));

/** Through consent, to the address that is tried. */
async function allowed(address: URL, browser = admin): Promise<string> {
  const first = await browser.get(address.pathname + address.search);
  const next = first.headers.get('location') ?? '';
  if (!next.startsWith('/consent')) return next;
  const fields = hiddenFields(await (await browser.get(next)).text());
  const answer = await browser.post('/consent', { ...fields, action: 'approve' });
  return answer.headers.get('location') ?? '';
}

const comesBack = (location: string, browser = admin): Promise<Response> => {
  const { pathname, search } = new URL(location);
  return browser.get(pathname + search);
};

const exchanges = async (callback: Response, proof: string, browser = admin): Promise<string> => {
  assert.equal(callback.status, 200, await callback.clone().text());
  const html = await callback.text();
  const form = html.slice(html.indexOf(`action="${at}/token"`));
  // An empty field would use up the only code
  assert.match(form, /<input [^>]*name="proof"[^>]* required/);
  const answer = await browser.post(`${at}/token`, { ...hiddenFields(form), proof });
  return answer.text();
};

const codeFlow = { flow: 'authorization_code', scope: 'openid profile read', prompt: 'consent' };

const audited = async (): Promise<readonly string[]> => {
  const rows = await server.running.database.kysely
    .selectFrom('audit_event')
    .select(['event_type', 'details'])
    .where('resource_id', '=', 'photo-album')
    .execute();
  return rows.map(({ event_type }) => event_type).filter((type) => type.startsWith('CLIENT_TRIAL'));
};

describe('a client that is tried', () => {
  it('is for administrators with a fresh sign-in, and nobody else — product.md C-7, S-8, security.md D-2', async () => {
    const person = await signedInPlainly(server, bob);
    for (const one of [at, `${at}/callback`, `${at}/on`, `${at}/start`])
      assert.equal((await person.get(one)).status, 403, one);
    for (const one of ['on', 'off', 'start', 'token', 'revoke'])
      assert.equal((await person.post(`${at}/${one}`, {})).status, 403, one);
  });

  it('asks for a fresh sign-in, and is off by itself after an hour — product.md C-7, S-8', async (context) => {
    const moving = movingClock();
    const { users, clients } = declarations(party);
    const aging = await startTestServer({
      bootstrap: { users: [{ ...Object(users[0]), role: 'admin' }], clients },
      clock: moving,
    });
    context.after(() => aging.stop());
    const browser = plainBrowser(aging);
    await signInPlainly(browser, alice);
    assert.equal((await switches('on', at, browser)).status, 303);
    const { pathname, search } = requestIn(await begins(codeFlow, { browser }));
    assert.equal((await browser.get(pathname + search)).status, 303);
    moving.advance(16 * 60);
    const stale = await fills(browser, at, { to: `${at}/start`, ...codeFlow });
    assert.match(stale.headers.get('location') ?? '', /^\/login\/confirm/);
    moving.advance(45 * 60);
    assert.equal((await browser.get(pathname + search)).status, 400);
    const late = plainBrowser(aging);
    await signInPlainly(late, alice);
    assert.equal((await fills(late, at, { to: `${at}/start`, ...codeFlow })).status, 409);
    assert.equal((await switches('on', at, late)).status, 303, 'what is over is no obstacle');
  });

  it('comes back to this server only while that is on — product.md C-7, clients.md §6', async () => {
    assert.equal((await admin.get(at)).status, 200);
    assert.equal((await fills(admin, at, { to: `${at}/start`, ...codeFlow })).status, 409, 'not switched on');
    assert.equal((await switches('on')).status, 303);
    assert.equal((await switches('on')).status, 409);
    const address = requestIn(await begins(codeFlow));
    const redirect = address.searchParams.get('redirect_uri');
    assert.equal(redirect, `${server.origin}${at}/callback`);
    const answer = await allowed(address);
    assert.ok(answer.startsWith(`${redirect}?`));
    // Not another client, nor this one at another address of ours
    for (const change of [
      { client_id: 'desk-notes' },
      { redirect_uri: `${redirect}/` },
      { redirect_uri: `${server.origin}/account` },
    ]) {
      const moved = new URL(address);
      for (const [name, value] of Object.entries(change)) moved.searchParams.set(name, value);
      assert.equal((await admin.get(moved.pathname + moved.search)).status, 400);
    }
    assert.equal((await switches('off')).status, 303);
    assert.equal((await switches('off')).status, 409);
    assert.equal((await admin.get(address.pathname + address.search)).status, 400);
    assert.equal((await comesBack(answer)).status, 400, 'what was on its way is over');
    assert.deepEqual(await audited(), ['CLIENT_TRIAL_STARTED', 'CLIENT_TRIAL_ENDED']);
  });

  it('shows every request and its tokens, and no secret — product.md C-7, §12.3 /admin/clients/{id}/try', async () => {
    await switches('on');
    const callback = await comesBack(await allowed(requestIn(await begins(codeFlow))));
    const html = await exchanges(callback, secret);
    for (const words of ['Token request', 'Signed by this server', 'Who is it?', 'Alice Liddell', '••••'])
      assert.ok(html.includes(words), words);
    assert.ok(!html.includes(secret) && !html.includes(encodeURIComponent(secret)));
    assert.match(html, /--data-urlencode &#39;code_verifier=/);
    const [, listed = ''] = /href="(\/admin\/tokens\?client=[^"]+)"/.exec(html) ?? [];
    assert.match(await (await admin.get(listed)).text(), /\/admin\/tokens\/[\w-]+\/revoke/);
    const access = /&quot;access_token&quot;: &quot;([^&]+)&quot;/.exec(html)?.[1] ?? '';
    const isLive = async () =>
      (await fetch(`${server.origin}/oauth/tokeninfo`, { headers: { authorization: `Bearer ${access}` } }))
        .ok;
    assert.equal(await isLive(), true);
    const form = hiddenFields(html.slice(html.indexOf(`action="${at}/revoke"`)));
    assert.equal(path(await admin.post(`${at}/revoke`, form)), at);
    assert.equal(await isLive(), false);
  });

  it('tells what is wrong as the client would hear it — product.md C-7', async () => {
    const callback = await comesBack(await allowed(requestIn(await begins(codeFlow))));
    const wrong = await exchanges(callback, 'another secret');
    assert.ok(wrong.includes('invalid_client') && !wrong.includes('another secret'));
    const denied = requestIn(await begins(codeFlow));
    const toConsent = await admin.get(denied.pathname + denied.search);
    const fields = hiddenFields(await (await admin.get(toConsent.headers.get('location') ?? '')).text());
    const answer = await admin.post('/consent', { ...fields, action: 'deny' });
    const html = await (await comesBack(answer.headers.get('location') ?? '')).text();
    assert.ok(html.includes('access_denied') && !html.includes(`action="${at}/token"`));
  });

  it('is answered once, and to nobody but who began it — product.md C-7', async () => {
    const answer = await allowed(requestIn(await begins(codeFlow)));
    assert.equal((await comesBack(answer, other)).status, 400);
    const all = await Promise.all(Array.from({ length: 20 }, () => comesBack(answer)));
    const statuses = all.map(({ status }) => status).sort();
    assert.deepEqual(statuses, [200, ...Array.from({ length: 19 }, () => 400)]);
    const earlier = requestIn(await begins(codeFlow));
    const later = requestIn(await begins(codeFlow));
    assert.equal((await comesBack(await allowed(earlier))).status, 400, 'one waits at a time');
    assert.equal((await comesBack(await allowed(later))).status, 200);
    const left = await server.running.database.kysely.selectFrom('client_trial').selectAll().execute();
    assert.deepEqual(left, []);
    for (const query of ['', '?code=a', '?state=', `?state=${'a'.repeat(43)}&code=b`, '?state=%00'])
      assert.equal((await admin.get(`${at}/callback${query}`)).status, 400, query);
  });

  it('gets tokens for itself, and for a device that somebody allows — product.md C-7', async () => {
    const alone = await begins({ flow: 'client_credentials', scope: 'read', proof: secret });
    assert.ok(alone.includes('Signed by this server') && !alone.includes('Who is it?'));
    const device = await begins({ flow: 'device', scope: 'openid', proof: secret });
    assert.ok(device.includes('verification_uri_complete') && !device.includes(secret));
    const waiting = hiddenFields(device.slice(device.indexOf(`action="${at}/token"`)));
    const pending = await (await admin.post(`${at}/token`, { ...waiting, proof: secret })).text();
    assert.ok(pending.includes('authorization_pending') && pending.includes(`action="${at}/token"`));
    const userCode = /&quot;user_code&quot;: &quot;([A-Z-]+)&quot;/.exec(device)?.[1] ?? '';
    const entered = await fills(admin, '/device', { to: '/device/verify', user_code: userCode });
    await admin.post('/device/verify', { ...hiddenFields(await entered.text()), action: 'approve' });
    await new Promise((resolve) => setTimeout(resolve, 0));
    const got = await (await admin.post(`${at}/token`, { ...waiting, proof: secret })).text();
    assert.ok(got.includes('Who is it?') || got.includes('slow_down'), deviceGrant);
  });

  it('proves itself by an assertion where it has keys, and asks for no secret — product.md C-7', async () => {
    const keyed = '/admin/clients/keyed/try';
    await switches('on', keyed);
    const html = await (await admin.get(keyed)).text();
    assert.ok(html.includes('Signed assertion') && !html.includes('type="password"'));
    const answer = await begins({ flow: 'client_credentials', proof: 'a.b.c' }, { from: keyed });
    assert.ok(answer.includes('invalid_client') && !answer.includes('a.b.c'));
  });

  it('is not one that is inactive, nor one it is not set up for — product.md C-7, C-3', async () => {
    assert.equal((await fills(admin, at, { to: `${at}/start`, flow: 'password' })).status, 409);
    assert.equal((await confirms(admin, '/admin/clients/photo-album/deactivate')).status, 303);
    assert.ok((await (await admin.get(at)).text()).includes('Only an active client can be tried'));
    assert.equal((await fills(admin, at, { to: `${at}/start`, ...codeFlow })).status, 409);
  });
});
