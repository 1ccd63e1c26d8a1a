import assert from 'node:assert/strict';
import { type ClientMetadata, publicApp, register, registered } from '../conversation/registration.ts';
import type { Case } from '../run/case.ts';
import { noStatusForIt } from '../run/facade-differences.ts';
import { DEVICE_GRANT, REGISTRATION_TOKEN } from '../setup/fixtures.ts';
import { expectError, expectErrorOneOf, expectHeader, expectStatus, send } from '../wire/answer.ts';

// RFC 7591 §3: what may be sent to the registration endpoint, and by whom.

const needs: Case['needs'] = ['registration'];

const refusedBodies: readonly (readonly [string, unknown])[] = [
  ['text that is no JSON', '{"redirect_uris":'],
  ['an empty body', ''],
  ['a list', [publicApp()]],
  ['a string', '"app"'],
  ['null', 'null'],
];

const refusals: readonly Case[] = [
  ...refusedBodies.map(
    ([what, body]): Case => ({
      name: `a registration of ${what} is invalid_client_metadata`,
      requirements: [
        'RFC 7591 §3.2.2',
        'RFC 7591 §3.1',
        'clients.md §2 Request',
        'clients.md §2 invalid_client_metadata',
      ],
      needs,
      differs: {
        reference: { reason: 'it calls an unreadable body invalid_request', seen: /400 invalid_request/ },
      },
      async run(t) {
        expectError(await register(t, body), 400, 'invalid_client_metadata');
      },
    }),
  ),
  {
    name: 'a registration over 64 KiB is refused as too large',
    requirements: ['clients.md §2 invalid_request'],
    needs,
    differs: {
      reference: { reason: 'it answers 400 to what is too large', seen: /got 400 invalid_request/ },
    },
    async run(t) {
      expectError(await register(t, publicApp({ padding: 'x'.repeat(65_536) })), 413, 'invalid_request');
    },
  },
  {
    name: 'a registration of nearly 64 KiB is taken',
    requirements: ['clients.md §2 null and empty'],
    needs: ['registration', 'house_rules'],
    async run(t) {
      expectStatus(await register(t, publicApp({ padding: 'x'.repeat(65_000) })), 201);
    },
  },
  {
    name: 'without an initial access token being asked for an Authorization header is ignored',
    requirements: ['RFC 7591 §3', 'clients.md §2 invalid_token'],
    needs,
    async run(t) {
      expectStatus(await register(t, publicApp(), { authorization: 'Bearer whatever' }), 201);
    },
  },
  ...(
    [
      ['no token', {}],
      ['a wrong token', { authorization: `Bearer ${REGISTRATION_TOKEN}x` }],
      ['the token as Basic', { authorization: `Basic ${REGISTRATION_TOKEN}` }],
    ] as const
  ).map(
    ([what, headers]): Case => ({
      name: `a guarded registration with ${what} is refused with a Bearer challenge`,
      requirements: ['RFC 7591 §3', 'clients.md §2 invalid_token'],
      needs,
      variant: 'guarded',
      ...(what === 'the token as Basic'
        ? { differs: { reference: { reason: 'it calls another scheme a bad request', seen: /got 400/ } } }
        : {}),
      async run(t) {
        const answer = await register(t, publicApp(), headers);
        expectErrorOneOf(answer, 401, ['invalid_token']);
        expectHeader(answer, 'www-authenticate', /^Bearer\b/);
      },
    }),
  ),
  {
    name: 'a guarded registration with its token is taken',
    requirements: ['RFC 7591 §3', 'clients.md §2 invalid_token'],
    needs,
    variant: 'guarded',
    async run(t) {
      expectStatus(await register(t, publicApp(), { authorization: `Bearer ${REGISTRATION_TOKEN}` }), 201);
    },
  },
  {
    name: 'a closed registration is not advertised, says so, and is limited all the same',
    requirements: [
      'clients.md §2 registration_not_supported',
      'clients.md §2 rate_limit_exceeded',
      'clients.md §2 Request',
      'clients.md §8 Never missing',
    ],
    needs: ['registration', 'house_rules'],
    variant: 'closed',
    differs: { facade: noStatusForIt },
    async run(t) {
      assert.equal(t.metadata['registration_endpoint'], undefined);
      const endpoint = `${t.issuer}/oauth/register`;
      const body = JSON.stringify(publicApp());
      const ask = () =>
        send(endpoint, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      const statuses: number[] = [];
      for (let asked = 0; asked < 5; asked += 1) {
        const answer = await ask();
        statuses.push(answer.status);
        if (answer.status === 429) {
          expectError(answer, 429, 'rate_limit_exceeded');
          expectHeader(answer, 'retry-after', /^[1-9]\d*$/);
        } else expectError(answer, 403, 'registration_not_supported');
      }
      assert.deepEqual(statuses.slice(0, 1).concat(statuses.slice(-1)), [403, 429]);
    },
  },
];

const grants: readonly (readonly [string, ClientMetadata, readonly string[]])[] = [
  ['both usual ones when none is named', {}, ['authorization_code', 'refresh_token']],
  ['the one that is named', { grant_types: ['authorization_code'] }, ['authorization_code']],
  [
    'those that are served, out of many',
    {
      grant_types: [
        'authorization_code',
        'refresh_token',
        DEVICE_GRANT,
        'urn:example:unheard-of',
        'password',
      ],
    },
    ['authorization_code', 'refresh_token', DEVICE_GRANT],
  ],
  [
    'no client credentials for those who come by themselves',
    {
      grant_types: ['authorization_code', 'client_credentials'],
      token_endpoint_auth_method: 'client_secret_basic',
    },
    ['authorization_code'],
  ],
];

const grantCases: readonly Case[] = grants.map(([what, changes, expected]) => ({
  name: `a registration is echoed with its grant types: ${what}`,
  requirements: [
    'RFC 7591 §3.2.1',
    'RFC 7591 §2',
    'clients.md §2 grant_types',
    'clients.md §2 response_types',
  ],
  needs: ['registration', 'refresh', 'device'],
  ...(expected.length < ([changes['grant_types'] ?? expected].flat() as unknown[]).length
    ? {
        differs: {
          reference: {
            reason: 'it refuses grant types it does not serve, and lets anybody register client credentials',
            seen: /400 invalid_client_metadata|client_credentials/,
          },
        },
      }
    : {}),
  async run(t) {
    const { answer } = await registered(t, publicApp(changes));
    assert.equal([answer.json['grant_types']].flat().sort().join(' '), [...expected].sort().join(' '));
    assert.deepEqual(answer.json['response_types'], ['code']);
  },
}));

export const registrationRequestCases: readonly Case[] = [...refusals, ...grantCases];
