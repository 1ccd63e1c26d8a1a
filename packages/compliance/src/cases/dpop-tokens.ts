import assert from 'node:assert/strict';
import { decodeJwt } from 'jose';
import { startDevice, visitDevicePage } from '../conversation/device.ts';
import { KeyHolder } from '../conversation/key-holder.ts';
import { follow, PAR_ENDPOINT, requestUriOf } from '../conversation/pushed.ts';
import type { Case } from '../run/case.ts';
import { API, DEVICE_GRANT } from '../setup/fixtures.ts';
import { type Answer, expectError, expectStatus, stringOf } from '../wire/answer.ts';

// RFC 9449 §5, §6, §10 and advanced.md §6: tokens and codes that are bound to a key.

const needs: Case['needs'] = ['dpop'];

async function expectBound({ t, jkt }: KeyHolder, answer: Answer, client: string): Promise<void> {
  expectStatus(answer, 200);
  assert.equal(answer.json['token_type'], 'DPoP');
  const token = stringOf(answer, 'access_token');
  const seen = await t.as(client, 'introspection_endpoint', { token });
  assert.deepEqual(seen.json['cnf'], { jkt });
  assert.equal(seen.json['token_type'], 'DPoP');
}

function expectBoundJwt({ jkt }: KeyHolder, answer: Answer): void {
  expectStatus(answer, 200);
  assert.equal(answer.json['token_type'], 'DPoP');
  assert.deepEqual(decodeJwt(stringOf(answer, 'access_token'))['cnf'], { jkt });
}

const grants: readonly Case[] = [
  {
    name: 'a code that is redeemed with a proof becomes a token bound to its key',
    requirements: ['RFC 9449 §5', 'RFC 9449 §6.1', 'advanced.md DPO-6', 'protocol.md TK-2'],
    needs: ['dpop', 'jwt_access_token', 'resource'],
    async run(t) {
      const holder = await KeyHolder.create(t);
      const parameters = { scope: 'openid read', resource: API };
      const answer = await holder.tokens({ parameters });
      expectBoundJwt(holder, answer);
    },
  },
  {
    name: 'an opaque token is bound as any other is',
    requirements: ['RFC 9449 §6', 'RFC 9449 §6.2', 'advanced.md DPO-6'],
    needs: ['dpop', 'introspection'],
    async run(t) {
      const holder = await KeyHolder.create(t);
      await expectBound(holder, await holder.tokens({ client: 'opaque' }), 'opaque');
    },
  },
  {
    name: 'a client that acts for itself gets a bound token for a proof',
    requirements: ['RFC 9449 §5', 'advanced.md DPO-6'],
    needs: ['dpop', 'client_credentials', 'jwt_access_token', 'resource'],
    async run(t) {
      const holder = await KeyHolder.create(t, 'EdDSA');
      const asked = { grant_type: 'client_credentials', scope: 'read', resource: API };
      expectBoundJwt(holder, await holder.as('machine', asked));
    },
  },
  {
    name: 'a device gets a bound token for a proof',
    requirements: ['RFC 9449 §5', 'advanced.md DPO-6', 'advanced.md DPO-9'],
    needs: ['dpop', 'device'],
    async run(t) {
      const holder = await KeyHolder.create(t);
      const started = await startDevice(t);
      await visitDevicePage(t, started);
      const asked = { grant_type: DEVICE_GRANT, device_code: stringOf(started, 'device_code') };
      const answer = await holder.as('device', asked);
      expectStatus(answer, 200);
      assert.equal(answer.json['token_type'], 'DPoP');
    },
  },
  {
    name: 'a client of bound tokens only is refused without a proof',
    requirements: ['RFC 9449 §5.2', 'advanced.md DPO-8', 'advanced.md V-54', 'clients.md §13 DPoP'],
    needs,
    differs: {
      reference: { reason: 'it calls the grant invalid', seen: /got 400 invalid_grant/ },
    },
    async run(t) {
      const authorization = await t.authorize({ client: 'bound' });
      expectError(await t.redeem(authorization), 400, 'invalid_dpop_proof');
    },
  },
  {
    name: 'a client of bound tokens only is served with a proof',
    requirements: ['RFC 9449 §5.2', 'advanced.md DPO-8'],
    needs,
    async run(t) {
      const holder = await KeyHolder.create(t);
      const answer = await holder.tokens({ client: 'bound' });
      assert.equal(answer.json['token_type'], 'DPoP');
    },
  },
];

