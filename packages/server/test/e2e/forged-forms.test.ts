/** Forms of other sites, planted and stolen cookies, and where sign-in leads (security.md B-4, B-6, B-7, B-8). */

import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import { cookieNames } from '../../src/accounts/cookies.ts';
import { startTestServer, type TestServer } from '../running-server.ts';
import { authorizationRequest } from './authorization-request.ts';
import { alice, bob, declarations } from './declarations.ts';
import { hiddenFields, type PlainBrowser, plainBrowser, signInPlainly } from './plain-browser.ts';
import { type RelyingParty, startRelyingParty } from './relying-party.ts';

let party: RelyingParty;
let server: TestServer;

before(async () => {
  party = await startRelyingParty();
  server = await startTestServer({ bootstrap: declarations(party) });
});

after(async () => {
  await server.stop();
  await party.stop();
});

async function signedIn(person: typeof alice | typeof bob = alice): Promise<PlainBrowser> {
  const browser = plainBrowser(server);
  await signInPlainly(browser, person);
  return browser;
}

const isSignedIn = async (browser: PlainBrowser): Promise<boolean> =>
  (await browser.get('/account/sessions')).status === 200;

const fieldsOf = async (browser: PlainBrowser, path: string): Promise<Record<string, string>> =>
  hiddenFields(await (await browser.get(path)).text());

/** A browser at every form there is, with what it would post. */
const forms: Readonly<
  Record<string, () => Promise<{ browser: PlainBrowser; fields: Record<string, string> }>>
> = {
  '/login': async () => {
    const browser = plainBrowser(server);
    const { username, password } = alice;
    return { browser, fields: { ...(await fieldsOf(browser, '/login')), username, password } };
  },
  '/consent': async () => atStep({ prompt: 'consent' }, 'approve'),
  '/select-account': async () => atStep({ prompt: 'select_account' }, 'continue'),
  '/device/verify': async () => {
    const browser = await signedIn();
    return { browser, fields: { ...(await fieldsOf(browser, '/device')), user_code: 'BBBB-CCCC' } };
  },
  '/logout': async () => {
    const browser = await signedIn();
    return { browser, fields: await fieldsOf(browser, '/account/sessions') };
  },
  '/oauth/logout': async () => {
    const browser = await signedIn();
    return { browser, fields: await fieldsOf(browser, '/oauth/logout') };
  },
};

async function atStep(parameters: Record<string, string>, action: string) {
  const browser = await signedIn();
  const { address } = authorizationRequest(server, party, parameters);
  const step = (await browser.get(address)).headers.get('location') ?? '';
  return { browser, fields: { ...(await fieldsOf(browser, step)), action } };
}

describe('a form', () => {
  for (const [path, atForm] of Object.entries(forms)) {
    it(`at ${path} is taken from its own page only — security.md B-4`, async () => {
      const { browser, fields } = await atForm();
      const { csrf_token, ...bare } = fields;
      assert.ok(csrf_token);
      const stranger = await signedIn(bob);
      const strangerToken = (await fieldsOf(stranger, '/account/sessions'))['csrf_token'] ?? '';
      const forgeries: readonly (readonly [string, Record<string, string>, Record<string, string>])[] = [
        ['no token', { ...bare, csrf_token: '' }, {}],
        ['a token of another session', { ...bare, csrf_token: strangerToken }, {}],
        ['Origin: null', fields, { origin: 'null' }],
        ['a foreign origin', fields, { origin: 'https://evil.example' }],
        ['a foreign origin of the same host', fields, { origin: party.origin }],
        ['another site', fields, { 'sec-fetch-site': 'cross-site', origin: '' }],
        ['a sibling site', fields, { 'sec-fetch-site': 'same-site', origin: '' }],
      ];
      for (const [what, form, headers] of forgeries) {
        // without the field, a post to /oauth/logout is a client's request (security.md B-4) and changes nothing
        if (path === '/oauth/logout' && what === 'no token') continue;
        const response = await browser.post(path, form, headers);
        assert.equal(response.status, 403, what);
        assert.match(await response.text(), /This form is out of date|This page has another address/, what);
      }
      const genuine = await browser.post(path, fields);
      assert.notEqual(genuine.status, 403);
    });
  }
});

