/** The person's own password, at the level of requests (product.md §12.2 `/account/password`). */

import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import { authorizationRequest, redeemCode } from '../e2e/authorization-request.ts';
import { alice, bob } from '../e2e/declarations.ts';
import { movingClock } from '../e2e/moving-clock.ts';
import { hiddenFields, type PlainBrowser, plainBrowser, signInPlainly } from '../e2e/plain-browser.ts';
import { type AccountWorld, confirms, startAccountWorld } from './world.ts';

const path = '/account/password';
const minute = 60;
const clock = movingClock();
const people = Array.from({ length: 4 }, (_, index) => ({
  username: `person-${index}`,
  password: 'a quiet harbour at night',
}));
const [first, second, third, fourth] = people;

const root = { username: 'root', password: 'nine quiet harbours', role: 'admin' } as const;

let world: AccountWorld;

before(async () => {
  world = await startAccountWorld({}, { people: [...people, root], clock });
});

after(() => world.stop());

const locationOf = (response: Response): string => response.headers.get('location') ?? '';

const changes = (browser: PlainBrowser, password: string, more: Readonly<Record<string, string>> = {}) =>
  confirms(browser, path, { new_password: password, ...more });

/** As an administrator ticks it. */
const asks = (username: string): Promise<unknown> =>
  world.server.running.database.kysely
    .updateTable('user_account')
    .set({ must_change_password_at: Math.floor(clock.now() / 1000) })
    .where('username', '=', username)
    .execute();

describe('a new password of one’s own', () => {
  it('ends every other browser, and gives this one another session id — product.md §4 ending, rotation', async () => {
    assert.ok(first);
    const browser = await world.signedIn(first);
    const elsewhere = await world.signedIn(first);
    const tokens = await world.allows(browser, 'openid offline_access');
    const name = [...browser.cookies.keys()].find((known) => known.includes('session')) ?? '';
    const id = browser.cookies.get(name);
    const thief = browser.copy();
    const changed = await changes(browser, 'seven grey lanterns');
    assert.equal(locationOf(changed), `${path}?done=password_changed`);
    assert.notEqual(browser.cookies.get(name), id);
    assert.equal((await browser.get('/account')).status, 200);
    assert.equal((await elsewhere.get('/account')).status, 303);
    assert.equal((await thief.get('/account')).status, 303);
    assert.equal(await world.refreshError(tokens['refresh_token']), undefined);
    assert.equal((await signInPlainly(plainBrowser(world.server), first)).status, 400);
    await world.signedIn({ ...first, password: 'seven grey lanterns' });
  });

  it('ends what applications hold where that is ticked — product.md §12.2 /account/password', async () => {
    assert.ok(second);
    const browser = await world.signedIn(second);
    const tokens = await world.allows(browser, 'openid offline_access');
    assert.equal((await changes(browser, 'seven grey lanterns', { end_applications: '1' })).status, 303);
    assert.equal(await world.refreshError(tokens['refresh_token']), 'invalid_grant');
    assert.equal((await browser.get('/account')).status, 200);
  });

  it('is refused beside the field when it breaks a rule — product.md S-1', async () => {
    assert.ok(third);
    const browser = await world.signedIn(third);
    for (const [password, words] of [
      ['short', /too short: it needs at least 12/],
      ['password1234', /Many people use this password/],
      [third.password, /the password you have now/],
    ] as const) {
      const refused = await changes(browser, password);
      assert.equal(refused.status, 400);
      assert.match(await refused.text(), words);
    }
  });

  it('needs a fresh sign-in, after which it is asked for again — product.md S-8, product.md §12.1 /login/confirm', async () => {
    const browser = await world.signedIn(alice);
    clock.advance(16 * minute);
    const confirm = await browser.get(path);
    assert.equal(locationOf(confirm), '/login/confirm?redirect=%2Faccount%2Fpassword');
    const page = hiddenFields(await (await browser.get(locationOf(confirm))).text());
    const confirmed = await browser.post('/login/confirm', { ...page, password: alice.password });
    assert.equal(locationOf(confirmed), path);
    assert.equal((await browser.get(path)).status, 200);
  });

  it('is not the only thing that needs one: what administrators do to people does, too — product.md S-8', async () => {
    const browser = await world.signedIn(root);
    const person = `/admin/users/${alice.sub}`;
    const sensitive = [
      '/admin/users/new',
      ...['edit', 'reset-password', 'delete'].map((end) => `${person}/${end}`),
    ];
    const forms = new Map<string, Record<string, string>>();
    for (const path of sensitive) forms.set(path, hiddenFields(await (await browser.get(path)).text()));
    clock.advance(16 * minute);
    for (const path of sensitive) {
      const confirm = `/login/confirm?redirect=${encodeURIComponent(path)}`;
      assert.equal(locationOf(await browser.get(path)), confirm);
      const sent = { ...forms.get(path), username: 'nobody', name: 'alice' };
      assert.equal(locationOf(await browser.post(path, sent)), confirm, path);
    }
    assert.equal((await browser.get(`${person}/disable`)).status, 200);
  });

  it('is found by password managers — W3C change-password URL', async () => {
    const response = await plainBrowser(world.server).get('/.well-known/change-password');
    assert.equal(response.status, 303);
    assert.equal(locationOf(response), path);
  });
});

describe('a password that somebody has to change', () => {
  it('comes first after the next sign-in, whatever page is asked for — product.md §2 must_change_password', async () => {
    assert.ok(fourth);
    const before = await world.signedIn(fourth);
    clock.advance(minute);
    await asks(fourth.username);
    assert.equal((await before.get('/account')).status, 200, 'earlier sign-ins go on');
    const browser = plainBrowser(world.server);
    const signedIn = await signInPlainly(browser, fourth, { path: '/login?redirect=/account/browsers' });
    const asked = `${path}?redirect=%2Faccount%2Fbrowsers`;
    assert.equal(locationOf(signedIn), asked);
    assert.equal(locationOf(await browser.get('/account/browsers')), asked);
    assert.equal(locationOf(await browser.get('/login')), `${path}?redirect=%2Faccount%2Fsessions`);
    const page = await (await browser.get(asked)).text();
    assert.match(page, /Your administrator asks you to choose a new password/);
    const fields = { ...hiddenFields(page), new_password: 'eight grey lanterns' };
    assert.equal(locationOf(await browser.post(path, fields)), '/account/browsers');
    assert.equal((await browser.get('/account/browsers')).status, 200);
  });

  it('keeps an application waiting, and then goes on with its request — product.md §2 must_change_password', async () => {
    await asks(bob.username);
    const browser = plainBrowser(world.server);
    const request = authorizationRequest(world.server, world.party, { prompt: 'consent' });
    const login = locationOf(await browser.get(request.address));
    const passwordFirst = locationOf(await signInPlainly(browser, bob, { path: login }));
    assert.match(passwordFirst, /^\/account\/password\?redirect=/);
    const again = locationOf(await browser.get(request.address));
    assert.match(again, /^\/account\/password\?redirect=/);
    const fields = hiddenFields(await (await browser.get(passwordFirst)).text());
    const goesOn = locationOf(await browser.post(path, { ...fields, new_password: 'nine grey lanterns' }));
    const consent = locationOf(await browser.get(goesOn));
    assert.match(consent, /^\/consent/);
    const form = hiddenFields(await (await browser.get(consent)).text());
    const answer = await browser.post('/consent', { ...form, action: 'approve' });
    const tokens = await redeemCode(world.server, new URL(locationOf(answer)), request);
    assert.ok(tokens['access_token']);
  });
});
