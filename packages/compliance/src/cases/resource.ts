import assert from 'node:assert/strict';
import { poll, startDevice, visitDevicePage } from '../conversation/device.ts';
import type { Case } from '../run/case.ts';
import { API, FILES } from '../setup/fixtures.ts';
import { expectError, expectStatus, stringOf } from '../wire/answer.ts';
import { expectRedirectedError } from '../wire/authorization.ts';

const needs: Case['needs'] = ['resource'];
const readApi = { scope: 'openid read', resource: API };

const refusedTargets: readonly (readonly [string, string])[] = [
  ['an unknown resource', 'https://unheard-of.example/'],
  ['a relative resource', '/v1'],
  ['a resource with a fragment', `${API}#x`],
  ['a resource with an added path', `${API}/deeper`],
  ['a resource with user information', 'https://x@api.example/v1'],
];

const refusals: readonly Case[] = refusedTargets.flatMap(([what, resource]): Case[] => [
  {
    name: `${what} is invalid_target at the authorization endpoint`,
    requirements: ['RFC 8707 §2', 'RFC 8707 §2.1', 'protocol.md RI-1', 'protocol.md §5 resource'],
    needs,
    async run(t) {
      expectRedirectedError(await t.authorize({ parameters: { ...readApi, resource } }), 'invalid_target');
    },
  },
  {
    name: `${what} is invalid_target at the token endpoint`,
    requirements: ['RFC 8707 §2', 'RFC 8707 §2.2', 'protocol.md RI-1'],
    needs: ['resource', 'client_credentials'],
    async run(t) {
      const answer = await t.token('machine', { grant_type: 'client_credentials', scope: 'read', resource });
      expectError(answer, 400, 'invalid_target');
    },
  },
]);

