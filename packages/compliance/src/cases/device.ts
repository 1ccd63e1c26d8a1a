import assert from 'node:assert/strict';
import { poll, startDevice, visitDevicePage } from '../conversation/device.ts';
import type { Case } from '../run/case.ts';
import { onePage } from '../run/facade-differences.ts';
import { DEVICE_GRANT } from '../setup/fixtures.ts';
import {
  expectError,
  expectErrorOneOf,
  expectHeader,
  expectStatus,
  integerOf,
  send,
  stringOf,
} from '../wire/answer.ts';
import { stepsOf } from '../wire/walk.ts';
import { waitingCases } from './waiting.ts';

const needs: Case['needs'] = ['device'];

const start: readonly Case[] = [
  {
    name: 'a device authorization answer has the six members',
    requirements: ['RFC 8628 §3.2', 'protocol.md DV-1', 'protocol.md CL-3'],
    needs,
    async run(t) {
      const answer = await startDevice(t);
      for (const member of ['device_code', 'user_code', 'verification_uri']) stringOf(answer, member);
      assert.ok(integerOf(answer, 'expires_in') > 0);
      assert.equal(integerOf(answer, 'interval'), 5);
      const complete = new URL(stringOf(answer, 'verification_uri_complete'));
      assert.ok(complete.href.startsWith(stringOf(answer, 'verification_uri')));
      assert.equal(complete.searchParams.get('user_code'), stringOf(answer, 'user_code'));
    },
    differs: {
      reference: {
        reason: 'it leaves out interval, whose default is five seconds',
        seen: /no integer "interval"/,
      },
    },
  },
  {
    name: 'a device authorization answer is JSON that nobody caches',
    requirements: ['RFC 8628 §3.2', 'protocol.md G-6'],
    needs,
    async run(t) {
      const answer = await startDevice(t);
      expectHeader(answer, 'content-type', /^application\/json\b/);
      expectHeader(answer, 'cache-control', /no-store/);
    },
  },
  {
    name: 'a user code has two groups of four characters without vowels and look-alikes',
    requirements: ['RFC 8628 §6.1', 'RFC 8628 §5.1', 'protocol.md §2 device code'],
    needs,
    async run(t) {
      assert.match(
        stringOf(await startDevice(t), 'user_code'),
        /^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/,
      );
    },
  },
  {
    name: 'a device scope the client may not have is invalid_scope',
    requirements: ['RFC 8628 §3.1', 'security.md F-16', 'protocol.md DV-1'],
    needs,
    async run(t) {
      const answer = await t.as('device', 'device_authorization_endpoint', { scope: 'openid "x"' });
      expectError(answer, 400, 'invalid_scope');
    },
  },
  {
    name: 'a client without the device grant is refused',
    requirements: ['RFC 8628 §3.1', 'protocol.md DV-1'],
    needs,
    async run(t) {
      const answer = await t.as('web', 'device_authorization_endpoint', { scope: 'openid' });
      expectErrorOneOf(answer, 400, ['unauthorized_client', 'invalid_request']);
    },
  },
  {
    name: 'a device authorization may be JSON',
    requirements: ['protocol.md §1 wrong or missing body type', 'protocol.md §3 device authorization'],
    needs: ['device', 'house_rules'],
    async run(t) {
      const answer = await send(t.endpoint('device_authorization_endpoint'), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"client_id":"device","scope":"openid"}',
      });
      expectStatus(answer, 200);
    },
  },
];

const waiting: readonly Case[] = [
  ...waitingCases({
    what: 'a device code',
    needs: ['device'],
    requirements: {
      pending: ['RFC 8628 §3.5', 'protocol.md §8.4 pending, on time'],
      tooSoon: ['RFC 8628 §3.5', 'protocol.md §8.4 pending, too soon'],
      unknown: ['RFC 6749 §5.2', 'protocol.md §8.4 unknown'],
      foreign: ['RFC 8628 §3.4', 'security.md F-8'],
    },
    other: 'device-other',
    start: startDevice,
    poll,
    pollUnknown: (t) => t.token('device', { grant_type: DEVICE_GRANT, device_code: 'gdc_unheard-of' }),
  }),
  {
    name: 'an expired device code is expired_token',
    requirements: ['RFC 8628 §3.5', 'protocol.md §8.4 denied'],
    needs,
    variant: 'strict',
    async run(t) {
      const started = await startDevice(t);
      await new Promise((resolve) => setTimeout(resolve, 3_100));
      expectError(await poll(t, started), 400, 'expired_token');
    },
  },
  {
    name: 'a missing device code is invalid_request',
    requirements: ['RFC 8628 §3.4'],
    needs,
    async run(t) {
      expectError(await t.token('device', { grant_type: DEVICE_GRANT }), 400, 'invalid_request');
    },
  },
];

