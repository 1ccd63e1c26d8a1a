import assert from 'node:assert/strict';
import { askPerson, decideRequest, newMessage } from '../conversation/backchannel.ts';
import type { Conversation } from '../conversation/conversation.ts';
import { publicApp, register } from '../conversation/registration.ts';
import type { Case } from '../run/case.ts';
import { BACKCHANNEL_GRANT } from '../setup/fixtures.ts';
import { fixtureKey } from '../setup/keys.ts';
import {
  type Answer,
  expectError,
  expectErrorOneOf,
  expectStatus,
  integerOf,
  send,
  stringOf,
} from '../wire/answer.ts';
import { formOf, type Parameters, randomText } from '../wire/parameters.ts';
import { signRequestObject } from '../wire/request-object.ts';

// CIBA §7.1, §7.1.1, §11 and advanced.md §17: whom a hint means, what a request may say, and how long it waits.

const needs: Case['needs'] = ['backchannel_authentication'];
const HINTED = 'asking-hinted';

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

const poll = (t: Conversation, asked: Answer, client: string): Promise<Answer> =>
  t.token(client, { grant_type: BACKCHANNEL_GRANT, auth_req_id: stringOf(asked, 'auth_req_id') });

/** The token answer of a request that alice allowed. */
async function allowed(t: Conversation, client: string, changes: Parameters = {}): Promise<Answer> {
  const binding_message = newMessage();
  const asked = await askPerson(t, { binding_message, ...changes }, client);
  expectStatus(asked, 200);
  await decideRequest(t, binding_message, 'approve');
  const tokens = await poll(t, asked, client);
  expectStatus(tokens, 200);
  return tokens;
}

const hints: readonly Case[] = [
  {
    name: 'a hint is a user name, a mail address, a subject, or an ID token of the client',
    requirements: ['CIBA §7.1', 'advanced.md CIB-2'],
    needs,
    async run(t) {
      const { sub, email } = t.user();
      for (const login_hint of ['alice', email, sub])
        expectStatus(await askPerson(t, { login_hint }, HINTED), 200);
      const id_token_hint = stringOf(await t.tokens({ client: HINTED }), 'id_token');
      expectStatus(await askPerson(t, { login_hint: undefined, id_token_hint }, HINTED), 200);
      const theirs = stringOf(await t.tokens({ client: 'web' }), 'id_token');
      const stolen = { login_hint: undefined, id_token_hint: theirs };
      expectErrorOneOf(await askPerson(t, stolen, HINTED), 400, ['invalid_request', 'unknown_user_id']);
    },
  },
  {
    name: 'an ID token that knows its person by a pairwise name is a hint to them',
    requirements: ['CIBA §7.1', 'Core §8', 'advanced.md CIB-2', 'advanced.md PWS-4'],
    needs: ['backchannel_authentication', 'backchannel_decision', 'pairwise'],
    async run(t) {
      const client = 'asking-pairwise';
      const first = await allowed(t, client);
      const { sub } = await t.idToken(first, client);
      assert.notEqual(sub, t.user().sub);
      const hint = { login_hint: undefined, id_token_hint: stringOf(first, 'id_token') };
      assert.equal((await t.idToken(await allowed(t, client, hint), client)).sub, sub);
    },
  },
];

const wrong: readonly Case[] = (
  [
    ['asked to wait for more than ten minutes', { requested_expiry: '601' }, 'invalid_request'],
    ['asked to wait for no time', { requested_expiry: '0' }, 'invalid_request'],
    ['with a message that nobody sees', { binding_message: 'W4\u202eSCT' }, 'invalid_binding_message'],
  ] as const satisfies readonly (readonly [string, Parameters, string])[]
).map(
  ([what, changes, error]): Case => ({
    name: `a request to a person ${what} is refused`,
    requirements: ['CIBA §7.1', 'CIBA §13', 'advanced.md CIB-2', 'advanced.md CIB-3'],
    needs: [...needs, 'house_rules'],
    async run(t) {
      expectError(await askPerson(t, changes, HINTED), 400, error);
    },
  }),
);

