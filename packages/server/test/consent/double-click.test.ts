/** Everything that is clicked twice within a slow second gets its answer (protocol.md IN-6). */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type PlainBrowser, plainBrowser } from '../e2e/plain-browser.ts';
import {
  ada,
  type ConsentWorld,
  codeIn,
  fieldsOf,
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

const locationOf = (response: Response): string => response.headers.get('location') ?? '';

const redeem = (client_id: string, code: string) =>
  world.post('/oauth/token', {
    grant_type: 'authorization_code',
    client_id,
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
  });

async function atConsent() {
  const { client_id: client } = await world.client();
  const browser = await world.signedIn();
  const page = await (await follow(browser, requestOf(client))).text();
  const click = (action: string, from: PlainBrowser = browser) =>
    from.post('/consent', { ...fieldsOf(page), action });
  return { client, browser, click };
}

describe('Allow', () => {
  it('clicked twice leads to the client twice, with one code that is redeemed once', async () => {
    const { client, click } = await atConsent();
    const [first, second] = [await click('approve'), await click('approve')];
    assert.equal(first.status, 303);
    assert.equal(locationOf(second), locationOf(first));
    const code = codeIn(second) ?? '';
    assert.equal((await redeem(client, code)).status, 200);
    assert.equal((await redeem(client, code)).body['error'], 'invalid_grant');
  });

  it('clicked many times at once leads to one code', async () => {
    const { client, click } = await atConsent();
    const answers = await Promise.all(Array.from({ length: 10 }, () => click('approve')));
    const [location, ...others] = new Set(answers.map(locationOf));
    assert.deepEqual(others, []);
    const code = new URL(location ?? '').searchParams.get('code') ?? '';
    assert.equal((await redeem(client, code)).status, 200);
  });

  it('clicked again after ten seconds says to start again', async () => {
    const { click } = await atConsent();
    await click('approve');
    world.clock.advance(11);
    const answer = await click('approve');
    assert.equal(answer.status, 400);
    assert.match(await answer.text(), /Start again from the application/);
  });

  it('is not repeated for Deny, for a look, for a copied browser of nobody or after a sign-out', async () => {
    const { browser, click } = await atConsent();
    const first = await click('approve');
    assert.equal((await click('deny')).status, 400);
    const thief = browser.copy();
    for (const name of [...thief.cookies.keys()]) {
      if (name.includes('browser')) (thief.cookies as Map<string, string>).set(name, 'A'.repeat(43));
    }
    assert.notEqual(codeIn(await click('approve', thief)), codeIn(first));
    await browser.post('/logout', fieldsOf(await (await browser.get('/account')).text()));
    assert.equal(codeIn(await click('approve')), null);
  });
});

describe('Deny', () => {
  it('clicked twice tells the client twice', async () => {
    const { click } = await atConsent();
    const [first, second] = [await click('deny'), await click('deny')];
    assert.match(locationOf(first), /error=access_denied/);
    assert.equal(locationOf(second), locationOf(first));
    assert.equal((await click('approve')).status, 400);
  });
});

describe('the decision about a device', () => {
  for (const [action, said] of [
    ['approve', /Your device is connected/],
    ['deny', /Nothing was shared/],
  ] as const) {
    it(`clicked twice says the same twice: ${action}`, async () => {
      const { client_id } = await world.client();
      const browser = await world.signedIn();
      const { body } = await world.post('/oauth/device/code', { client_id, scope: 'openid' });
      const entry = fieldsOf(await (await browser.get('/device')).text());
      const page = await (
        await browser.post('/device/verify', { ...entry, user_code: body['user_code'] ?? '' })
      ).text();
      const click = (by: string) => browser.post('/device/verify', { ...fieldsOf(page), action: by });
      for (const answer of [await click(action), ...(await Promise.all([click(action), click(action)]))]) {
        assert.equal(answer.status, 200);
        assert.match(await answer.text(), said);
      }
      const contrary = await click(action === 'approve' ? 'deny' : 'approve');
      assert.equal(contrary.status, 400);
      assert.match(await contrary.text(), /Already answered/);
      world.clock.advance(11);
      assert.equal((await click(action)).status, 400);
    });
  }
});

describe('Sign in', () => {
  /** At the sign-in page of a request, and what its button sends. */
  async function atSignIn(browser: PlainBrowser, more = {}) {
    const page = await (await follow(browser, requestOf('album', more))).text();
    const fields = { ...fieldsOf(page), username: ada.username, password: ada.password };
    return (from = browser) => from.post('/login', fields);
  }

  it('clicked twice with prompt=login still has its code, whether or not the first answer arrived', async () => {
    for (const arrives of [true, false]) {
      const browser = await world.signedIn();
      const click = await atSignIn(browser, { prompt: 'login' });
      // the browser drops an answer that a second click overtakes, with its cookies
      const first = await click(arrives ? browser : browser.copy());
      assert.equal(first.status, 303);
      const second = await click();
      assert.equal(second.status, 303);
      const answer = await browser.get(locationOf(second));
      assert.notEqual(codeIn(answer), null, String(arrives));
    }
  });

  it('clicked twice after the first went all the way leads to the same code', async () => {
    const browser = await world.signedIn();
    const click = await atSignIn(browser, { prompt: 'login' });
    const first = await browser.get(locationOf(await click()));
    const second = await browser.get(locationOf(await click()));
    assert.notEqual(codeIn(first), null);
    assert.equal(locationOf(second), locationOf(first));
    const redeemed = await world.post('/oauth/token', {
      grant_type: 'authorization_code',
      client_id: 'album',
      client_secret: 'f3b1c5d7-92aa-4d1e-8f0b-6d1f2a3b4c5d',
      code: codeIn(second) ?? '',
      redirect_uri: redirectUri,
      code_verifier: verifier,
    });
    assert.equal(redeemed.status, 200, 'the code lives on in the session of the second click');
  });

  it('clicked twice keeps the code bound to the sign-out of the session it is in now — protocol.md LO-5', async () => {
    const browser = await world.signedIn();
    const click = await atSignIn(browser, { prompt: 'login' });
    await browser.get(locationOf(await click()));
    const code = codeIn(await browser.get(locationOf(await click()))) ?? '';
    await browser.post('/logout', fieldsOf(await (await browser.get('/account')).text()));
    const redeemed = await world.post('/oauth/token', {
      grant_type: 'authorization_code',
      client_id: 'album',
      client_secret: 'f3b1c5d7-92aa-4d1e-8f0b-6d1f2a3b4c5d',
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
    });
    assert.equal(redeemed.body['error'], 'invalid_grant');
  });

  it('clicked twice at once, from nobody or from a session, is never an error page', async () => {
    for (const browser of [await world.signedIn(), undefined]) {
      const visitor = browser ?? plainBrowser(world.server);
      const click = await atSignIn(visitor, { prompt: 'login' });
      const [one, other] = await Promise.all([click(visitor.copy()), click(visitor.copy())]);
      assert.deepEqual([one.status, other.status], [303, 303]);
      for (const answer of [one, other]) assert.match(locationOf(answer), /^\/continue\?flow=/);
    }
  });
});
