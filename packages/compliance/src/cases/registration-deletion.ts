import assert from 'node:assert/strict';
import {
  expectUnauthorized,
  manage,
  publicApp,
  type Registered,
  registered,
} from '../conversation/registration.ts';
import type { Case } from '../run/case.ts';
import { type Answer, expectError, expectStatus, stringOf } from '../wire/answer.ts';
import { expectErrorPage } from '../wire/authorization.ts';

// RFC 7592 §2.3: a client that deleted itself is gone with all it had, and can come back as another.

const needs: Case['needs'] = ['registration', 'registration_management', 'refresh'];
async function remove({ answer }: Registered): Promise<Answer> {
  const removed = await manage(answer, { method: 'DELETE' });
  expectStatus(removed, 204);
  assert.equal(removed.text, '');
  return removed;
}

/** A registered client with the tokens of a person who approved it, and then deleted. */
async function removedWithTokens(registration: Registered): Promise<Answer> {
  const { t, client } = registration;
  const tokens = await t.tokens({ client: client.client_id });
  await remove(registration);
  return tokens;
}

export const registrationDeletionCases: readonly Case[] = [
  {
    name: 'a deleted registration is gone for its own token too',
    requirements: ['RFC 7592 §2.3', 'RFC 7592 §5', 'clients.md §3 DELETE', 'clients.md §3 wrong token'],
    needs,
    async run(t) {
      const registration = await registered(t, publicApp());
      await remove(registration);
      for (const method of ['GET', 'DELETE'] as const)
        expectUnauthorized(await manage(registration.answer, { method }));
    },
  },
  {
    name: 'a deleted client is unknown at the authorization endpoint, on a page',
    requirements: ['RFC 7592 §2.3', 'clients.md §6 Unknown client'],
    needs,
    async run(t) {
      const registration = await registered(t, publicApp());
      await remove(registration);
      const { t: known, client } = registration;
      expectErrorPage(await known.authorize({ client: client.client_id }), 'https://app.example/cb');
    },
  },
  {
    name: 'a refresh of a deleted client is 401 invalid_client, so that it registers again',
    requirements: [
      'RFC 7592 §2.3',
      'clients.md §7 invalid_client',
      'clients.md §11 Claude web',
      'RFC 6749 §5.2',
    ],
    needs,
    async run(t) {
      const registration = await registered(t, publicApp());
      const { t: known, client } = registration;
      const token = stringOf(await removedWithTokens(registration), 'refresh_token');
      const refused = await known.refresh(client.client_id, token);
      expectError(refused, 401, 'invalid_client');
      const again = await registered(t, publicApp());
      await again.t.tokens({ client: again.client.client_id });
    },
  },
  {
    name: 'a code of a deleted client is 401 invalid_client',
    requirements: ['RFC 7592 §2.3', 'clients.md §7 invalid_client'],
    needs,
    async run(t) {
      const registration = await registered(t, publicApp());
      const { t: known, client } = registration;
      const authorization = await known.authorize({ client: client.client_id });
      await remove(registration);
      expectError(await known.redeem(authorization), 401, 'invalid_client');
    },
  },
  {
    name: 'an access token of a deleted client opens nothing',
    requirements: ['RFC 7592 §2.3', 'clients.md §3 DELETE'],
    needs: ['registration', 'registration_management', 'refresh', 'userinfo'],
    async run(t) {
      const tokens = await removedWithTokens(await registered(t, publicApp()));
      expectStatus(await t.userinfo(stringOf(tokens, 'access_token')), 401);
    },
  },
];