describe('a session id', () => {
  it('is new after sign-in, and one planted before is never taken over — security.md B-6, product.md §4 rotation', async () => {
    const planted = 'A'.repeat(43);
    const browser = plainBrowser(server, new Map([[cookieNames(server.origin).session, planted]]));
    await signInPlainly(browser, alice);
    const first = browser.cookies.get(cookieNames(server.origin).session);
    assert.ok(first && first !== planted);
    assert.equal(
      await isSignedIn(plainBrowser(server, new Map([[cookieNames(server.origin).session, planted]]))),
      false,
    );
  });

  it('is replaced by a further sign-in, and the old one is dead — protocol.md SE-2', async () => {
    const browser = await signedIn();
    const thief = browser.copy();
    assert.equal(await isSignedIn(thief), true);
    await signInPlainly(browser, alice, { path: '/login?switch=1' });
    assert.notEqual(
      browser.cookies.get(cookieNames(server.origin).session),
      thief.cookies.get(cookieNames(server.origin).session),
    );
    assert.equal(await isSignedIn(browser), true);
    assert.equal(await isSignedIn(thief), false);
  });

  it('that was copied is dead after sign-out — security.md B-6', async () => {
    const browser = await signedIn();
    const thief = browser.copy();
    await browser.post('/logout', await fieldsOf(browser, '/account/sessions'));
    assert.equal(browser.cookies.has(cookieNames(server.origin).session), false);
    assert.equal(await isSignedIn(thief), false);
  });

  it('presented twice counts as none', async () => {
    const browser = await signedIn();
    const id = browser.cookies.get(cookieNames(server.origin).session);
    const response = await fetch(`${server.origin}/account/sessions`, {
      redirect: 'manual',
      headers: {
        cookie: [id, id].map((value) => `${cookieNames(server.origin).session}=${value}`).join('; '),
        accept: 'text/html',
      },
    });
    assert.equal(response.status, 303);
  });
});

describe('sign-in', () => {
  const landing = '/account/sessions';
  const destinations: readonly (readonly [string, string])[] = [
    ['/device', '/device'],
    ['/device?user_code=BBBB-CCCC', '/device?user_code=BBBB-CCCC'],
    ['', landing],
    ['//evil.example', landing],
    ['/\\evil.example', landing],
    ['\\\\evil.example', landing],
    ['https:evil.example', landing],
    ['https://evil.example/', landing],
    ['javascript:alert(1)', landing],
    ['/..//evil.example', landing],
    ['/.//evil.example', landing],
    ['/x/..//evil.example', landing],
    ['account', landing],
    ['/logout', landing],
    ['/logout?x=1', landing],
    ['/x/../%6Cogout/', landing],
  ];
  for (const [redirect, expected] of destinations) {
    it(`leads from ${JSON.stringify(redirect)} to ${expected} — security.md B-7, protocol.md SE-5`, async () => {
      const path = `/login?redirect=${encodeURIComponent(redirect)}`;
      const fresh = plainBrowser(server);
      const shown = await signInPlainly(fresh, alice, { path });
      assert.equal(shown.headers.get('location'), expected);
      const posted = await signInPlainly(plainBrowser(server), alice, { more: { redirect } });
      assert.equal(posted.headers.get('location'), expected);
      assert.equal((await fresh.get(path)).headers.get('location'), expected); // signed in already
    });
  }

  for (const redirect of ['/\t/evil.example', '/\n/evil.example', '\t//evil.example']) {
    it(`leads nowhere from ${JSON.stringify(redirect)} — security.md B-7, protocol.md §1 U+0000–001F or U+007F after decoding, product.md S-5`, async () => {
      const path = `/login?redirect=${encodeURIComponent(redirect)}`;
      const shown = await (await signedIn()).get(path);
      assert.equal(shown.headers.get('location') ?? landing, landing);
      const posted = await signInPlainly(plainBrowser(server), alice, { more: { redirect } });
      assert.equal(posted.status, 400);
      assert.equal(posted.headers.get('location'), null);
    });
  }

  it('keeps an encoded control character on this server — security.md B-7', async () => {
    const response = await signInPlainly(plainBrowser(server), alice, { more: { redirect: '/%09/e' } });
    const location = response.headers.get('location') ?? '';
    assert.equal(new URL(location, server.origin).origin, server.origin);
  });
});

describe('sign-out', () => {
  const foreign = [
    ['an image', { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'image' }],
    ['a link on a sibling site', { 'sec-fetch-site': 'same-site', 'sec-fetch-dest': 'document' }],
    ['a browser that does not say', {}],
  ] as const;
  for (const [what, headers] of foreign) {
    it(`is not forced by ${what} — security.md B-8`, async () => {
      const browser = await signedIn();
      for (const path of ['/logout', '/oauth/logout']) {
        const response = await browser.get(path, headers);
        assert.equal(response.status, 200, path);
        assert.match(await response.text(), /Sign out\?/, path);
      }
      assert.equal(await isSignedIn(browser), true);
    });
  }

  it('happens at once when the person asks our own page for it — protocol.md LO-2, product.md S-9', async () => {
    for (const site of ['same-origin', 'none']) {
      const browser = await signedIn();
      const response = await browser.get('/logout', { 'sec-fetch-site': site });
      assert.equal(response.status, 303);
      assert.equal(response.headers.get('location'), '/login');
      assert.equal(await isSignedIn(browser), false);
    }
  });

  it('is not forced by a posted request of a client — protocol.md LO-1', async () => {
    const browser = await signedIn();
    const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    const response = await browser.post('/oauth/logout', { client_id: 'photo-album' }, headers);
    assert.equal(response.status, 303);
    const asked = await browser.get(response.headers.get('location') ?? '', {
      'sec-fetch-site': 'cross-site',
    });
    assert.match(await asked.text(), /Sign out\?/);
    assert.equal(await isSignedIn(browser), true);
  });
});
