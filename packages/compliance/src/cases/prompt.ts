import assert from 'node:assert/strict';
import type { Case } from '../run/case.ts';
import { alwaysAsks, ticketIsEnough } from '../run/facade-differences.ts';
import { expectRedirectedError, expectStoppedAt } from '../wire/authorization.ts';

// Which pages a person sees: sessions, prompt and max_age.

export const promptCases: readonly Case[] = [
  {
    name: 'a second request in the same browser needs no new sign-in',
    requirements: ['Core §3.1.2.3', 'protocol.md IN-1'],
    async run(t) {
      const { browser } = await t.authorize();
      const again = await t.authorize({ browser });
      again.code();
      assert.ok(!again.steps.includes('sign-in'));
    },
  },
  {
    name: 'prompt=none without session is login_required',
    requirements: [
      'Core §3.1.2.1',
      'Core §3.1.2.3',
      'Core §3.1.2.6',
      'protocol.md §6 prompt=none',
      'advanced.md V-22',
    ],
    async run(t) {
      const authorization = await t.authorize({ parameters: { prompt: 'none' } });
      expectRedirectedError(authorization, 'login_required');
      assert.deepEqual(authorization.steps, []);
    },
  },
  {
    name: 'prompt=none without consent is consent_required',
    requirements: ['Core §3.1.2.1', 'Core §3.1.2.4', 'Core §3.1.2.6', 'protocol.md §6 prompt=none'],
    async run(t) {
      const { browser } = await t.authorize();
      const authorization = await t.authorize({
        browser,
        client: 'never-approved',
        parameters: { prompt: 'none' },
      });
      expectRedirectedError(authorization, 'consent_required');
    },
  },
  {
    name: 'prompt=none within session and consent is answered without a page',
    requirements: ['Core §3.1.2.1', 'Core §3.1.2.4', 'protocol.md §6 prompt=none', 'advanced.md V-23'],
    async run(t) {
      const { browser } = await t.authorize();
      const silent = await t.authorize({ browser, parameters: { prompt: 'none' } });
      silent.code();
      assert.deepEqual(silent.steps, []);
    },
  },
  {
    name: 'prompt=none past max_age is login_required',
    requirements: ['Core §3.1.2.1', 'protocol.md §6 prompt=none', 'protocol.md §6 max_age'],
    async run(t) {
      const { browser } = await t.authorize();
      await new Promise((resolve) => setTimeout(resolve, 2_100));
      const parameters = { prompt: 'none', max_age: '1' };
      expectRedirectedError(await t.authorize({ browser, parameters }), 'login_required');
    },
  },
  {
    name: 'prompt=none of a public native client is never silent',
    requirements: ['RFC 8252 §8.6', 'protocol.md IN-3', 'security.md F-10', 'advanced.md SW-16'],
    needs: ['native'],
    async run(t) {
      const { browser } = await t.authorize({ client: 'native' });
      const authorization = await t.authorize({ browser, client: 'native', parameters: { prompt: 'none' } });
      expectRedirectedError(authorization, 'consent_required', 'interaction_required');
    },
  },
  {
    name: 'prompt=login signs in again and moves auth_time',
    requirements: ['Core §3.1.2.1', 'Core §3.1.2.3', 'protocol.md §6 prompt=login', 'advanced.md V-24'],
    async run(t) {
      const first = await t.authorize({ parameters: { max_age: '3600' } });
      const before = await t.idToken(await t.redeem(first));
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      const again = await t.authorize({
        browser: first.browser,
        parameters: { prompt: 'login', max_age: '3600' },
      });
      const after = await t.idToken(await t.redeem(again));
      assert.ok(again.steps.includes('sign-in'));
      assert.ok(Number(after['auth_time']) > Number(before['auth_time']));
    },
  },
  {
    name: 'prompt=login lets another user sign in',
    requirements: ['protocol.md §6 prompt=login', 'Core §3.1.2.3'],
    async run(t) {
      const { browser } = await t.authorize();
      const authorization = await t.authorize({ browser, user: 'bob', parameters: { prompt: 'login' } });
      assert.equal((await t.idToken(await t.redeem(authorization))).sub, t.user('bob').sub);
    },
  },
  {
    name: 'prompt=consent shows the consent page again',
    requirements: ['Core §3.1.2.1', 'protocol.md §6 prompt=consent'],
    async run(t) {
      const { browser } = await t.authorize();
      const again = await t.authorize({ browser, parameters: { prompt: 'consent' } });
      again.code();
      assert.deepEqual(again.steps, ['consent']);
    },
  },
  {
    name: 'prompt=select_account shows the account page',
    requirements: ['Core §3.1.2.1', 'protocol.md §6 prompt=select_account'],
    needs: ['account_choice'],
    async run(t) {
      const { browser } = await t.authorize();
      const again = await t.authorize({ browser, parameters: { prompt: 'select_account' } });
      again.code();
      assert.ok(again.steps.includes('account'));
    },
  },
  {
    name: 'the account page lets another user sign in',
    requirements: ['protocol.md §6 prompt=select_account', 'protocol.md IN-2'],
    needs: ['account_choice', 'house_rules'],
    async run(t) {
      const { browser } = await t.authorize();
      const purpose = { account: 'switch' } as const;
      const parameters = { prompt: 'select_account' };
      const authorization = await t.authorize({ browser, user: 'bob', parameters, purpose });
      assert.ok(authorization.steps.includes('sign-in'));
      assert.equal((await t.idToken(await t.redeem(authorization))).sub, t.user('bob').sub);
    },
  },
  {
    name: 'max_age=0 asks for a fresh sign-in',
    requirements: ['Core §3.1.2.1', 'protocol.md §6 max_age'],
    async run(t) {
      const { browser } = await t.authorize();
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      const again = await t.authorize({ browser, parameters: { max_age: '0' } });
      again.code();
      assert.ok(again.steps.includes('sign-in'));
    },
  },
  {
    name: 'an old sign-in within max_age is enough',
    requirements: ['Core §3.1.2.1', 'advanced.md V-25'],
    async run(t) {
      const { browser } = await t.authorize();
      const again = await t.authorize({ browser, parameters: { max_age: '600' } });
      again.code();
      assert.ok(!again.steps.includes('sign-in'));
    },
  },
  {
    name: "a client's default_max_age counts when max_age is absent",
    requirements: ['protocol.md §6 max_age', 'Core §3.1.2.1'],
    needs: ['default_max_age'],
    async run(t) {
      const { browser } = await t.authorize();
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      const again = await t.authorize({ browser, client: 'recent' });
      assert.ok(again.steps.includes('sign-in'));
    },
  },
  {
    name: 'remembered consent is not asked for again',
    requirements: ['Core §3.1.2.4', 'protocol.md IN-3', 'advanced.md SW-16'],
    differs: { facade: alwaysAsks },
    async run(t) {
      const { browser } = await t.authorize();
      assert.deepEqual((await t.authorize({ browser })).steps, []);
    },
  },
  {
    name: 'a grown scope asks for consent again',
    requirements: ['security.md F-10', 'RFC 6749 §10.2', 'protocol.md IN-3'],
    async run(t) {
      const client = 'growing';
      const { browser } = await t.authorize({ client });
      const wish = {
        browser,
        client,
        parameters: { scope: 'openid email' },
        purpose: { stopAt: 'consent' },
      } as const;
      expectStoppedAt(await t.authorize(wish), 'consent');
    },
  },
  {
    name: 'a client marked so by the administrator needs no consent',
    requirements: ['protocol.md IN-4'],
    differs: { facade: alwaysAsks },
    async run(t) {
      const authorization = await t.authorize({ client: 'trusted' });
      authorization.code();
      assert.deepEqual(authorization.steps, ['sign-in']);
    },
  },
  {
    name: 'a denial is not remembered',
    requirements: ['protocol.md IN-5'],
    async run(t) {
      const parameters = { prompt: 'consent' };
      const { browser } = await t.authorize({ parameters, purpose: { decide: 'deny' } });
      const again = await t.authorize({ browser, parameters: { prompt: 'consent' } });
      again.code();
      assert.ok(again.steps.includes('consent'));
    },
  },
  {
    name: 'a sign-in page used in another browser yields nothing',
    requirements: ['protocol.md AZ-7', 'security.md F-11'],
    differs: { facade: ticketIsEnough },
    async run(t) {
      const started = await t.authorize({ purpose: { stopAt: 'sign-in' } });
      assert.ok(started.landing.kind === 'page');
      const [form] = started.landing.forms.filter((one) =>
        one.fields.some((field) => field.type === 'password'),
      );
      assert.ok(form);
      const { username, password } = t.user();
      const stolen = await t.browser().submit(started.landing, form, { changes: { username, password } });
      assert.ok(stolen.kind === 'page' && stolen.status >= 400, 'the foreign flow went on');
    },
  },
];
