/** A form that went stale is shown again, filled in, and does nothing (product.md S-7). */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { cookieNames } from '../../src/accounts/cookies.ts';
import { type PlainBrowser, plainBrowser, signInPlainly } from '../e2e/plain-browser.ts';
import { ada, type ConsentWorld, codeIn, fieldsOf, follow, requestOf, startConsentWorld } from './world.ts';

let world: ConsentWorld;
before(async () => {
  world = await startConsentWorld();
});
after(() => world.server.stop());

const stale = /This form is out of date, so nothing was done/;
const halfAnHour = 1_801;

/** The browser forgets what its forms are bound to, as after clearing its cookies, and gets another one. */
function renewed(browser: PlainBrowser): PlainBrowser {
  const name = cookieNames(world.server.origin).browser;
  (browser.cookies as Map<string, string>).set(name, 'B'.repeat(43));
  return browser;
}

const checked = /<input id="remember_me"[^>]* checked>/;

describe('the sign-in form', () => {
  const atSignIn = async (browser: PlainBrowser, more = {}) =>
    fieldsOf(await (await follow(browser, requestOf('album', more))).text());

  it('keeps the name and the choice, not the password, and the application still waits', async () => {
    const browser = plainBrowser(world.server);
    const fields = await atSignIn(browser);
    const answer = await renewed(browser).post('/login', { ...fields, ...ada, remember_me: '1' });
    assert.equal(answer.status, 403);
    const page = await answer.text();
    assert.match(page, stale);
    assert.match(page, /name="username" type="text" value="ada"/);
    assert.match(page, checked);
    assert.doesNotMatch(page, new RegExp(ada.password));
    assert.match(page, /to continue to <strong>Photo Album/);
    const signedIn = await browser.post('/login', { ...fieldsOf(page), ...ada });
    assert.notEqual(codeIn(await follow(browser, signedIn.headers.get('location') ?? '')), null);
  });

  it('keeps the choice when the password was wrong, too', async () => {
    const browser = plainBrowser(world.server);
    const fields = await atSignIn(browser);
    const answer = await browser.post('/login', { ...fields, ...ada, password: 'wrong', remember_me: '1' });
    assert.equal(answer.status, 400);
    assert.match(await answer.text(), checked);
  });

  it('signs in for the same request when its time was over', async () => {
    for (const more of [{ prompt: 'login' }, {}]) {
      const browser = plainBrowser(world.server);
      const fields = await atSignIn(browser, more);
      world.clock.advance(halfAnHour);
      const signedIn = await browser.post('/login', { ...fields, ...ada });
      assert.equal(signedIn.status, 303);
      const answer = await follow(browser, signedIn.headers.get('location') ?? '');
      assert.notEqual(codeIn(answer), null, JSON.stringify(more));
    }
  });

  it('is there again after a wrong password, when its time was over', async () => {
    const browser = plainBrowser(world.server);
    const fields = await atSignIn(browser);
    world.clock.advance(halfAnHour);
    const answer = await browser.post('/login', { ...fields, ...ada, password: 'wrong' });
    assert.equal(answer.status, 400);
    const page = await answer.text();
    assert.match(page, /did not match/);
    assert.match(page, /to continue to <strong>Photo Album/);
    const signedIn = await browser.post('/login', { ...fieldsOf(page), ...ada });
    assert.notEqual(codeIn(await follow(browser, signedIn.headers.get('location') ?? '')), null);
  });
});

