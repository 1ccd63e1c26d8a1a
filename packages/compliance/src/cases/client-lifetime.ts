import assert from 'node:assert/strict';
import {
  expectUnauthorized,
  manage,
  publicApp,
  type Registered,
  registered,
} from '../conversation/registration.ts';
import type { Case } from '../run/case.ts';
import { type Answer, expectError, expectStatus, integerOf, stringOf } from '../wire/answer.ts';

// clients.md §4: a self-registered client that nobody uses ends; one that somebody uses does not.

const needs: Case['needs'] = ['registration', 'registration_management', 'refresh', 'house_rules'];
/** Longer than a client of the variant lives: to ask is to use it. */
const ASK_EVERY_MS = 4_500;
const MOST_ASKED = 3;

/** Asks as the client until its end; each time it is still known, its grant is not. */
async function untilItEnds({ t, client }: Registered): Promise<Answer> {
  let answer = await t.refresh(client.client_id, 'grt_unheard-of');
  for (let asked = 0; answer.status !== 401 && asked < MOST_ASKED; asked += 1) {
    expectError(answer, 400, 'invalid_grant');
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
    answer = await t.refresh(client.client_id, 'grt_unheard-of');
  }
  return answer;
}

export const clientLifetimeCases: readonly Case[] = [
  {
    name: 'a client that nobody uses ends, and is then unknown everywhere',
    requirements: ['clients.md §4 Idle time', 'clients.md §4 After expiry', 'clients.md §7 invalid_client'],
    needs,
    variant: 'brief',
    async run(t) {
      const registration = await registered(t, publicApp());
      expectError(await untilItEnds(registration), 401, 'invalid_client');
      const { answer, client, t: known } = registration;
      const revoked = await known.as(client.client_id, 'revocation_endpoint', { token: 'x' });
      expectError(revoked, 401, 'invalid_client');
      expectUnauthorized(await manage(answer, { method: 'GET' }));
    },
  },
  {
    name: 'the page for a client that ended names the remedy',
    requirements: ['clients.md §4 After expiry'],
    needs,
    variant: 'brief',
    async run(t) {
      const registration = await registered(t, publicApp());
      await untilItEnds(registration);
      const { client, t: known } = registration;
      const { landing } = await known.authorize({ client: client.client_id });
      assert.ok(landing.kind === 'page' && landing.status === 400);
      assert.match(landing.html, /add it again/i);
    },
  },
  {
    name: 'a client with a living family outlives its unused neighbour',
    requirements: ['clients.md §4 Live family'],
    needs,
    variant: 'brief',
    async run(t) {
      const used = await registered(t, publicApp());
      const id = used.client.client_id;
      const tokens = await used.t.tokens({ client: id });
      await untilItEnds(await registered(t, publicApp()));
      expectStatus(await used.t.refresh(id, stringOf(tokens, 'refresh_token')), 200);
      (await used.t.authorize({ client: id })).code();
    },
  },
  {
    name: 'the promised end of a secret lies ahead by the lifetime of the client',
    requirements: ['clients.md §4 client_secret_expires_at', 'RFC 7591 §3.2.1'],
    needs,
    async run(t) {
      const { answer } = await registered(
        t,
        publicApp({ token_endpoint_auth_method: 'client_secret_basic' }),
      );
      const ahead = integerOf(answer, 'client_secret_expires_at') - integerOf(answer, 'client_id_issued_at');
      assert.ok(ahead >= 90 * 86_400, `the secret is promised for ${ahead} seconds`);
    },
  },
];
