import assert from 'node:assert/strict';
import type { Case } from '../run/case.ts';
import { DEVICE_GRANT } from '../setup/fixtures.ts';
import { expectError } from '../wire/answer.ts';
import { expectErrorPage, expectRedirectedError } from '../wire/authorization.ts';
import type { Parameters } from '../wire/parameters.ts';

// protocol.md §1: how long a value may be, and what answers one that is longer.

const differs: Case['differs'] = {
  reference: {
    reason: 'it sets no limits of its own on values',
    seen: /without error|invalid_grant|access_denied/,
  },
};

// Any value may be asked for, so nothing but its depth is wrong with it
const nested = `{"userinfo":{"name":{"value":${'['.repeat(6)}${']'.repeat(6)}}}}`;

const answered: readonly (readonly [string, Parameters, string])[] = [
  ['a login_hint of 321 characters', { login_hint: 'l'.repeat(321) }, 'invalid_request'],
  ['acr_values of 1025 characters', { acr_values: 'a'.repeat(1025) }, 'invalid_request'],
  ['claims of 8193 characters', { claims: `{"userinfo":{}}${' '.repeat(8178)}` }, 'invalid_request'],
  ['a scope of 4097 characters', { scope: `openid ${'s'.repeat(4090)}` }, 'invalid_scope'],
  [
    'a scope of 101 values',
    { scope: `openid ${Array.from({ length: 100 }, (_, i) => `s${i}`).join(' ')}` },
    'invalid_scope',
  ],
];

const authorization: readonly Case[] = answered.map(([what, parameters, error]) => ({
  name: `${what} is ${error}`,
  requirements: ['protocol.md §1 value over its limit'],
  differs,
  async run(t) {
    expectRedirectedError(await t.authorize({ parameters }), error);
  },
}));

const tokens: readonly (readonly [string, string, Parameters])[] = [
  ['code', 'web', { grant_type: 'authorization_code', redirect_uri: 'https://client.example/cb' }],
  ['refresh_token', 'web', { grant_type: 'refresh_token' }],
  ['device_code', 'device', { grant_type: DEVICE_GRANT }],
];

const credentials: readonly Case[] = tokens.map(([name, client, parameters]) => ({
  name: `a ${name} of 513 characters is invalid_request`,
  requirements: ['protocol.md §1 value over its limit'],
  differs,
  async run(t) {
    expectError(await t.token(client, { ...parameters, [name]: 'x'.repeat(513) }), 400, 'invalid_request');
  },
}));

export const limitCases: readonly Case[] = [
  ...authorization,
  ...credentials,
  {
    name: 'claims nested deeper than eight levels are invalid_request',
    requirements: ['protocol.md §1 body > 64 KiB'],
    differs,
    async run(t) {
      expectRedirectedError(await t.authorize({ parameters: { claims: nested } }), 'invalid_request');
    },
  },
  {
    name: 'a state of 4097 characters is invalid_request and still echoed',
    requirements: ['protocol.md §1 value over its limit'],
    differs,
    async run(t) {
      const state = 's'.repeat(4097);
      const { response, ...rest } = await t.authorize({ parameters: { state } });
      expectRedirectedError({ ...rest, response }, 'invalid_request');
      assert.equal(response.get('state'), state);
    },
  },
  {
    name: 'more than ten resources are invalid_target',
    requirements: ['protocol.md §1 value over its limit'],
    needs: ['resource'],
    async run(t) {
      const resource = Array.from({ length: 11 }, (_, i) => `https://r${i}.example/`);
      expectRedirectedError(await t.authorize({ parameters: { resource } }), 'invalid_target');
    },
  },
  {
    name: 'a client_id of 2049 characters is refused on a page',
    requirements: ['protocol.md §1 value over its limit'],
    async run(t) {
      expectErrorPage(await t.authorize({ parameters: { client_id: 'c'.repeat(2049) } }));
    },
  },
  {
    name: 'a redirect_uri of 2049 characters is refused on a page',
    requirements: ['protocol.md §1 value over its limit'],
    async run(t) {
      const redirect_uri = `https://client.example/${'r'.repeat(2026)}`;
      expectErrorPage(await t.authorize({ parameters: { redirect_uri } }), redirect_uri);
    },
  },
];
