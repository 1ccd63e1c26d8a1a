/** A decision counts for what its page showed (protocol.md IN-6): whatever changes before the click asks again. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { PlainBrowser } from '../e2e/plain-browser.ts';
import { signInPlainly } from '../e2e/plain-browser.ts';
import { replace, type Told } from '../registration/client.ts';
import {
  asRegistered,
  bob,
  type ConsentWorld,
  codeIn,
  fieldsOf,
  files,
  follow,
  redirectUri,
  requestOf,
  startConsentWorld,
  verifier,
} from './world.ts';

let world: ConsentWorld;
before(async () => {
  world = await startConsentWorld();
});
after(() => world.server.stop());

const changed = /This changed while the page was open/;

type Open = { readonly told: Told; readonly browser: PlainBrowser; readonly page: string };

const atConsent = async (more: Readonly<Record<string, string>> = {}): Promise<Open> => {
  const told = await world.client();
  const browser = await world.signedIn();
  return { told, browser, page: await (await follow(browser, requestOf(told.client_id, more))).text() };
};

const decide = ({ browser, page }: Pick<Open, 'browser' | 'page'>, action: string, change = {}) =>
  browser.post('/consent', { ...fieldsOf(page), action, ...change });

const restored = { name: 'Files', scopes: JSON.stringify([scope('Read your files')]) };

function scope(description: string, change = {}) {
  return { name: 'files:read', description, isDefault: false, isRestricted: false, implies: [], ...change };
}

describe('a consent', () => {
  const rename = (change: Readonly<Record<string, unknown>>) => (open: Open) =>
    replace(world.server.origin, open.told, { ...asRegistered, ...change });
  const changes: readonly (readonly [string, (open: Open) => Promise<unknown>, Record<string, string>])[] = [
    ['a wider registered scope', rename({ scope: 'openid email phone offline_access' }), {}],
    ['another name', rename({ client_name: 'Your Bank' }), {}],
    ['another website', rename({ client_uri: 'https://bank.example/' }), {}],
    ['another privacy policy', rename({ policy_uri: 'https://bank.example/p' }), {}],
    ['other terms', rename({ tos_uri: 'https://bank.example/t' }), {}],
    ['another logo', rename({ logo_uri: 'https://bank.example/logo.png' }), {}],
    [
      'another redirect URI beside it',
      rename({ redirect_uris: [redirectUri, 'https://bank.example/cb'] }),
      {},
    ],
    ['keys', rename({ jwks_uri: 'https://bank.example/jwks' }), {}],
    ['another name of the resource', () => world.changeResource({ name: 'Everything' }), { resource: files }],
    [
      'the mark of what deletes',
      () =>
        world.changeResource({ scopes: JSON.stringify([scope('Read your files', { effect: 'deletes' })]) }),
      { resource: files, scope: 'openid files:read' },
    ],
    [
      'what a scope has come to include',
      () =>
        world.changeResource({
          scopes: JSON.stringify([
            scope('Read your files', { implies: ['files:list'] }),
            { ...scope('See the names of your files'), name: 'files:list' },
          ]),
        }),
      { resource: files, scope: 'openid files:read' },
    ],
    [
      'the words of another language',
      () =>
        world.changeResource({
          scopes: JSON.stringify([
            scope('Read your files', { descriptions: { de: 'Ihre Dateien löschen' } }),
          ]),
        }),
      { resource: files, scope: 'openid files:read' },
    ],
    [
      'other words for a scope',
      () => world.changeResource({ scopes: JSON.stringify([scope('Delete your files')]) }),
      { resource: files, scope: 'openid files:read' },
    ],
  ];
  for (const [what, change, more] of changes) {
    it(`given to a page without ${what} asks again and grants nothing`, async () => {
      const open = await atConsent(more);
      await change(open);
      for (const action of ['approve', 'deny']) {
        const answer = await decide(open, action);
        assert.equal(answer.status, 400, action);
        assert.equal(answer.headers.get('location'), null);
        const page = await answer.text();
        assert.match(page, changed);
        assert.match(page, /<h1>Allow /);
      }
      const anew = await (await decide(open, 'approve')).text();
      assert.notEqual(codeIn(await decide({ ...open, page: anew }, 'approve')), null);
      await world.changeResource(restored);
    });
  }

  it('grants what the page showed, whatever the client registers afterwards', async () => {
    const open = await atConsent();
    assert.match(open.page, /<code>openid<\/code>/);
    assert.doesNotMatch(open.page, /<code>email<\/code>/);
    const code = codeIn(await decide(open, 'approve')) ?? '';
    await replace(world.server.origin, open.told, { ...asRegistered, scope: 'openid email phone' });
    const { body } = await world.post('/oauth/token', {
      grant_type: 'authorization_code',
      client_id: open.told.client_id,
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
    });
    assert.equal(body['scope'], 'openid');
  });

  it('is not that of somebody who allowed it before and signed in meanwhile — protocol.md IN-6, product.md S-7', async () => {
    const open = await atConsent();
    const before = await world.signedIn(bob);
    const asBob = await (await follow(before, requestOf(open.told.client_id))).text();
    assert.notEqual(codeIn(await decide({ browser: before, page: asBob }, 'approve')), null);
    await signInPlainly(open.browser, bob, { path: '/login?switch=1' });
    const answer = await decide(open, 'approve');
    assert.equal(codeIn(answer), null, 'the page said that it was ada');
    assert.equal(answer.status, 403);
    const page = await answer.text();
    assert.match(page, /bob/);
    const onward = await open.browser.post('/select-account', { ...fieldsOf(page), action: 'continue' });
    assert.notEqual(codeIn(onward), null);
  });

  it('begins a request again for nobody else, once its own is over — protocol.md IN-6, product.md S-7', async () => {
    const open = await atConsent();
    const before = await world.signedIn(bob);
    const asBob = await (await follow(before, requestOf(open.told.client_id))).text();
    assert.notEqual(codeIn(await decide({ browser: before, page: asBob }, 'approve')), null);
    await decide(open, 'deny');
    await signInPlainly(open.browser, bob, { path: '/login?switch=1' });
    const answer = await decide(open, 'approve');
    assert.equal(codeIn(answer), null, 'the page said that it was ada');
    const page = await answer.text();
    assert.match(page, /bob/);
    const onward = await open.browser.post('/select-account', { ...fieldsOf(page), action: 'continue' });
    assert.notEqual(codeIn(onward), null);
  });

  it('is not that of the person who signed in meanwhile in another tab', async () => {
    const open = await atConsent();
    await signInPlainly(open.browser, bob, { path: '/login?switch=1' });
    const answer = await decide(open, 'approve');
    assert.equal(answer.status, 403);
    const page = await answer.text();
    assert.match(page, /This form is out of date/);
    assert.match(page, />bob</);
    assert.doesNotMatch(page, />ada</);
    assert.notEqual(codeIn(await decide({ ...open, page }, 'approve')), null);
  });

  const forgeries: readonly (readonly [string, Record<string, string>, number])[] = [
    ['csrf_token', { csrf_token: 'A'.repeat(43) }, 403],
    ['flow', { flow: 'A'.repeat(43) }, 400],
    ['shown', { shown: 'A'.repeat(43) }, 400],
    ['shown, left out', { shown: '' }, 400],
    ['action', { action: 'allow' }, 400],
  ];
  for (const [field, change, status] of forgeries) {
    it(`whose field ${field} was touched grants nothing`, async () => {
      const open = await atConsent();
      const answer = await decide(open, 'approve', change);
      assert.equal(answer.status, status);
      assert.equal(answer.headers.get('location'), null);
      assert.notEqual(codeIn(await decide(open, 'approve')), null, 'untouched, it does');
    });
  }

  it('takes nothing from the request its page carries along', async () => {
    const open = await atConsent();
    const request = requestOf(open.told.client_id, { scope: 'openid email phone' }).split('?')[1] ?? '';
    const code = codeIn(
      await decide(open, 'approve', { request, scope: 'openid email', until: '9999999999' }),
    );
    const { body } = await world.post('/oauth/token', {
      grant_type: 'authorization_code',
      client_id: open.told.client_id,
      code: code ?? '',
      redirect_uri: redirectUri,
      code_verifier: verifier,
    });
    assert.equal(body['scope'], 'openid');
  });

  it('given on the page of one tab is not that of the other', async () => {
    const open = await atConsent();
    const other = await (
      await follow(open.browser, requestOf(open.told.client_id, { scope: 'openid email' }))
    ).text();
    const { shown = '' } = fieldsOf(other);
    const mixed = await decide(open, 'approve', { shown });
    assert.equal(mixed.status, 400);
    assert.match(await mixed.text(), changed);
    assert.notEqual(codeIn(await decide({ ...open, page: other }, 'approve')), null);
    assert.notEqual(codeIn(await decide(open, 'approve')), null);
  });
});

describe('the choice of an account', () => {
  it('is asked again when the application is another one now', async () => {
    const open = await atConsent({ prompt: 'select_account' });
    assert.match(open.page, /<h1>Choose an account/);
    await replace(world.server.origin, open.told, { ...asRegistered, client_name: 'Your Bank' });
    const choose = (page: string) =>
      open.browser.post('/select-account', { ...fieldsOf(page), action: 'continue' });
    const answer = await choose(open.page);
    assert.equal(answer.status, 400);
    const page = await answer.text();
    assert.match(page, changed);
    assert.match(page, /Your Bank/);
    assert.match((await choose(page)).headers.get('location') ?? '', /^\/consent\?/);
  });
});

describe('the decision about a device', () => {
  const waiting = async () => {
    const told = await world.client();
    const browser = await world.signedIn();
    const { body } = await world.post('/oauth/device/code', {
      client_id: told.client_id,
      scope: 'openid files:read',
      resource: files,
    });
    const userCode = body['user_code'] ?? '';
    const entry = fieldsOf(await (await browser.get('/device')).text());
    const page = await (await browser.post('/device/verify', { ...entry, user_code: userCode })).text();
    return { told, browser, page, userCode };
  };
  const decideDevice = (browser: PlainBrowser, page: string, action: string, change = {}) =>
    browser.post('/device/verify', { ...fieldsOf(page), action, ...change });

  const changes: readonly (readonly [string, (told: Told) => Promise<unknown>])[] = [
    ['client', (told) => replace(world.server.origin, told, { ...asRegistered, client_name: 'Your Bank' })],
    [
      'terms',
      (told) => replace(world.server.origin, told, { ...asRegistered, tos_uri: 'https://b.example/' }),
    ],
    ['resource', () => world.changeResource({ name: 'Everything' })],
    ['words', () => world.changeResource({ scopes: JSON.stringify([scope('Delete your files')]) })],
  ];
  for (const [what, change] of changes) {
    it(`is asked again when the ${what} changed`, async () => {
      const { told, browser, page } = await waiting();
      await change(told);
      for (const action of ['approve', 'deny']) {
        const answer = await decideDevice(browser, page, action);
        assert.equal(answer.status, 400);
        assert.match(await answer.text(), changed);
      }
      const anew = await (await decideDevice(browser, page, 'approve')).text();
      assert.match(await (await decideDevice(browser, anew, 'approve')).text(), /Your device is connected/);
      await world.changeResource(restored);
    });
  }

  it('is none for the page of another code', async () => {
    const [one, other] = [await waiting(), await waiting()];
    const { shown = '' } = fieldsOf(other.page);
    assert.equal((await decideDevice(one.browser, one.page, 'approve', { shown })).status, 400);
    const mixed = await decideDevice(one.browser, one.page, 'approve', { user_code: other.userCode });
    assert.equal(mixed.status, 400);
    assert.equal((await decideDevice(one.browser, one.page, 'approve')).status, 200);
  });
});

describe('a sign-out that is asked about', () => {
  it('counts for the application its page named', async () => {
    const told = await world.client();
    const browser = await world.signedIn();
    const page = await (await browser.get(`/oauth/logout?client_id=${told.client_id}`)).text();
    assert.match(page, /Reading List/);
    await replace(world.server.origin, told, { ...asRegistered, client_name: 'Your Bank' });
    const answer = await browser.post('/oauth/logout', fieldsOf(page));
    assert.equal(answer.status, 400);
    const anew = await answer.text();
    assert.match(anew, changed);
    assert.match(anew, /Your Bank/);
    assert.equal((await browser.get('/account')).status, 200);
    assert.match(await (await browser.post('/oauth/logout', fieldsOf(anew))).text(), /You are signed out/);
    assert.equal((await browser.get('/account')).status, 303);
  });
});
