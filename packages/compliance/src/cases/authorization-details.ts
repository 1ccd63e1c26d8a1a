import assert from 'node:assert/strict';
import { push } from '../conversation/pushed.ts';
import type { Case } from '../run/case.ts';
import { alwaysAsks } from '../run/facade-differences.ts';
import { API, DEVICE_GRANT, PAYMENT, TRANSFER } from '../setup/fixtures.ts';
import { expectError, expectStatus, stringOf } from '../wire/answer.ts';
import { expectRedirectedError } from '../wire/authorization.ts';

// RFC 9396: rights that no scope can say, object by object.

const needs: Case['needs'] = ['rich_authorization_requests'];

const payment = (amount: string) => ({ type: PAYMENT, amount });
const asking = (...details: readonly unknown[]) => ({ authorization_details: JSON.stringify(details) });
/** For an API: some servers give no details to tokens that are for none. */
const askingAt = (...details: readonly unknown[]) => ({ ...asking(...details), resource: API });

const MALFORMED: readonly (readonly [what: string, sent: string])[] = [
  ['no JSON', '[{'],
  ['an object', JSON.stringify(payment('1.00'))],
  ['a list of texts', JSON.stringify([PAYMENT])],
  ['an object without a type', JSON.stringify([{ amount: '1.00' }])],
  ['an object of an unknown type', JSON.stringify([{ type: 'toy' }])],
  ['an object its type does not let in', JSON.stringify([{ ...payment('1.00'), more: true }])],
];

export const authorizationDetailsCases: readonly Case[] = [
  ...MALFORMED.map(
    ([what, authorization_details]): Case => ({
      name: `authorization details that are ${what} are refused`,
      requirements: ['RFC 9396 §2', 'RFC 9396 §2.1', 'RFC 9396 §5', 'advanced.md RAR-2', 'advanced.md RAR-1'],
      needs,
      async run(t) {
        expectRedirectedError(
          await t.authorize({ parameters: { authorization_details } }),
          'invalid_authorization_details',
        );
      },
    }),
  ),
  {
    name: 'details of a type that the client may not ask for are refused',
    requirements: ['RFC 9396 §10', 'RFC 9396 §5', 'advanced.md RAR-2'],
    needs,
    async run(t) {
      expectRedirectedError(
        await t.authorize({ client: 'payless', parameters: asking(payment('1.00')) }),
        'invalid_authorization_details',
      );
    },
  },
  {
    name: 'details are refused where they are pushed',
    requirements: ['RFC 9396 §5', 'advanced.md RAR-2'],
    needs: [...needs, 'par'],
    async run(t) {
      const { answer } = await push(t, 'web', asking({ type: 'toy' }));
      expectError(answer, 400, 'invalid_authorization_details');
    },
  },
  {
    name: 'the details that were granted come back in the token answer',
    requirements: ['RFC 9396 §7', 'RFC 9396 §3', 'advanced.md RAR-4', 'advanced.md V-59'],
    needs,
    async run(t) {
      const details = [payment('10.00'), payment('20.00')];
      const { json } = await t.tokens({ parameters: askingAt(...details) });
      assert.deepEqual(json['authorization_details'], details);
    },
  },
  {
    name: 'introspection tells the details of a token',
    requirements: ['RFC 9396 §9.2', 'advanced.md RAR-5'],
    needs: [...needs, 'introspection', 'house_rules'],
    async run(t) {
      const answer = await t.tokens({ parameters: askingAt(payment('30.00')) });
      const token = stringOf(answer, 'access_token');
      const { json } = await t.as('web', 'introspection_endpoint', { token });
      assert.deepEqual(json['authorization_details'], [payment('30.00')]);
    },
  },
  {
    name: 'a refresh may name fewer of the details, and no other ones',
    requirements: ['RFC 9396 §6', 'advanced.md RAR-4'],
    needs: [...needs, 'refresh'],
    async run(t) {
      const details = [payment('40.00'), payment('50.00')];
      const first = await t.tokens({ parameters: askingAt(...details) });
      const narrower = await t.refresh('web', stringOf(first, 'refresh_token'), askingAt(details[1]));
      expectStatus(narrower, 200);
      assert.deepEqual(narrower.json['authorization_details'], [details[1]]);
      const other = await t.refresh('web', stringOf(narrower, 'refresh_token'), askingAt(payment('99.00')));
      expectError(other, 400, 'invalid_authorization_details');
    },
  },
  {
    name: 'details that nobody was asked about are asked about',
    requirements: ['RFC 9396 §3.1', 'advanced.md RAR-3'],
    needs,
    async run(t) {
      const { browser } = await t.authorize({ client: 'growing', parameters: { resource: API } });
      const asked = await t.authorize({ browser, client: 'growing', parameters: askingAt(payment('60.00')) });
      asked.code();
      assert.ok(asked.steps.includes('consent'), 'new details were granted unasked');
      const silent = { ...askingAt(payment('61.00')), prompt: 'none' };
      expectRedirectedError(
        await t.authorize({ browser, client: 'growing', parameters: silent }),
        'consent_required',
        'interaction_required',
      );
    },
  },
  {
    name: 'deeply equal details that were allowed before are granted silently',
    requirements: ['advanced.md RAR-3', 'protocol.md IN-3'],
    needs: [...needs, 'house_rules'],
    differs: { facade: alwaysAsks },
    async run(t) {
      const { browser } = await t.authorize({ client: 'growing', parameters: asking(payment('70.00')) });
      const turned = { amount: '70.00', type: PAYMENT };
      const again = await t.authorize({ browser, client: 'growing', parameters: asking(turned) });
      again.code();
      assert.deepEqual(again.steps, []);
    },
  },
  {
    name: 'a JWT access token carries the details',
    requirements: ['RFC 9396 §9.1', 'advanced.md RAR-5'],
    needs: [...needs, 'jwt_access_token'],
    async run(t) {
      const answer = await t.tokens({ parameters: askingAt(payment('80.00')) });
      const { payload } = await t.verify(stringOf(answer, 'access_token'), API);
      assert.deepEqual(payload['authorization_details'], [payment('80.00')]);
    },
  },
  {
    name: 'details of a device are checked where it asks for them',
    requirements: ['RFC 9396 §3', 'advanced.md RAR-2'],
    needs: [...needs, 'device', 'house_rules'],
    async run(t) {
      const refused = await t.as('device', 'device_authorization_endpoint', {
        ...asking({ type: 'toy' }),
        scope: 'openid',
      });
      expectError(refused, 400, 'invalid_authorization_details');
      const started = await t.as('device', 'device_authorization_endpoint', {
        ...asking(payment('90.00')),
        scope: 'openid',
      });
      expectStatus(started, 200);
      const waiting = await t.token('device', {
        grant_type: DEVICE_GRANT,
        device_code: stringOf(started, 'device_code'),
      });
      expectError(waiting, 400, 'authorization_pending');
    },
  },
  {
    name: 'the metadata names the types of authorization details',
    requirements: ['RFC 9396 §10', 'advanced.md RAR-6'],
    needs,
    async run(t) {
      assert.deepEqual(t.metadata['authorization_details_types_supported'], [PAYMENT, TRANSFER]);
    },
  },
];
