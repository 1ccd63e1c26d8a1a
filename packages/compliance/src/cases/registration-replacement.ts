import assert from 'node:assert/strict';
import {
  type ClientMetadata,
  clientOf,
  current,
  expectUnauthorized,
  manage,
  publicApp,
  registered,
} from '../conversation/registration.ts';
import type { Case } from '../run/case.ts';
import {
  type Answer,
  expectError,
  expectErrorOneOf,
  expectStatus,
  integerOf,
  stringOf,
} from '../wire/answer.ts';

// RFC 7592 §2.2: a client replaces its registration, and can reach nothing that a registration could not.

const needs: Case['needs'] = ['registration', 'registration_management'];
const withSecret = publicApp({ token_endpoint_auth_method: 'client_secret_basic' });

async function replaced(answer: Answer, changes: ClientMetadata = {}): Promise<Answer> {
  const updated = await manage(answer, { method: 'PUT', body: current(answer, changes) });
  expectStatus(updated, 200);
  return updated;
}

export const registrationReplacementCases: readonly Case[] = [
  {
    name: 'a replacement is whole: what is left out returns to its default',
    requirements: ['RFC 7592 §2.2', 'clients.md §3 PUT'],
    needs,
    async run(t) {
      const { answer } = await registered(
        t,
        publicApp({ client_uri: 'https://app.example/', scope: 'openid' }),
      );
      const body = { client_id: answer.json['client_id'], redirect_uris: ['https://app.example/new'] };
      const updated = await manage(answer, { method: 'PUT', body });
      expectStatus(updated, 200);
      for (const member of ['client_uri', 'client_name', 'scope'])
        assert.ok(!(member in updated.json), `${member} is still there`);
      assert.equal(updated.json['token_endpoint_auth_method'], 'client_secret_basic');
      assert.deepEqual(updated.json['redirect_uris'], ['https://app.example/new']);
      const read = await manage(updated, { method: 'GET' });
      assert.deepEqual(read.json['redirect_uris'], ['https://app.example/new']);
    },
  },
  {
    name: 'a replaced redirect URI works and the old one no longer',
    requirements: ['RFC 7592 §2.2', 'clients.md §3 PUT'],
    needs,
    async run(t) {
      const { answer } = await registered(t, publicApp());
      const client = clientOf(await replaced(answer, { redirect_uris: ['https://app.example/new'] }));
      const known = t.knowing(client);
      (await known.authorize({ client: client.client_id })).code();
      const old = await known.authorize({
        client: client.client_id,
        parameters: { redirect_uri: 'https://app.example/cb' },
      });
      assert.equal(old.channel, 'page');
    },
  },
  {
    name: 'a client may send back the members that only the server decides',
    requirements: ['clients.md §3 PUT', 'RFC 7592 §2.2'],
    needs,
    differs: { reference: { reason: 'it refuses these members', seen: /got 400 invalid_request/ } },
    async run(t) {
      const { answer } = await registered(t, withSecret);
      const body = { ...answer.json, client_id_issued_at: 1, client_secret_expires_at: 1 };
      const updated = await manage(answer, { method: 'PUT', body });
      expectStatus(updated, 200);
      assert.equal(integerOf(updated, 'client_id_issued_at'), integerOf(answer, 'client_id_issued_at'));
    },
  },
  {
    name: 'a replacement keeps the secret and does not tell a new one',
    requirements: ['RFC 7592 §2.2', 'clients.md §3 PUT'],
    needs: ['registration', 'registration_management', 'refresh'],
    async run(t) {
      const { answer, client, t: known } = await registered(t, withSecret);
      const updated = await replaced(answer, { client_name: 'Renamed', client_secret: undefined });
      const secret = updated.json['client_secret'] ?? client.client_secret;
      assert.ok(secret === client.client_secret, 'the secret changed');
      await known.tokens({ client: client.client_id });
    },
  },
  {
    name: 'a client that turns confidential gets a secret, and must use it',
    requirements: ['RFC 7592 §2.2', 'clients.md §3 PUT'],
    needs,
    async run(t) {
      const { answer, client, t: known } = await registered(t, publicApp());
      const updated = await replaced(answer, { token_endpoint_auth_method: 'client_secret_post' });
      stringOf(updated, 'client_secret');
      const authorization = await known.authorize({ client: client.client_id });
      expectError(await known.redeem(authorization), 401, 'invalid_client');
      const confidential = t.knowing(clientOf(updated));
      await confidential.tokens({ client: client.client_id });
    },
  },
  {
    name: 'a replacement gives a new token, and the first use of it ends the old one',
    requirements: ['RFC 7592 §2.2', 'RFC 7592 §5', 'clients.md §3 PUT'],
    needs,
    async run(t) {
      const { answer } = await registered(t, publicApp());
      const updated = await replaced(answer, { client_name: 'Renamed' });
      const token = stringOf(updated, 'registration_access_token');
      assert.ok(token !== stringOf(answer, 'registration_access_token'), 'the token is the old one');
      expectStatus(await manage(answer, { method: 'GET', token }), 200);
      expectUnauthorized(await manage(answer, { method: 'GET' }));
      expectStatus(await manage(answer, { method: 'GET', token }), 200);
    },
  },
  {
    name: 'a client whose answer was lost goes on with its old token',
    requirements: ['clients.md §3 PUT'],
    needs: ['registration', 'registration_management', 'house_rules'],
    async run(t) {
      const { answer } = await registered(t, publicApp());
      await replaced(answer, { client_name: 'Lost on the way' });
      expectStatus(await manage(answer, { method: 'GET' }), 200);
      const again = await replaced(answer, { client_name: 'Arrived' });
      assert.equal(again.json['client_name'], 'Arrived');
    },
  },
  {
    name: 'refresh tokens outlive a replacement',
    requirements: ['clients.md §3 Changes'],
    needs: ['registration', 'registration_management', 'refresh'],
    async run(t) {
      const { answer, client, t: known } = await registered(t, publicApp());
      const tokens = await known.tokens({ client: client.client_id });
      await replaced(answer, { client_name: 'Renamed', redirect_uris: ['https://app.example/new'] });
      expectStatus(await known.refresh(client.client_id, stringOf(tokens, 'refresh_token')), 200);
    },
  },
  ...(
    [
      ['without client_id', { client_id: undefined }],
      ['with the client_id of another client', { client_id: 'somebody-else' }],
      ['with a client_id that is no string', { client_id: 7 }],
      ['with a secret of its own choice', { client_secret: 'chosen-by-the-client-itself-0123456789abcdef' }],
    ] as const
  ).map(
    ([what, changes]): Case => ({
      name: `a replacement ${what} is refused`,
      requirements: ['RFC 7592 §2.2', 'clients.md §3 PUT', 'clients.md §15 Registration tokens'],
      needs,
      async run(t) {
        const { answer } = await registered(t, withSecret);
        const body = current(answer, changes);
        const refused = await manage(answer, { method: 'PUT', body });
        expectErrorOneOf(refused, 400, ['invalid_client_metadata', 'invalid_request']);
        expectStatus(await manage(answer, { method: 'GET' }), 200);
      },
    }),
  ),
  ...(
    [
      ['a script as redirect URI', { redirect_uris: ['javascript:alert(1)'] }, 'invalid_redirect_uri'],
      ['a fragment in a redirect URI', { redirect_uris: ['https://app.example/#x'] }, 'invalid_redirect_uri'],
      [
        'an unknown authentication method',
        { token_endpoint_auth_method: 'magic' },
        'invalid_client_metadata',
      ],
      ['unsigned ID tokens', { id_token_signed_response_alg: 'none' }, 'invalid_client_metadata'],
    ] as const
  ).map(
    ([what, changes, code]): Case => ({
      name: `a replacement with ${what} is refused as a registration would be`,
      requirements: ['RFC 7592 §2.2', 'RFC 7591 §3.2.2', 'clients.md §3 Changes'],
      needs,
      async run(t) {
        const { answer } = await registered(t, publicApp());
        expectError(await manage(answer, { method: 'PUT', body: current(answer, changes) }), 400, code);
        const read = await manage(answer, { method: 'GET' });
        assert.deepEqual(read.json['redirect_uris'], answer.json['redirect_uris']);
      },
    }),
  ),
  {
    name: 'a replacement that is no JSON object is refused',
    requirements: ['RFC 7592 §2.2', 'clients.md §3 PUT'],
    needs,
    differs: { reference: { reason: 'it calls it invalid_request', seen: /got 400 invalid_request/ } },
    async run(t) {
      const { answer } = await registered(t, publicApp());
      for (const body of ['{', '[]', 'null'])
        expectError(await manage(answer, { method: 'PUT', body }), 400, 'invalid_client_metadata');
    },
  },
];
