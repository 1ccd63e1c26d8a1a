import assert from 'node:assert/strict';
import { poll, startDevice, visitDevicePage } from '../conversation/device.ts';
import {
  atGrant,
  creating,
  GRANTING,
  granted,
  merging,
  ofClient,
  QUERY,
  queryGrant,
  REVOKE,
  replacing,
} from '../conversation/grants.ts';
import { follow, push, pushed } from '../conversation/pushed.ts';
import type { Case } from '../run/case.ts';
import { API, FILES, PAYMENT } from '../setup/fixtures.ts';
import { expectError, expectStatus, stringOf } from '../wire/answer.ts';
import { expectRedirectedError } from '../wire/authorization.ts';
import type { Parameters } from '../wire/parameters.ts';

// Grant Management §5.2, §6 and advanced.md §9: what a grant holds, how it comes about, and what ends with it.

const needs: Case['needs'] = ['grant_management'];

const payment = (amount: string) => ({ type: PAYMENT, amount });
const details = (...all: readonly object[]): Parameters => ({ authorization_details: JSON.stringify(all) });
const claims = (...names: readonly string[]): Parameters => ({
  claims: JSON.stringify({ userinfo: Object.fromEntries(names.map((name) => [name, null])) }),
});

export const grantContentCases: readonly Case[] = [
  {
    name: 'a grant is described by what it holds where, when it was made and changed, and by no token',
    requirements: ['Grant Management §6.4', 'advanced.md GMT-8', 'advanced.md GMT-4'],
    needs: ['grant_management', 'rich_authorization_requests', 'resource', 'claims_parameter', 'refresh'],
    async run(t) {
      const scope = { resource: API, scope: 'openid read' };
      const first = await granted(t, {
        ...creating,
        ...scope,
        ...details(payment('1.00')),
        ...claims('email'),
      });
      const id = stringOf(first, 'grant_id');
      const more = {
        resource: FILES,
        scope: 'openid read',
        ...details(payment('2.00')),
        ...claims('nickname'),
      };
      const merged = await granted(t, { ...merging(id), ...more });
      const found = await queryGrant(t, id);
      const { scopes, claims: told, authorization_details, created_at, last_updated_at } = found.json;
      const rights = scopes as readonly { readonly scope: string; readonly resource: readonly string[] }[];
      for (const resource of [API, FILES])
        assert.ok(
          rights.some((one) => one.scope.split(' ').includes('read') && one.resource.includes(resource)),
          JSON.stringify(rights),
        );
      assert.deepEqual((told as readonly string[]).toSorted(), ['email', 'nickname']);
      assert.deepEqual(authorization_details, [payment('1.00'), payment('2.00')]);
      assert.ok(Number(created_at) > 1_600_000_000 && Number(last_updated_at) >= Number(created_at));
      for (const [name, value] of [...Object.entries(first.json), ...Object.entries(merged.json)])
        if (/token$/.test(name)) assert.ok(!found.text.includes(String(value)));
      assert.deepEqual(merged.json['authorization_details'], [payment('1.00'), payment('2.00')]);
      const replaced = await granted(t, { ...replacing(id), scope: 'openid write', resource: API });
      assert.equal(replaced.json['authorization_details'], undefined);
      const after = (await queryGrant(t, id)).json;
      assert.deepEqual([after['claims'], after['authorization_details']], [[], []]);
    },
  },
  {
    name: 'what a grant held as a code is over with it, and what was ended names nothing',
    requirements: ['Grant Management §6.5', 'advanced.md GMT-9', 'advanced.md GMT-3'],
    needs,
    async run(t) {
      const id = stringOf(await granted(t, creating), 'grant_id');
      const waiting = await t.authorize({ client: GRANTING, parameters: merging(id) });
      waiting.code();
      const token = await ofClient(t, REVOKE);
      expectStatus(await atGrant(t, id, { token, method: 'DELETE' }), 204);
      expectError(await t.redeem(waiting), 400, 'invalid_grant');
      expectStatus(await atGrant(t, id, { token, method: 'DELETE' }), 404);
      const again = await t.authorize({ client: GRANTING, parameters: merging(id) });
      expectRedirectedError(again, 'invalid_grant_id');
    },
  },
  {
    name: 'a grant is ended by a token of its own that has the scope',
    requirements: ['Grant Management §6.1', 'advanced.md GMT-7'],
    needs,
    async run(t) {
      const tokens = await granted(t, { ...creating, scope: `openid ${REVOKE}` });
      const [id, token] = [stringOf(tokens, 'grant_id'), stringOf(tokens, 'access_token')];
      expectError(await atGrant(t, id, { token }), 403, 'insufficient_scope');
      expectStatus(await atGrant(t, id, { token, method: 'DELETE' }), 204);
      expectError(await atGrant(t, id, { token, method: 'DELETE' }), 401, 'invalid_token');
    },
  },
  {
    name: 'a pushed request and a device make grants, too',
    requirements: ['Grant Management §5.2', 'advanced.md GMT-1', 'advanced.md GMT-6'],
    needs: ['grant_management', 'par', 'device'],
    async run(t) {
      const sent = await pushed(t, GRANTING, creating);
      const tokens = await t.redeem(await follow(t, sent));
      stringOf(tokens, 'grant_id');
      const wrong = await push(t, GRANTING, { ...creating, grant_id: 'g' });
      expectError(wrong.answer, 400, 'invalid_request');
      const device = 'device-granting';
      const started = await startDevice(t, device, { ...creating, scope: 'openid' });
      await visitDevicePage(t, started);
      const answer = await poll(t, started, device);
      expectStatus(answer, 200);
      const querying = await ofClient(t, QUERY, device);
      expectStatus(await atGrant(t, stringOf(answer, 'grant_id'), { token: querying }), 200);
    },
  },
];
