import assert from 'node:assert/strict';
import { startDevice, visitDevicePage } from '../conversation/device.ts';
import type { Case } from '../run/case.ts';
import { saysLessOnPage } from '../run/facade-differences.ts';
import { API, DEVICE_GRANT, FILES, PAYMENT, SLASH, TRANSFER } from '../setup/fixtures.ts';
import { expectError, expectStatus, stringOf } from '../wire/answer.ts';
import { expectRedirectedError } from '../wire/authorization.ts';
import type { Parameters } from '../wire/parameters.ts';

// RFC 9396 and advanced.md §8: what of the details that were asked for is granted, where it counts, and how a person sees it.

const needs: Case['needs'] = ['rich_authorization_requests', 'house_rules'];

const payment = (amount: string) => ({ type: PAYMENT, amount });
const transfer = (file: string, ...locations: readonly string[]) => ({ type: TRANSFER, file, locations });
const asking = (...details: readonly unknown[]): Parameters => ({
  authorization_details: JSON.stringify(details),
});

const refusals: readonly Case[] = (
  [
    ['at a place that is none of its type', { ...asking(transfer('a', SLASH)), resource: SLASH }],
    ['at a place the request does not name', { ...asking(transfer('a', FILES)), resource: API }],
    ['with places that are no list', asking({ type: TRANSFER, file: 'a', locations: API })],
  ] as const satisfies readonly (readonly [string, Parameters])[]
).map(
  ([what, parameters]): Case => ({
    name: `authorization details ${what} are refused`,
    requirements: ['RFC 9396 §2.2', 'RFC 9396 §5', 'advanced.md RAR-2', 'advanced.md RAR-1'],
    needs,
    async run(t) {
      expectRedirectedError(await t.authorize({ parameters }), 'invalid_authorization_details');
    },
  }),
);

export const grantedDetailsCases: readonly Case[] = [
  ...refusals,
  {
    name: 'a token carries the details that are for its audience',
    requirements: ['RFC 9396 §2.2', 'RFC 9396 §9.1', 'RFC 9396 §9.2', 'advanced.md RAR-5'],
    needs: [...needs, 'refresh', 'introspection', 'jwt_access_token'],
    async run(t) {
      const [here, there] = [transfer('a', API), transfer('b', FILES)];
      const scope = 'openid read';
      // Two values of one parameter are written as two (RFC 8707 §2)
      const parameters = { ...asking(here, there), scope, resource: [API, FILES] };
      const authorization = await t.authorize({ parameters });
      const first = await t.redeem(authorization, { resource: API });
      expectStatus(first, 200);
      const other = await t.refresh('web', stringOf(first, 'refresh_token'), { resource: FILES });
      expectStatus(other, 200);
      for (const [answer, resource, detail] of [
        [first, API, here],
        [other, FILES, there],
      ] as const) {
        const token = stringOf(answer, 'access_token');
        assert.deepEqual((await t.verify(token, resource)).payload['authorization_details'], [detail]);
        const { json } = await t.as('web', 'introspection_endpoint', { token });
        assert.deepEqual(json['authorization_details'], [detail]);
      }
    },
  },
  {
    name: 'a code may be redeemed for fewer of the details, and for no other ones',
    requirements: ['RFC 9396 §6', 'advanced.md RAR-4', 'advanced.md RAR-2'],
    needs,
    async run(t) {
      const details = [payment('11.00'), payment('12.00')];
      const parameters = { ...asking(...details), resource: API };
      const other = await t.authorize({ parameters });
      const more = asking(payment('99.00'));
      expectError(await t.redeem(other, more), 400, 'invalid_authorization_details');
      const answer = await t.redeem(await t.authorize({ parameters }), asking(details[1]));
      expectStatus(answer, 200);
      assert.deepEqual(answer.json['authorization_details'], [details[1]]);
    },
  },
  {
    name: 'a device gets the details that its person allowed',
    requirements: ['RFC 9396 §3', 'RFC 9396 §7', 'advanced.md RAR-2', 'advanced.md RAR-4'],
    needs: [...needs, 'device'],
    async run(t) {
      const started = await startDevice(t, 'device', {
        ...asking(payment('13.00')),
        resource: API,
        scope: 'openid read',
      });
      await visitDevicePage(t, started);
      const answer = await t.token('device', {
        grant_type: DEVICE_GRANT,
        device_code: stringOf(started, 'device_code'),
      });
      expectStatus(answer, 200);
      assert.deepEqual(answer.json['authorization_details'], [payment('13.00')]);
    },
  },
  {
    name: 'a person reads every value of every object, and nothing of it is markup',
    requirements: ['RFC 9396 §3.1', 'advanced.md RAR-3', 'advanced.md RAR-1'],
    needs,
    differs: { facade: saysLessOnPage },
    async run(t) {
      const parameters = {
        ...asking(payment('<b>14</b>'), transfer('plan.pdf', API)),
        ...{ resource: API, prompt: 'consent' },
      };
      const { landing } = await t.authorize({ parameters, purpose: { stopAt: 'consent' } });
      assert.ok(landing.kind === 'page');
      for (const said of ['Pay an amount', '&lt;b&gt;14&lt;/b&gt;', 'Move a file', 'The file', 'plan.pdf'])
        assert.ok(landing.html.includes(said), `${said} is not on the page`);
      assert.ok(!landing.html.includes('<b>14</b>'));
    },
  },
  {
    name: 'a person ticks objects off, and with them a resource that nothing else was for',
    requirements: ['RFC 9396 §7', 'advanced.md RAR-3', 'advanced.md RAR-4'],
    needs: [...needs, 'jwt_access_token', 'refresh'],
    differs: { facade: saysLessOnPage },
    async run(t) {
      const [kept, dropped] = [{ ...payment('15.00'), locations: [API] }, transfer('gone.pdf', FILES)];
      // The places of the objects say what the tokens are for
      const parameters = { scope: 'openid', prompt: 'consent', ...asking(kept, dropped) };
      const wish = { client: 'other', parameters };
      const authorization = await t.authorize({ ...wish, purpose: { entries: { detail_1: undefined } } });
      const answer = await t.redeem(authorization);
      expectStatus(answer, 200);
      assert.deepEqual(answer.json['authorization_details'], [kept]);
      assert.equal((await t.verify(stringOf(answer, 'access_token'))).payload.aud, API);
      const refresh = stringOf(answer, 'refresh_token');
      expectError(await t.refresh('other', refresh, { resource: FILES }), 400, 'invalid_target');
      const whole = await t.redeem(await t.authorize(wish));
      assert.deepEqual((await t.verify(stringOf(whole, 'access_token'))).payload.aud, [API, FILES]);
    },
  },
];