const codes: readonly Case[] = [
  {
    name: 'a code asked for with dpop_jkt is refused to another key',
    requirements: ['RFC 9449 §10', 'advanced.md DPO-7', 'advanced.md V-55', 'security.md X-4'],
    needs,
    async run(t) {
      const [holder, other] = [await KeyHolder.create(t), await KeyHolder.create(t)];
      const parameters = { dpop_jkt: holder.jkt };
      expectError(await other.redeem(await t.authorize({ parameters })), 400, 'invalid_grant');
      expectStatus(await holder.redeem(await t.authorize({ parameters })), 200);
    },
  },
  {
    name: 'a code asked for with dpop_jkt is refused without a proof',
    requirements: ['RFC 9449 §10', 'advanced.md DPO-7'],
    needs,
    differs: { reference: { reason: 'it calls the grant invalid', seen: /got 400 invalid_grant/ } },
    async run(t) {
      const holder = await KeyHolder.create(t);
      const authorization = await t.authorize({ parameters: { dpop_jkt: holder.jkt } });
      expectError(await t.redeem(authorization), 400, 'invalid_dpop_proof');
    },
  },
  {
    name: 'a request that is pushed with a proof binds its code to the key',
    requirements: ['RFC 9449 §10.1', 'advanced.md PAR-8', 'advanced.md V-55'],
    needs: ['dpop', 'par'],
    async run(t) {
      const [holder, other] = [await KeyHolder.create(t), await KeyHolder.create(t)];
      for (const [redeemer, status] of [
        [other, 400],
        [holder, 200],
      ] as const) {
        const { parameters, verifier } = t.request('web', {});
        const answer = await holder.as('web', parameters, { endpoint: PAR_ENDPOINT });
        expectStatus(answer, 201);
        assert.ok(requestUriOf({ answer, parameters, verifier }) !== '');
        const authorization = await follow(t, { answer, parameters, verifier });
        expectStatus(await redeemer.redeem(authorization), status);
      }
    },
  },
  {
    name: 'a pushed request that names another key than its proof is refused',
    requirements: ['RFC 9449 §10.1', 'advanced.md PAR-8', 'advanced.md V-55'],
    needs: ['dpop', 'par'],
    differs: { reference: { reason: 'it calls that a malformed request', seen: /got 400 invalid_request/ } },
    async run(t) {
      const [holder, other] = [await KeyHolder.create(t), await KeyHolder.create(t)];
      const asked = t.request('web', { dpop_jkt: other.jkt }).parameters;
      expectError(await holder.as('web', asked, { endpoint: PAR_ENDPOINT }), 400, 'invalid_dpop_proof');
      const same = t.request('web', { dpop_jkt: holder.jkt }).parameters;
      expectStatus(await holder.as('web', same, { endpoint: PAR_ENDPOINT }), 201);
    },
  },
];

const refreshing: readonly Case[] = [
  {
    name: 'a refresh token of a public client is good for its key alone',
    requirements: ['RFC 9449 §5', 'advanced.md DPO-9'],
    needs: ['dpop', 'refresh'],
    async run(t) {
      const [holder, other] = [await KeyHolder.create(t), await KeyHolder.create(t)];
      const parameters = { scope: 'openid offline_access', prompt: 'consent' };
      const token = stringOf(await holder.tokens({ client: 'spa', parameters }), 'refresh_token');
      expectError(await other.refresh('spa', token), 400, 'invalid_grant');
      expectStatus(await t.refresh('spa', token), 400);
      const renewed = await holder.refresh('spa', token);
      expectStatus(renewed, 200);
      assert.equal(renewed.json['token_type'], 'DPoP');
    },
  },
  {
    name: 'a refresh token of a confidential client gives a token bound to the key that is proved now',
    requirements: ['RFC 9449 §5', 'advanced.md DPO-9', 'advanced.md V-58'],
    needs: ['dpop', 'refresh', 'introspection'],
    async run(t) {
      const [holder, other] = [await KeyHolder.create(t), await KeyHolder.create(t)];
      const parameters = { scope: 'openid offline_access', prompt: 'consent' };
      const token = stringOf(await holder.tokens({ parameters }), 'refresh_token');
      await expectBound(other, await other.refresh('web', token), 'web');
    },
  },
  {
    name: 'a refresh that is repeated in time with a new proof gets the same token, with another key none',
    requirements: ['protocol.md RF-3', 'advanced.md DPO-9'],
    needs: ['dpop', 'refresh', 'grace'],
    async run(t) {
      const [holder, other] = [await KeyHolder.create(t), await KeyHolder.create(t)];
      const token = stringOf(
        await holder.tokens({ parameters: { scope: 'openid offline_access' } }),
        'refresh_token',
      );
      const first = await holder.refresh('web', token);
      const again = await holder.refresh('web', token);
      assert.equal(stringOf(again, 'access_token'), stringOf(first, 'access_token'));
      expectError(await other.refresh('web', token), 400, 'invalid_grant');
      expectStatus(await holder.refresh('web', stringOf(first, 'refresh_token')), 200);
    },
  },
];

export const dpopTokenCases: readonly Case[] = [...grants, ...codes, ...refreshing];
