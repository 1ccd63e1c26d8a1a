import assert from 'node:assert/strict';
import type { Conversation } from '../conversation/conversation.ts';
import type { Case } from '../run/case.ts';
import { keptByBrowser, onePage, saysLessOnPage } from '../run/facade-differences.ts';
import { expectRedirectedError } from '../wire/authorization.ts';
import { Browser, type Page } from '../wire/browser.ts';
import { walk } from '../wire/walk.ts';

// protocol.md §19 and security.md §4, as far as a browser sees them.

const needs: Case['needs'] = ['house_rules'];
const COOKIE = /^(?:__Host-)?grantor_session/;

/** The consent page of a fresh sign-in, and the browser in front of it. */
async function consentPage(t: Conversation): Promise<{ page: Page; browser: Browser }> {
  const wish = { parameters: { prompt: 'consent' }, purpose: { stopAt: 'consent' } } as const;
  const { landing, browser } = await t.authorize(wish);
  assert.ok(landing.kind === 'page');
  return { page: landing, browser };
}

type Forgery = Parameters<Browser['submit']>[2];

const forgeries: readonly (readonly [string, NonNullable<Forgery>])[] = [
  ['without token', { changes: { csrf_token: undefined } }],
  ['with a foreign token', { changes: { csrf_token: 'A'.repeat(43) } }],
  ['from another origin', { headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' } }],
  ['from an opaque origin', { headers: { origin: 'null' } }],
];

const forged: readonly Case[] = forgeries.map(([what, submission]) => ({
  name: `a consent posted ${what} is 403 and decides nothing`,
  requirements: ['security.md B-4', 'security.md F-11'],
  needs,
  differs: { facade: onePage },
  async run(t) {
    const { page, browser } = await consentPage(t);
    const form = page.forms.find((one) => one.buttons.some((button) => button.value === 'approve'));
    const button = form?.buttons.find((one) => one.value === 'approve');
    assert.ok(form && button);
    const landing = await browser.submit(page, form, { ...submission, button });
    assert.ok(landing.kind === 'page', 'a forged consent was answered to the client');
    assert.equal(landing.status, 403);
  },
}));

const places = [
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  'https:evil.example',
  '/..//evil.example',
];

const redirects: readonly Case[] = places.map((place) => ({
  name: `sign-in does not send the browser to ${JSON.stringify(place)}`,
  requirements: ['protocol.md SE-5', 'security.md B-7'],
  needs,
  differs: { facade: onePage },
  async run(t) {
    const browser = t.browser();
    const first = await browser.open(`${t.issuer}/login?redirect=${encodeURIComponent(place)}`);
    // A control character may be refused before anybody signs in (protocol.md §1).
    if (first.kind === 'page' && first.status === 400) return;
    const { username, password } = t.user();
    const { landing } = await walk(browser, first, { username, password });
    assert.equal(landing.kind, 'page', 'the browser left');
    assert.ok(landing.url.pathname.startsWith('/account/'), `it is at ${landing.url.pathname}`);
  },
}));

export const browserSessionCases: readonly Case[] = [
  ...forged,
  ...redirects,
  {
    name: 'the session cookie is random, closed to scripts and bound to the site',
    requirements: ['protocol.md SE-1', 'security.md B-6'],
    needs,
    async run(t) {
      const cookie = (await t.authorize()).browser.jar.find(COOKIE);
      assert.ok(cookie);
      assert.ok(cookie.value.length >= 43);
      assert.equal(cookie.path, '/');
      assert.ok(cookie.attributes.has('httponly'));
      assert.equal(cookie.attributes.get('samesite')?.toLowerCase(), 'lax');
      assert.equal(cookie.attributes.get('domain'), undefined);
    },
  },
  {
    name: 'signing in again changes the session id and kills the old one',
    requirements: ['protocol.md SE-2', 'security.md B-6'],
    needs,
    differs: { facade: keptByBrowser },
    async run(t) {
      const { browser } = await t.authorize();
      const old = new Browser(browser.origin, browser.jar.clone());
      (await t.authorize({ browser, parameters: { prompt: 'login' } })).code();
      assert.ok(browser.jar.find(COOKIE)?.value !== old.jar.find(COOKIE)?.value, 'the id is the same');
      const replay = await t.authorize({ browser: old, parameters: { prompt: 'none' } });
      expectRedirectedError(replay, 'login_required');
    },
  },
  {
    name: 'a copied session cookie is dead after sign-out',
    requirements: ['security.md B-6', 'protocol.md SE-2'],
    needs,
    differs: { facade: keptByBrowser },
    async run(t) {
      const { browser } = await t.authorize();
      const copy = new Browser(browser.origin, browser.jar.clone());
      await browser.open(`${t.issuer}/logout`, { 'sec-fetch-site': 'same-origin' });
      const replay = await t.authorize({ browser: copy, parameters: { prompt: 'none' } });
      expectRedirectedError(replay, 'login_required');
    },
  },
  {
    name: 'our own sign-out link signs out at once',
    requirements: ['protocol.md LO-2'],
    needs,
    differs: { facade: onePage },
    async run(t) {
      const { browser } = await t.authorize();
      const landing = await browser.open(`${t.issuer}/logout`, { 'sec-fetch-site': 'same-origin' });
      assert.equal(landing.url.pathname, '/login');
      assert.equal(landing.redirects[0], 303);
    },
  },
  {
    name: 'a sign-out link on another site asks first',
    requirements: ['protocol.md LO-2', 'security.md B-8'],
    needs,
    async run(t) {
      const { browser } = await t.authorize();
      const landing = await browser.open(`${t.issuer}/logout`, { 'sec-fetch-site': 'cross-site' });
      assert.ok(landing.kind === 'page' && landing.status === 200);
      (await t.authorize({ browser, parameters: { prompt: 'none' } })).code();
    },
  },
  {
    name: 'the consent page names client, destination, scopes, user and another way out',
    requirements: ['protocol.md IN-2'],
    needs,
    differs: { facade: saysLessOnPage },
    async run(t) {
      const { html, forms } = (await consentPage(t)).page;
      for (const text of [t.client('web').client_name, 'client.example', 'alice'])
        assert.ok(html.includes(text), text);
      const values = forms.flatMap((form) => form.buttons.map((button) => button.value));
      assert.deepEqual(
        ['approve', 'deny', 'switch'].filter((value) => !values.includes(value)),
        [],
      );
    },
  },
  {
    name: 'another decision on a finished flow is refused',
    requirements: ['protocol.md AZ-7', 'security.md F-11'],
    needs,
    differs: { facade: onePage },
    async run(t) {
      const { page, browser } = await consentPage(t);
      const form = page.forms.find((one) => one.buttons.some((button) => button.value === 'approve'));
      const [allow, deny] = ['approve', 'deny'].map((value) =>
        form?.buttons.find((button) => button.value === value),
      );
      assert.ok(form && allow && deny);
      assert.equal((await browser.submit(page, form, { button: allow })).kind, 'departure');
      const again = await browser.submit(page, form, { button: deny });
      assert.ok(again.kind === 'page');
      assert.equal(again.status, 400);
    },
  },
];