const notification: Case = {
  name: 'the token that a client is told with has 128 bits, and 1024 characters at most',
  requirements: ['CIBA §7.1', 'advanced.md CIB-2'],
  needs: [...needs, 'house_rules'],
  async run(t) {
    for (const size of [21, 1025]) {
      const client_notification_token = 'n'.repeat(size);
      expectError(await askPerson(t, { client_notification_token }, 'asking-told'), 400, 'invalid_request');
    }
  },
};

const answers: readonly Case[] = [
  {
    name: 'a request to a person waits for two minutes by itself, and may be made at the other path',
    requirements: ['CIBA §7.3', 'advanced.md CIB-1', 'advanced.md CIB-4'],
    needs: [...needs, 'aliases'],
    async run(t) {
      const presented = await t.present(HINTED);
      const answer = await send(`${t.issuer}/api/backchannel/authentication`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...presented.headers },
        body: formOf({ ...presented.parameters, scope: 'openid', login_hint: 'bob' }).toString(),
      });
      expectStatus(answer, 200);
      assert.deepEqual([integerOf(answer, 'expires_in'), integerOf(answer, 'interval')], [120, 5]);
      assert.ok(stringOf(answer, 'auth_req_id').length >= 43);
    },
  },
  {
    name: 'a request to a person that nobody answered is over after its time',
    requirements: ['CIBA §11', 'advanced.md CIB-6'],
    needs,
    async run(t) {
      const asked = await askPerson(t, { login_hint: 'bob', requested_expiry: '4' }, HINTED);
      expectStatus(asked, 200);
      await pause(5_100);
      expectErrorOneOf(await poll(t, asked, HINTED), 400, ['expired_token', 'invalid_grant']);
    },
  },
  {
    name: 'metadata says of requests to people that they have no code, and how they are signed',
    requirements: ['CIBA §4', 'advanced.md CIB-8'],
    needs: [...needs, 'house_rules'],
    async run({ metadata }) {
      assert.ok(
        [undefined, false].includes(metadata['backchannel_user_code_parameter_supported'] as undefined),
      );
      const algs = [metadata['backchannel_authentication_request_signing_alg_values_supported'] ?? []].flat();
      assert.ok(algs.includes('ES256') && !algs.includes('none'));
    },
  },
  {
    name: 'nobody registers to have tokens of requests to people pushed to them',
    requirements: ['CIBA §4', 'advanced.md CIB-1'],
    needs: [...needs, 'registration'],
    async run(t) {
      const push = publicApp({
        ...{ token_endpoint_auth_method: 'client_secret_basic', backchannel_token_delivery_mode: 'push' },
        ...{ grant_types: ['authorization_code', BACKCHANNEL_GRANT] },
        backchannel_client_notification_endpoint: 'https://app.example/told',
      });
      expectErrorOneOf(await register(t, push), 400, ['invalid_client_metadata']);
    },
  },
];

const now = (): number => Math.floor(Date.now() / 1000);

const signed: Case = {
  name: 'a signed request to a person has all its claims, counts once, and nothing stands beside it',
  requirements: ['CIBA §7.1.1', 'advanced.md CIB-2'],
  needs: [...needs, 'house_rules'],
  async run(t) {
    const client = 'asking-signed';
    const object = (claims: Readonly<Record<string, unknown>> = {}): Promise<string> =>
      signRequestObject(fixtureKey, {
        audience: t.issuer,
        parameters: { scope: 'openid', login_hint: 'bob' },
        claims: { iss: client, iat: now(), nbf: now(), exp: now() + 60, jti: randomText(), ...claims },
      });
    const ask = (request: string, beside: Parameters = {}): Promise<Answer> =>
      t.as(client, 'backchannel_authentication_endpoint', { request, ...beside });
    for (const name of ['iss', 'aud', 'exp', 'iat', 'nbf', 'jti'])
      expectError(await ask(await object({ [name]: undefined })), 400, 'invalid_request');
    expectError(await ask(await object(), { scope: 'openid' }), 400, 'invalid_request');
    const once = await object();
    expectStatus(await ask(once), 200);
    expectError(await ask(once), 400, 'invalid_request');
  },
};

export const backchannelPeopleCases: readonly Case[] = [...hints, ...wrong, notification, ...answers, signed];