const decided: readonly Case[] = [
  {
    name: 'an approved device gets its tokens at once',
    requirements: ['RFC 8628 §3.3', 'RFC 8628 §3.5', 'RFC 6749 §5.1', 'protocol.md §8.4 approved'],
    needs,
    async run(t) {
      const started = await startDevice(t);
      await poll(t, started);
      await visitDevicePage(t, started);
      const answer = await poll(t, started);
      expectStatus(answer, 200);
      stringOf(answer, 'refresh_token');
      assert.equal((await t.idToken(answer, 'device')).sub, t.user().sub);
    },
  },
  {
    name: 'a device code is redeemed once',
    requirements: ['RFC 8628 §3.5', 'security.md R-5', 'protocol.md §8.4 unknown'],
    needs,
    async run(t) {
      const started = await startDevice(t);
      await visitDevicePage(t, started);
      expectStatus(await poll(t, started), 200);
      expectError(await poll(t, started), 400, 'invalid_grant');
    },
  },
  {
    name: 'a denied device hears access_denied',
    requirements: ['RFC 8628 §3.5', 'protocol.md §8.4 denied'],
    needs,
    async run(t) {
      const started = await startDevice(t);
      await visitDevicePage(t, started, { purpose: { decide: 'deny' } });
      expectError(await poll(t, started), 400, 'access_denied');
    },
  },
  {
    name: 'a confidential device authenticates to poll',
    requirements: ['RFC 8628 §3.4', 'protocol.md CA-5', 'security.md T-1'],
    needs,
    async run(t) {
      const started = await startDevice(t, 'device-confidential');
      await visitDevicePage(t, started);
      const device_code = stringOf(started, 'device_code');
      const parameters = { grant_type: DEVICE_GRANT, device_code, client_id: 'device-confidential' };
      expectError(await t.post('token_endpoint', parameters), 401, 'invalid_client');
      expectStatus(await poll(t, started, 'device-confidential'), 200);
    },
  },
  {
    name: 'a user code is accepted in lower case without its dash',
    requirements: ['RFC 8628 §6.1', 'protocol.md DV-3'],
    needs,
    async run(t) {
      const started = await startDevice(t);
      const userCode = stringOf(started, 'user_code').toLowerCase().replace('-', ' ');
      await visitDevicePage(t, started, { purpose: { userCode } });
      expectStatus(await poll(t, started), 200);
    },
  },
  {
    name: 'the link with the code still asks before it connects the device',
    requirements: ['RFC 8628 §3.3.1', 'RFC 8628 §5.4', 'protocol.md DV-4', 'security.md F-15'],
    needs,
    async run(t) {
      const started = await startDevice(t);
      const before = await visitDevicePage(t, started, { complete: true, purpose: { stopAt: 'consent' } });
      assert.ok(before.landing.kind === 'page');
      assert.ok(stepsOf(before.landing, new URL(t.issuer).origin).includes('consent'));
      expectError(await poll(t, started), 400, 'authorization_pending');
      await visitDevicePage(t, started, { complete: true });
      expectStatus(await poll(t, started), 200);
    },
  },
  {
    name: 'the decision page shows the code the device shows',
    requirements: ['RFC 8628 §3.3.1', 'protocol.md DV-4'],
    needs,
    async run(t) {
      const started = await startDevice(t);
      const { landing } = await visitDevicePage(t, started, { purpose: { stopAt: 'consent' } });
      assert.ok(landing.kind === 'page' && landing.html.includes(stringOf(started, 'user_code')));
    },
  },
  {
    name: 'an unknown user code connects nothing',
    requirements: ['RFC 8628 §5.1', 'protocol.md DV-3'],
    needs,
    async run(t) {
      const started = await startDevice(t);
      await visitDevicePage(t, started, { purpose: { userCode: 'BBBB-BBBB' } });
      expectError(await poll(t, started), 400, 'authorization_pending');
    },
  },
  {
    name: 'an unknown and a used user code are told in the same page with status 400',
    requirements: ['protocol.md DV-3', 'security.md L-7'],
    needs: ['device', 'house_rules'],
    async run(t) {
      const used = await startDevice(t);
      await visitDevicePage(t, used);
      const after = await visitDevicePage(t, used);
      const unknown = await visitDevicePage(t, used, { purpose: { userCode: 'BBBB-BBBB' } });
      assert.ok(after.landing.kind === 'page' && unknown.landing.kind === 'page');
      assert.deepEqual([after.landing.status, unknown.landing.status], [400, 400]);
    },
  },
  {
    name: 'a decision from another session is refused',
    requirements: ['protocol.md DV-4', 'security.md F-15'],
    needs: ['device', 'house_rules'],
    differs: { facade: onePage },
    async run(t) {
      const started = await startDevice(t);
      const { landing } = await visitDevicePage(t, started, { purpose: { stopAt: 'consent' } });
      assert.ok(landing.kind === 'page');
      const form = landing.forms.find((one) => one.buttons.some((button) => button.value === 'approve'));
      const button = form?.buttons.find((one) => one.value === 'approve');
      assert.ok(form && button);
      const { browser } = await t.authorize({ user: 'bob' });
      await browser.submit(landing, form, { button });
      expectError(await poll(t, started), 400, 'authorization_pending');
    },
  },
];

export const deviceCases: readonly Case[] = [...start, ...waiting, ...decided];
