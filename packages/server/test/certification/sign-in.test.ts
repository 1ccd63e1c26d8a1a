/** What the profiles Basic, Form Post and Dynamic look at on the way through the browser (advanced.md §18). */

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { alice } from '../e2e/declarations.ts';
import { allows, entersPassword, presses, reads, signsIn } from '../e2e/person.ts';
import { type Asked, claimsOf, type Registered, startWalk, type Walk } from './walk.ts';

const enters = async (tab: Page): Promise<void> => {
  await signsIn(tab, alice);
  await allows(tab);
};
const onceMore = (tab: Page): Promise<void> => entersPassword(tab, alice.password);

describe('requests and answers of the certification profile', () => {
  let walk: Walk;
  let client: Registered;
  before(async () => {
    walk = await startWalk();
  });
  beforeEach(async () => {
    client = await walk.register();
  });
  after(() => walk.stop());

  const idTokenOf = async (asked: Asked, tab: Page, doing?: (tab: Page) => Promise<void>) => {
    const arrival = await walk.answer(tab, asked, doing);
    const { id_token = '' } = await walk.redeem(client, asked, arrival);
    return { token: id_token, claims: claimsOf(id_token) };
  };

  /** What the endpoint says to a browser that knows nobody. */
  const stranger = async (address: string) => {
    const { status, headers, body } = await walk.ask(address);
    const location = headers['location'];
    return { status, body, location: typeof location === 'string' ? new URL(location, address) : null };
  };

  it('takes parameters in any order, by GET and by POST, and those it does not know — advanced.md V-16', async () => {
    const tab = await walk.newTab();
    const more = {
      ...{ display: 'popup', ui_locales: 'se', claims_locales: 'se', login_hint: 'alice', acr_values: '9 8' },
      extra: 'foobar',
      claims: JSON.stringify({ userinfo: { name: { essential: true } } }),
      scope: 'email openid',
    };
    const asked = walk.request(client, more);
    const { access_token = '' } = await walk.redeem(client, asked, await walk.answer(tab, asked, enters));
    assert.equal(JSON.parse((await walk.userinfo(access_token)).body).name, 'Demo Marie Person');
    const posted = walk.request(client, { scope: 'openid' });
    const html = `<!doctype html><title>p</title><link rel="icon" href="data:,"><form method="post" action="${walk.metadata['authorization_endpoint']}">${[
      ...new URL(posted.address).searchParams,
    ]
      .reverse()
      .map(([name, value]) => `<input name="${name}" value="${value}">`)
      .join('')}<button>Send</button></form>`;
    walk.world.party.publish('/post', { html });
    await tab.goto(`${walk.world.party.origin}/post`);
    await presses(tab, 'Send');
    assert.ok((await walk.world.party.answer(posted)).url.searchParams.get('code'));
    await tab.context().close();
  });

  it('answers a confidential client without nonce and without PKCE, and one with PKCE — advanced.md V-17', async () => {
    const tab = await walk.newTab();
    const bare = { nonce: undefined, code_challenge: undefined, code_challenge_method: undefined };
    const asked = { ...walk.request(client, bare), verifier: undefined as never };
    assert.ok(!('nonce' in (await idTokenOf(asked, tab, enters)).claims));
    const proven = walk.request(client);
    const { claims } = await idTokenOf(proven, tab, (page) => allowsIfAsked(page));
    assert.equal(claims['nonce'], proven.nonce);
    await tab.context().close();
  });

  it('leads to registered addresses alone, with a query as it is registered — advanced.md V-18, V-26', async () => {
    const { redirectUri, origin } = walk.world.party;
    const own = `${redirectUri}?foo=bar`;
    const several = await walk.register({ redirect_uris: [own, redirectUri] });
    for (const redirect_uri of [`${origin}/other`, `${own}&more=1`, `${redirectUri}?foo=baz`, undefined]) {
      const { status, location } = await stranger(walk.request(several, { redirect_uri }).address);
      assert.deepEqual([status, location], [400, null], String(redirect_uri));
    }
    const tab = await walk.newTab();
    const { url } = await walk.answer(tab, walk.request(several, { redirect_uri: own }), enters);
    assert.equal(url.searchParams.get('foo'), 'bar');
    assert.ok(url.searchParams.get('code'));
    await tab.context().close();
  });

  it('refuses a request without response type on a page, and leads nowhere — advanced.md V-19', async () => {
    const { status, body, location } = await stranger(
      walk.request(client, { response_type: undefined }).address,
    );
    assert.deepEqual([status, location], [400, null]);
    assert.match(body, /invalid_request/);
  });

  it('asks nobody where the client wants no question — advanced.md V-22, V-23, V-27', async () => {
    const silent = walk.request(client, { prompt: 'none' });
    const { location } = await stranger(silent.address);
    assert.equal(location?.searchParams.get('error'), 'login_required');
    assert.equal(location?.searchParams.get('state'), silent.state);
    const said = location?.searchParams;
    assert.equal(said?.get('code'), null);
    assert.match(said?.get('error_description') ?? '', /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
    assert.equal(said?.get('iss'), walk.metadata['issuer']);
    const tab = await walk.newTab();
    const first = await idTokenOf(walk.request(client), tab, enters);
    for (const more of [{}, { id_token_hint: first.token }]) {
      const again = await idTokenOf(walk.request(client, { prompt: 'none', ...more }), tab);
      for (const claim of ['sub', 'auth_time']) assert.equal(again.claims[claim], first.claims[claim]);
    }
    await tab.context().close();
  });

  it('asks for the password again where the client wants that, or the sign-in is too old — advanced.md V-24, V-25', async () => {
    const tab = await walk.newTab();
    const first = await idTokenOf(walk.request(client), tab, enters);
    const young = await idTokenOf(walk.request(client, { max_age: '10000' }), tab);
    assert.equal(young.claims['auth_time'], first.claims['auth_time']);
    const later = async (parameters: Readonly<Record<string, string>>, than: unknown): Promise<unknown> => {
      await new Promise((resolve) => setTimeout(resolve, 2100)); // whole seconds
      const { claims } = await idTokenOf(walk.request(client, parameters), tab, onceMore);
      assert.ok(Number(claims['auth_time']) > Number(than));
      assert.ok(Math.abs(Number(claims['auth_time']) - Date.now() / 1000) < 60);
      return claims['auth_time'];
    };
    const renewed = await later({ prompt: 'login' }, first.claims['auth_time']);
    await later({ max_age: '1' }, renewed);
    await tab.context().close();
  });

  it('answers in the query, or in the fragment where tokens come, with the state or without — advanced.md V-26, V-28, V-29', async () => {
    const legacy = await walk.register({
      response_types: ['code', 'id_token', 'id_token token'],
      grant_types: ['authorization_code', 'implicit'],
    });
    const tab = await walk.newTab();
    const { url } = await walk.answer(tab, walk.request(legacy), enters);
    assert.equal(url.hash, '');
    assert.equal(url.searchParams.get('iss'), walk.metadata['issuer']);
    assert.match(url.searchParams.get('code') ?? '', /^[\w-]{22,}$/); // 128 bits
    const unnamed = walk.request(legacy, { state: undefined });
    await tab.goto(unnamed.address);
    await tab.waitForURL((address) => address.href.startsWith(walk.world.party.redirectUri));
    assert.equal(new URL(tab.url()).searchParams.get('state'), null);
    for (const response_type of ['id_token', 'id_token token']) {
      const asked = walk.request(legacy, {
        ...{ response_type, code_challenge: undefined, code_challenge_method: undefined },
      });
      await tab.goto(asked.address);
      if (!tab.url().startsWith(walk.world.party.redirectUri)) await allowsIfAsked(tab);
      await tab.waitForURL((address) => address.href.startsWith(walk.world.party.redirectUri));
      const said = new URLSearchParams(new URL(tab.url()).hash.slice(1));
      assert.equal(new URL(tab.url()).search, '');
      assert.equal(said.get('state'), asked.state);
      assert.equal(said.has('access_token'), response_type.includes(' '));
      const { payload } = await walk.verify(said.get('id_token') ?? '', legacy.client_id);
      assert.equal(payload['nonce'], asked.nonce);
      assert.equal('at_hash' in payload, response_type.includes(' '));
    }
    await tab.context().close();
  });

  it('posts the answer where the client wants a form, errors too — advanced.md V-30, V-27', async () => {
    const tab = await walk.newTab();
    const asked = walk.request(client, { response_mode: 'form_post' });
    const good = await walk.answer(tab, asked, enters);
    const silent = walk.request(client, { response_mode: 'form_post', prompt: 'none', max_age: '0' });
    const bad = await walk.answer(tab, silent);
    for (const { method, headers, url } of [good, bad]) {
      assert.equal(method, 'POST');
      assert.match(headers['content-type'] ?? '', /^application\/x-www-form-urlencoded\b/);
      assert.equal(url.search, '');
    }
    assert.ok(good.form.get('code'));
    assert.equal(good.form.get('state'), asked.state);
    assert.equal(bad.form.get('error'), 'login_required');
    assert.equal(bad.form.get('code'), null);
    await tab.context().close();
  });

  it('tells the client that the person said no — advanced.md V-31, V-27', async () => {
    const refused = await walk.register();
    const tab = await walk.newTab();
    const asked = walk.request(refused);
    const { url } = await walk.answer(tab, asked, async (page) => {
      await signsIn(page, alice);
      await reads(page, /^Allow .+ to use your account\?$/);
      await presses(page, 'Deny');
    });
    assert.equal(url.searchParams.get('error'), 'access_denied');
    assert.equal(url.searchParams.get('state'), asked.state);
    await tab.context().close();
  });

  /** More is asked for than before. */
  async function allowsIfAsked(tab: Page): Promise<void> {
    if (!tab.url().startsWith(walk.world.party.origin)) await allows(tab);
  }
});
