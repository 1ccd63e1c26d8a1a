import assert from 'node:assert/strict';
import { poll, startDevice, visitDevicePage } from '../conversation/device.ts';
import { publicApp, registered } from '../conversation/registration.ts';
import type { Case } from '../run/case.ts';
import { guestsHaveNoGroups } from '../run/facade-differences.ts';
import { expectError, expectStatus, stringOf } from '../wire/answer.ts';
import { expectRedirectedError } from '../wire/authorization.ts';

// What a person belongs to, and programs that read the person from the ID token alone.

const scope = 'openid profile email groups';
const byName = JSON.stringify({ userinfo: { groups: null }, id_token: { groups: null } });

export const groupCases: readonly Case[] = [
  {
    name: 'scope groups releases the groups of the person at userinfo',
    requirements: ['protocol.md UI-5', 'Core §5.4'],
    needs: ['userinfo'],
    async run(t) {
      const answer = await t.tokens({ client: 'directory', parameters: { scope } });
      const seen = await t.userinfo(stringOf(answer, 'access_token'));
      expectStatus(seen, 200);
      assert.deepEqual(seen.json['groups'], t.user().claims['groups']);
      const nobody = await t.tokens({ client: 'directory', user: 'bob', parameters: { scope } });
      const { json } = await t.userinfo(stringOf(nobody, 'access_token'));
      assert.equal(json['groups'], undefined);
    },
  },
  {
    name: 'a client set to have them finds the claims of its scopes in every ID token',
    requirements: ['protocol.md TO-4', 'Core §5.4'],
    needs: ['refresh', 'house_rules'],
    async run(t) {
      const first = await t.tokens({ client: 'directory', parameters: { scope } });
      const second = await t.refresh('directory', stringOf(first, 'refresh_token'));
      expectStatus(second, 200);
      for (const answer of [first, second]) {
        const claims = await t.idToken(answer, 'directory');
        assert.equal(claims['name'], t.user().claims['name']);
        assert.equal(claims['email'], t.user().email);
        assert.deepEqual(claims['groups'], t.user().claims['groups']);
        assert.equal(claims['phone_number'], undefined);
      }
    },
  },
  {
    name: 'a client that registered itself gets no groups, by scope or by name',
    requirements: ['protocol.md IN-6', 'clients.md §2', 'security.md T-4'],
    needs: ['registration', 'userinfo', 'claims_parameter', 'house_rules'],
    async run(t) {
      const metadata = publicApp({ scope: 'openid groups', claims_in_id_token: true });
      const { t: known, client } = await registered(t, metadata);
      assert.equal(client.scope, 'openid');
      const parameters = { scope, claims: byName };
      const answer = await known.tokens({ client: client.client_id, parameters });
      assert.equal(answer.json['scope'], 'openid profile email');
      const { json } = await t.userinfo(stringOf(answer, 'access_token'));
      const claims = await known.idToken(answer, client.client_id);
      for (const told of [json, claims]) assert.equal(told['groups'], undefined);
      assert.equal(claims['email'], undefined);
    },
  },
  {
    name: 'a client for the members of a group is theirs alone, and others hear why',
    requirements: ['product.md §8 who may use it', 'product.md §12.1 /no-access', 'RFC 6749 §4.1.2.1'],
    needs: ['refresh', 'house_rules'],
    differs: { facade: guestsHaveNoGroups },
    async run(t) {
      const client = 'members';
      const first = await t.tokens({ client });
      expectStatus(await t.refresh(client, stringOf(first, 'refresh_token')), 200);
      const refused = await t.authorize({ client, user: 'bob' });
      assert.deepEqual(refused.steps, ['sign-in', 'no-access']);
      expectRedirectedError(refused, 'access_denied');
      const { browser } = refused;
      const parameters = { prompt: 'none' };
      const silent = await t.authorize({ client, user: 'bob', browser, parameters });
      assert.deepEqual(silent.steps, []);
      expectRedirectedError(silent, 'access_denied');
    },
  },
  {
    name: 'a device of a client for the members of a group is allowed by them alone',
    requirements: ['product.md §8 who may use it', 'RFC 8628 §3.5'],
    needs: ['device', 'house_rules'],
    differs: { facade: guestsHaveNoGroups },
    async run(t) {
      const client = 'members-device';
      const started = await startDevice(t, client);
      const { steps } = await visitDevicePage(t, started, { user: 'bob' });
      assert.equal(steps.at(-1), 'no-access');
      expectError(await poll(t, started, client), 400, 'access_denied');
      const next = await startDevice(t, client);
      await visitDevicePage(t, next);
      expectStatus(await poll(t, next, client), 200);
    },
  },
];
