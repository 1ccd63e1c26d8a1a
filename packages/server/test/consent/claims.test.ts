/** Claims asked for by name, as people meet them (OpenID Connect Core §5.5, protocol.md IN-6). */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { locales, textIn } from '../../src/pages/index.ts';
import { plainBrowser } from '../e2e/plain-browser.ts';
import {
  ada,
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

const wanting = (userinfo: readonly string[]): string =>
  JSON.stringify({ userinfo: Object.fromEntries(userinfo.map((name) => [name, null])) });

const person = ['email', 'birthdate', 'address'];

describe('claims asked for by name', () => {
  it('are on the page in words of every language', async () => {
    const { client_id } = await world.client();
    const browser = await world.signedIn();
    for (const locale of locales) {
      const request = requestOf(client_id, { claims: wanting(person), ui_locales: locale });
      const page = (await (await follow(browser, request)).text()).replaceAll('&#39;', "'");
      const text = textIn(locale);
      for (const key of ['claims', 'claim_email', 'claim_birthdate', 'claim_address'] as const)
        assert.ok(page.includes(text(key)), `${locale}: ${key}`);
    }
  });

  it('are released once allowed, listed on the account page, and gone with what was allowed', async () => {
    const { client_id } = await world.client();
    const browser = await world.signedIn();
    const request = requestOf(client_id, { claims: wanting(person) });
    const page = await (await follow(browser, request)).text();
    const code = codeIn(await browser.post('/consent', { ...fieldsOf(page), action: 'approve' }));
    const { body: tokens } = await world.post('/oauth/token', {
      grant_type: 'authorization_code',
      client_id,
      code: code ?? '',
      redirect_uri: redirectUri,
      code_verifier: verifier,
    });
    const userinfo = async () =>
      (await fetch(`${world.server.origin}/oauth/userinfo`, {
        headers: { authorization: `Bearer ${tokens['access_token']}` },
      }).then((response) => response.json())) as Record<string, unknown>;
    const { sub, ...told } = await userinfo();
    assert.ok(sub);
    assert.deepEqual(told, { email: 'ada@example.org', birthdate: '1815-12-10' });

    const account = await (await browser.get('/account/authorizations')).text();
    const [card = ''] = account.split('<article').filter((part) => part.includes('birthdate'));
    assert.match(card, /What it learns about you/);
    for (const name of person) assert.match(card, new RegExp(`<code>${name}</code>`));
    assert.equal(codeIn(await follow(browser, request)) === null, false, 'it is remembered');

    const [, revoke = ''] = /href="([^"]*\/revoke)"/.exec(card) ?? [];
    const ask = fieldsOf(await (await browser.get(revoke)).text());
    assert.equal((await browser.post(revoke, ask)).status, 303);
    assert.equal((await userinfo())['error'], 'invalid_token');
    assert.match(await (await follow(browser, request)).text(), /<h1>Allow /);
  });

  it('are shown where a resource learns them, on the consent page and on the account page', async () => {
    const { client_id } = await world.client();
    const browser = await world.signedIn();
    const request = requestOf(client_id, { resource: files, scope: 'openid files:read' });
    const page = await (await follow(browser, request)).text();
    assert.match(page, /Files<\/h3>[\s\S]*Read your files[\s\S]*It learns about you: e-mail address\./);
    await browser.post('/consent', { ...fieldsOf(page), action: 'approve' });
    const account = await (await browser.get('/account/authorizations')).text();
    assert.match(account, /Files<\/h4>[\s\S]*It learns about you: e-mail address\./);
  });
});

describe('an identifier of a person in a request', () => {
  const subOf = async (): Promise<string> => {
    const { id } = await world.server.running.database.kysely
      .selectFrom('user_account')
      .select('id')
      .where('username', '=', ada.username)
      .executeTakeFirstOrThrow();
    return id;
  };

  it('tells nobody whose it is — OpenID Connect Core §5.5.1', async () => {
    const sub = await subOf();
    for (const value of [sub, 'nobody']) {
      const claims = JSON.stringify({ id_token: { sub: { value } } });
      const visitor = plainBrowser(world.server);
      const page = await (await follow(visitor, requestOf('album', { claims }))).text();
      assert.match(page, /name="username" type="text" value=""/);
      assert.doesNotMatch(page, /\bada\b/);
      const hinted = await follow(visitor, requestOf('album', { claims, login_hint: 'somebody' }));
      assert.match(await hinted.text(), /name="username" type="text" value="somebody"/);
    }
  });

  it('is said to be another than who is signed in, by the name that is theirs', async () => {
    const browser = await world.signedIn();
    const claims = JSON.stringify({ id_token: { sub: { value: 'somebody-else' } } });
    const page = await (await follow(browser, requestOf('album', { claims }))).text();
    assert.match(page, /The application asks for another account than ada\./);
    assert.match(page, /name="username" type="text" value=""/);
  });

  it('keeps the name of who is signed in and asked for again', async () => {
    const browser = await world.signedIn();
    const claims = JSON.stringify({ id_token: { sub: { value: await subOf() } } });
    const page = await (await follow(browser, requestOf('album', { claims, prompt: 'login' }))).text();
    assert.match(page, /name="username" value="ada"[^>]* readonly>/);
  });
});
