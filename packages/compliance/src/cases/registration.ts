import assert from 'node:assert/strict';
import { publicApp, register, registered } from '../conversation/registration.ts';
import type { Case } from '../run/case.ts';
import { type Answer, expectHeader, expectStatus, integerOf, send, stringOf } from '../wire/answer.ts';

// RFC 7591 §3.2.1: what a registration answers and what its client can do at once.

const needs: Case['needs'] = ['registration'];

function membersWith(answer: Answer, isBad: (value: unknown) => boolean): readonly string[] {
  return Object.keys(answer.json).filter((member) => isBad(answer.json[member]));
}

export const registrationCases: readonly Case[] = [
  {
    name: 'metadata names the registration endpoint',
    requirements: ['RFC 7591 §3', 'clients.md §8 Never missing', 'clients.md §12 dynamic registration'],
    needs,
    async run(t) {
      assert.ok(t.endpoint('registration_endpoint').startsWith(`${t.issuer}/`));
    },
  },
  {
    name: 'a registration is answered with 201, uncached, and a client of its own',
    requirements: ['RFC 7591 §3.2.1', 'RFC 7591 §3.1', 'clients.md §2 201'],
    needs,
    async run(t) {
      const answer = await register(t, publicApp());
      expectStatus(answer, 201);
      expectHeader(answer, 'content-type', /^application\/json\b/);
      expectHeader(answer, 'cache-control', /\bno-store\b/);
      stringOf(answer, 'client_id');
      assert.equal(answer.json['client_name'], 'Reading List');
      assert.deepEqual(answer.json['redirect_uris'], ['https://app.example/cb']);
      const age = Math.abs(Date.now() / 1000 - integerOf(answer, 'client_id_issued_at'));
      assert.ok(age < 300, 'client_id_issued_at is not now');
    },
  },
  {
    name: 'a registration answer tells old caches too not to keep it',
    requirements: ['RFC 7591 §3.2.1', 'clients.md §2 201'],
    needs: ['registration', 'house_rules'],
    async run(t) {
      expectHeader(await register(t, publicApp()), 'pragma', /^no-cache$/);
    },
  },
  {
    name: 'a registration answer has every member that clients count on',
    requirements: ['RFC 7591 §3.2.1', 'clients.md §2 201', 'advanced.md V-12'],
    needs,
    async run(t) {
      const { answer } = await registered(t, publicApp());
      for (const member of ['redirect_uris', 'grant_types', 'response_types'])
        assert.ok(Array.isArray(answer.json[member]), `${member} is no array`);
      stringOf(answer, 'token_endpoint_auth_method');
      assert.match(stringOf(answer, 'application_type'), /^(native|web)$/);
    },
  },
  {
    name: 'a registration answer has neither null nor an empty string',
    requirements: ['RFC 7591 §2', 'clients.md §2 201', 'clients.md §2 null and empty'],
    needs,
    differs: {
      reference: { reason: 'it refuses null and empty strings', seen: /got 400 invalid_client_metadata/ },
    },
    async run(t) {
      const empty = {
        scope: '',
        client_uri: null,
        logo_uri: '',
        contacts: null,
        tos_uri: null,
        jwks_uri: '',
      };
      const { answer } = await registered(t, publicApp({ ...empty, default_max_age: null }));
      assert.deepEqual(
        membersWith(answer, (value) => value === null || value === ''),
        [],
      );
      for (const member of Object.keys(empty)) assert.ok(!(member in answer.json), `${member} is there`);
    },
  },
  {
    name: 'a public client gets no secret and no expiry of one',
    requirements: ['RFC 7591 §3.2.1', 'clients.md §2 201', 'clients.md §1 Public'],
    needs,
    async run(t) {
      const { answer } = await registered(t, publicApp());
      assert.ok(!('client_secret' in answer.json), 'a secret was issued');
      assert.ok(!('client_secret_expires_at' in answer.json), 'an expiry was told');
    },
  },
  ...(['client_secret_basic', 'client_secret_post'] as const).map(
    (token_endpoint_auth_method): Case => ({
      name: `a client that registers ${token_endpoint_auth_method} gets a secret of 256 bits and its expiry`,
      requirements: [
        'RFC 7591 §3.2.1',
        'clients.md §1 Minted ids and secrets',
        'clients.md §4 client_secret_expires_at',
      ],
      needs,
      async run(t) {
        const { answer } = await registered(t, publicApp({ token_endpoint_auth_method }));
        assert.match(stringOf(answer, 'client_secret'), /^[A-Za-z0-9_-]{43,}$/);
        const expiry = integerOf(answer, 'client_secret_expires_at');
        assert.ok(expiry === 0 || expiry > Date.now() / 1000 + 86_400, 'the secret ends within a day');
      },
    }),
  ),
  {
    name: 'a registered id and secret need no encoding in Basic',
    requirements: [
      'clients.md §1 Minted ids and secrets',
      'RFC 6749 §2.3.1',
      'protocol.md §2 generated identifiers and secrets',
    ],
    needs,
    async run(t) {
      const { answer } = await registered(
        t,
        publicApp({ token_endpoint_auth_method: 'client_secret_basic' }),
      );
      for (const member of ['client_id', 'client_secret'])
        assert.match(stringOf(answer, member), /^[A-Za-z0-9._~-]+$/);
    },
  },
  {
    name: 'the same registration twice makes two clients',
    requirements: ['RFC 7591 §3.2.1', 'clients.md §2 Repeating', 'clients.md §11 Claude web'],
    needs,
    async run(t) {
      const [first, second] = [await registered(t, publicApp()), await registered(t, publicApp())];
      assert.ok(first.client.client_id !== second.client.client_id, 'one client for two registrations');
      for (const { t: known, client } of [first, second]) {
        expectStatus(await known.redeem(await known.authorize({ client: client.client_id })), 200);
      }
    },
  },
  {
    name: 'a registered client signs a person in at once',
    requirements: ['RFC 7591 §3.2.1', 'clients.md §2 Request'],
    needs: ['registration', 'refresh'],
    async run(t) {
      const { t: known, client } = await registered(t, publicApp());
      const tokens = await known.tokens({ client: client.client_id });
      expectStatus(await known.refresh(client.client_id, stringOf(tokens, 'refresh_token')), 200);
    },
  },
  {
    name: 'a browser application of another origin may register',
    requirements: ['clients.md §8 CORS', 'OAuth 2.1 §3.2'],
    needs: ['registration', 'cors'],
    differs: {
      reference: { reason: 'it lets no other origin register', seen: /expected 204, got 404/ },
    },
    async run(t) {
      const origin = 'https://spa.example';
      const preflight = await send(t.endpoint('registration_endpoint'), {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type,mcp-protocol-version',
        },
      });
      expectStatus(preflight, 204);
      expectHeader(preflight, 'access-control-allow-methods', /\bPOST\b/);
      expectHeader(preflight, 'access-control-allow-headers', /content-type/i);
      expectHeader(preflight, 'access-control-allow-headers', /mcp-protocol-version/i);
      const answer = await register(t, publicApp(), { origin });
      expectHeader(answer, 'access-control-allow-origin', /^(\*|https:\/\/spa\.example)$/);
    },
  },
];