describe('the consent form', () => {
  const atConsent = async () => {
    const { client_id } = await world.client();
    const browser = await world.signedIn();
    return { browser, page: await (await follow(browser, requestOf(client_id))).text() };
  };
  const allow = (browser: PlainBrowser, page: string) =>
    browser.post('/consent', { ...fieldsOf(page), action: 'approve' });

  it('is shown again after another sign-in in this browser', async () => {
    const { browser, page } = await atConsent();
    await signInPlainly(browser, ada, { path: '/login?switch=1' });
    const answer = await allow(browser, page);
    assert.equal(answer.status, 403);
    const anew = await answer.text();
    assert.match(anew, stale);
    assert.match(anew, /<h1>Allow /);
    assert.notEqual(codeIn(await allow(browser, anew)), null);
  });

  it('begins again when its time was over, with nothing decided', async () => {
    const { browser, page } = await atConsent();
    world.clock.advance(halfAnHour - 60);
    await browser.get('/account');
    world.clock.advance(61);
    const answer = await allow(browser, page);
    assert.equal(answer.status, 400);
    const anew = await answer.text();
    assert.match(anew, stale);
    assert.notEqual(fieldsOf(anew)['flow'], fieldsOf(page)['flow']);
    assert.notEqual(codeIn(await allow(browser, anew)), null);
  });

  it('begins again in a browser that has forgotten what it was bound to', async () => {
    const { browser, page } = await atConsent();
    const answer = await allow(renewed(browser), page);
    assert.equal(answer.status, 403);
    const anew = await answer.text();
    assert.match(anew, stale);
    assert.notEqual(codeIn(await allow(browser, anew)), null);
  });

  it('leads to sign-in when the session is over, with the application still waiting', async () => {
    const { browser, page } = await atConsent();
    await browser.post('/logout', fieldsOf(await (await browser.get('/account')).text()));
    const answer = await allow(browser, page);
    assert.equal(answer.status, 303);
    assert.match(answer.headers.get('location') ?? '', /^\/login\?flow=/);
  });

  it('is a no where it said no, also once the client was allowed elsewhere', async () => {
    const { client_id } = await world.client();
    const browser = await world.signedIn();
    const open = async () => fieldsOf(await (await follow(browser, requestOf(client_id))).text());
    const [first, second, third] = [await open(), await open(), await open()];
    assert.notEqual(codeIn(await browser.post('/consent', { ...third, action: 'approve' })), null);
    const stale = await browser.post('/consent', { ...first, csrf_token: 'A'.repeat(43), action: 'deny' });
    assert.match(stale.headers.get('location') ?? '', /error=access_denied/);
    world.clock.advance(halfAnHour - 60);
    await browser.get('/account');
    world.clock.advance(61);
    const late = await browser.post('/consent', { ...second, action: 'deny' });
    assert.equal(late.status, 400);
    assert.match(await late.text(), /Start again from the application/);
  });

  it('that was answered before is over, however old it is', async () => {
    const { browser, page } = await atConsent();
    await allow(browser, page);
    world.clock.advance(60);
    const answer = await allow(browser, page);
    assert.equal(answer.status, 400);
    assert.match(await answer.text(), /Start again from the application/);
  });
});

describe('other forms', () => {
  it('keep the code of a device, and want it entered again', async () => {
    const browser = await world.signedIn();
    const fields = fieldsOf(await (await browser.get('/device')).text());
    await signInPlainly(browser, ada, { path: '/login?switch=1' });
    for (const action of [{}, { action: 'approve' }]) {
      const answer = await browser.post('/device/verify', { ...fields, user_code: 'BBBB-CCCC', ...action });
      assert.equal(answer.status, 403);
      const page = await answer.text();
      assert.match(page, stale);
      assert.match(page, /name="user_code" type="text" value="BBBB-CCCC"/);
    }
  });

  it('ask again before anything ends', async () => {
    const browser = await world.signedIn();
    const paths = ['/account/sessions/revoke-all', '/account/browsers/end-others'];
    const forms = await Promise.all(
      paths.map(async (path) => [path, fieldsOf(await (await browser.get(path)).text())] as const),
    );
    await signInPlainly(browser, ada, { path: '/login?switch=1' });
    for (const [path, fields] of forms) {
      const answer = await browser.post(path, fields);
      assert.equal(answer.status, 403, path);
      const page = await answer.text();
      assert.match(page, stale);
      const done = await browser.post(path, fieldsOf(page));
      assert.equal(done.status, 303, path);
    }
  });

  it('sign nobody out, and ask again', async () => {
    const browser = await world.signedIn();
    const fields = fieldsOf(await (await browser.get('/oauth/logout')).text());
    await signInPlainly(browser, ada, { path: '/login?switch=1' });
    for (const path of ['/logout', '/oauth/logout']) {
      const answer = await browser.post(path, fields);
      assert.equal(answer.status, 403, path);
      const page = await answer.text();
      assert.match(page, stale);
      assert.match(page, /<h1>Sign out\?/);
      assert.equal((await browser.get('/account')).status, 200, path);
    }
  });
});
