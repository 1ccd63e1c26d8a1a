/** A request that another site posts: whom it belongs to, and where its errors go (protocol.md AZ-2, AZ-7). */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type PlainBrowser, plainBrowser } from '../e2e/plain-browser.ts';
import { replace } from '../registration/client.ts';
import {
  asRegistered,
  type ConsentWorld,
  codeIn,
  fieldsOf,
  follow,
  requestOf,
  startConsentWorld,
} from './world.ts';

let world: ConsentWorld;
before(async () => {
  world = await startConsentWorld();
});
after(() => world.server.stop());

const unreachable = JSON.stringify({ id_token: { acr: { essential: true, value: 'unheard-of' } } });

/** What a browser does with a form of another site: no Lax cookie goes with it, but those of the answer are kept. */
async function postedBy(browser: PlainBrowser, request: string): Promise<Response> {
  const fields = Object.fromEntries(new URLSearchParams(request.split('?')[1]));
  const crossing = plainBrowser(world.server);
  const response = await crossing.post('/oauth/authorize', fields, {
    origin: 'https://list.example',
    'sec-fetch-site': 'cross-site',
  });
  for (const [name, value] of crossing.cookies) (browser.cookies as Map<string, string>).set(name, value);
  return response;
}

describe('a posted request', () => {
  it('comes back to the browser that posted it, in its session', async () => {
    const browser = await world.signedIn();
    const { client_id } = await world.client();
    const posted = await postedBy(browser, requestOf(client_id));
    assert.equal(posted.status, 303);
    const path = posted.headers.get('location') ?? '';
    const thief = await world.signedIn();
    const stolen = await thief.get(path);
    assert.equal(stolen.status, 400);
    assert.match(await stolen.text(), /Start again from the application/);
    const page = await (await follow(browser, path)).text();
    assert.match(page, /<h1>Allow /);
    assert.equal((await thief.get(path)).status, 400, 'nor afterwards');
    assert.notEqual(codeIn(await browser.post('/consent', { ...fieldsOf(page), action: 'approve' })), null);
  });

  it('takes nothing away from what the browser has open', async () => {
    const browser = await world.signedIn();
    const { client_id } = await world.client();
    const open = await (await follow(browser, requestOf(client_id))).text();
    await postedBy(browser, requestOf(client_id));
    await browser.post(
      '/oauth/logout',
      { client_id },
      { origin: 'https://list.example', 'sec-fetch-site': 'cross-site' },
    );
    const answer = await browser.post('/consent', { ...fieldsOf(open), action: 'approve' });
    assert.notEqual(codeIn(answer), null);
  });

  it('needs no cookie of its own where the browser shows its own', async () => {
    const browser = plainBrowser(world.server);
    await browser.get('/login');
    const names = [...browser.cookies.keys()];
    const fields = Object.fromEntries(new URLSearchParams(requestOf('album').split('?')[1]));
    const posted = await browser.post('/oauth/authorize', fields);
    assert.equal(posted.status, 303);
    assert.deepEqual([...browser.cookies.keys()], names);
    assert.match(await (await follow(browser, posted.headers.get('location') ?? '')).text(), /Sign in/);
  });
});

describe('the error of a client nobody has allowed', () => {
  it('is shown and not followed, whether it came by GET or by POST — security.md F-4', async () => {
    const { client_id } = await world.client();
    const request = requestOf(client_id, { claims: unreachable });
    for (const browser of [await world.signedIn(), plainBrowser(world.server)]) {
      const posted = await postedBy(browser, request);
      for (const response of [
        await browser.get(request),
        await follow(browser, posted.headers.get('location') ?? ''),
      ]) {
        assert.equal(response.status, 400);
        assert.equal(response.headers.get('location'), null);
        const page = await response.text();
        assert.match(page, /you were not sent to <strong>list\.example<\/strong>/);
        assert.match(page, /href="https:\/\/list\.example\/cb\?error=unmet_authentication_requirements/);
      }
    }
  });

  it('is shown when the client changed while the sign-in page was open', async () => {
    const told = await world.client();
    const browser = plainBrowser(world.server);
    const toLogin = await browser.get(requestOf(told.client_id));
    await replace(world.server.origin, told, {
      ...asRegistered,
      grant_types: ['refresh_token'],
      response_types: [],
    });
    const path = toLogin.headers.get('location') ?? '';
    for (const at of [path, path.replace('/login', '/continue'), path.replace('/login', '/consent')]) {
      const response = await browser.get(at);
      assert.equal(response.headers.get('location'), null, at);
      assert.equal(response.status, 400, at);
    }
  });

  it('goes back as answers do: in a form where it asked for one — OAuth 2.0 Form Post Response Mode §2', async () => {
    const { client_id } = await world.client();
    const browser = plainBrowser(world.server);
    const request = requestOf(client_id, { claims: unreachable, response_mode: 'form_post' });
    const page = await (await browser.get(request)).text();
    assert.match(page, /<form class="stack" method="post" action="https:\/\/list\.example\/cb">/);
    const { error, state, iss } = fieldsOf(page);
    assert.deepEqual([error, state, iss], ['unmet_authentication_requirements', 's1', world.server.origin]);
    assert.doesNotMatch(page, /href="https:\/\/list\.example/);
    const fragment = requestOf(client_id, { claims: unreachable, response_mode: 'fragment' });
    assert.match(await (await browser.get(fragment)).text(), /href="https:\/\/list\.example\/cb#error=unmet/);
  });
});