export const resourceCases: readonly Case[] = [
  ...refusals,
  {
    name: 'the audience is the requested resource',
    requirements: [
      'RFC 8707 §2',
      'RFC 9068 §3',
      'protocol.md TO-1',
      'protocol.md RI-2',
      'clients.md §12 resource sent by clients',
    ],
    needs: ['resource', 'jwt_access_token'],
    async run(t) {
      const answer = await t.tokens({ parameters: readApi });
      assert.equal((await t.verify(stringOf(answer, 'access_token'))).payload.aud, API);
    },
  },
  {
    name: 'a resource named only at the token endpoint is invalid_target',
    requirements: ['RFC 8707 §2.2', 'protocol.md RI-3', 'protocol.md §8.1 resource'],
    needs,
    async run(t) {
      const authorization = await t.authorize({ parameters: readApi });
      expectError(await t.redeem(authorization, { resource: FILES }), 400, 'invalid_target');
    },
  },
  {
    name: 'of two granted resources the token request may choose one',
    requirements: ['RFC 8707 §2.2', 'RFC 8707 §2', 'protocol.md RI-3', 'protocol.md §8.1 resource'],
    needs: ['resource', 'jwt_access_token'],
    async run(t) {
      const parameters = { scope: 'openid read', resource: [API, FILES] };
      const authorization = await t.authorize({ parameters });
      const answer = await t.redeem(authorization, { resource: FILES });
      expectStatus(answer, 200);
      assert.equal((await t.verify(stringOf(answer, 'access_token'))).payload.aud, FILES);
    },
  },
  {
    name: 'two granted resources make an audience of two',
    requirements: ['RFC 8707 §2.2', 'protocol.md TO-1'],
    needs: ['resource', 'jwt_access_token'],
    differs: {
      reference: {
        reason: 'it issues each access token for one resource only',
        seen: /got 400 invalid_target/,
      },
    },
    async run(t) {
      const answer = await t.redeem(
        await t.authorize({ parameters: { scope: 'openid read', resource: [API, FILES] } }),
      );
      expectStatus(answer, 200);
      const { payload } = await t.verify(stringOf(answer, 'access_token'));
      assert.deepEqual([payload.aud].flat().sort(), [API, FILES].sort());
    },
  },
  {
    name: 'the other resource is still there for a refresh',
    requirements: ['RFC 8707 §2.2', 'protocol.md RF-1', 'protocol.md RI-3'],
    needs: ['resource', 'refresh', 'jwt_access_token'],
    async run(t) {
      const parameters = { scope: 'openid read', resource: [API, FILES] };
      const first = await t.redeem(await t.authorize({ parameters }), { resource: FILES });
      const second = await t.refresh('web', stringOf(first, 'refresh_token'), { resource: API });
      expectStatus(second, 200);
      assert.equal((await t.verify(stringOf(second, 'access_token'))).payload.aud, API);
    },
  },
  {
    name: 'a refresh for a resource that was not granted is invalid_target',
    requirements: ['RFC 8707 §2.2', 'security.md T-4', 'protocol.md §8.2 Parameters'],
    needs: ['resource', 'refresh'],
    async run(t) {
      const first = await t.tokens({ parameters: readApi });
      const answer = await t.refresh('web', stringOf(first, 'refresh_token'), { resource: FILES });
      expectError(answer, 400, 'invalid_target');
    },
  },
  {
    name: "a token for a resource carries that resource's scopes only",
    requirements: ['RFC 8707 §2.1', 'RFC 8707 §2.2', 'protocol.md RI-3'],
    needs: ['resource', 'jwt_access_token'],
    async run(t) {
      const parameters = { scope: 'openid read write', resource: [API, FILES] };
      const answer = await t.redeem(await t.authorize({ parameters }), { resource: FILES });
      expectStatus(answer, 200);
      const { payload } = await t.verify(stringOf(answer, 'access_token'), FILES);
      assert.ok(!String(payload['scope']).split(' ').includes('write'), 'the token may write');
    },
  },
  {
    name: 'a resource is compared after normalising host case and default port',
    requirements: ['protocol.md RI-2'],
    needs: ['resource', 'jwt_access_token'],
    differs: {
      reference: { reason: 'it leaves the comparison to the operator, here exact', seen: /invalid_target/ },
    },
    async run(t) {
      const answer = await t.tokens({ parameters: { ...readApi, resource: 'https://API.example:443/v1' } });
      assert.equal((await t.verify(stringOf(answer, 'access_token'))).payload.aud, API);
    },
  },
  {
    name: 'one trailing slash more or less still finds the resource',
    requirements: ['protocol.md RI-2'],
    needs: ['resource', 'jwt_access_token'],
    differs: {
      reference: { reason: 'it leaves the comparison to the operator, here exact', seen: /invalid_target/ },
    },
    async run(t) {
      const answer = await t.tokens({ parameters: { ...readApi, resource: `${API}/` } });
      assert.equal((await t.verify(stringOf(answer, 'access_token'))).payload.aud, API);
    },
  },
  {
    name: 'client credentials take a resource',
    requirements: ['RFC 8707 §2.2', 'protocol.md §8.3 Confidential clients only'],
    needs: ['resource', 'client_credentials', 'jwt_access_token'],
    async run(t) {
      const answer = await t.token('machine', {
        grant_type: 'client_credentials',
        scope: 'read',
        resource: API,
      });
      expectStatus(answer, 200);
      assert.equal((await t.verify(stringOf(answer, 'access_token'))).payload.aud, API);
    },
  },
  {
    name: 'a device authorization takes a resource',
    requirements: ['RFC 8707 §2.2', 'protocol.md RI-3', 'protocol.md DV-1'],
    needs: ['resource', 'device', 'jwt_access_token'],
    async run(t) {
      const started = await startDevice(t, 'device', readApi);
      await visitDevicePage(t, started);
      const answer = await poll(t, started);
      expectStatus(answer, 200);
      assert.equal((await t.verify(stringOf(answer, 'access_token'))).payload.aud, API);
    },
  },
  {
    name: 'a device authorization for an unknown resource is invalid_target',
    requirements: ['RFC 8707 §2', 'protocol.md DV-1'],
    needs: ['resource', 'device'],
    async run(t) {
      const parameters = { scope: 'openid', resource: 'https://unheard-of.example/' };
      expectError(await t.as('device', 'device_authorization_endpoint', parameters), 400, 'invalid_target');
    },
  },
];
