import assert from 'node:assert/strict';
import { askPerson as ask } from '../conversation/backchannel.ts';
import type { Conversation } from '../conversation/conversation.ts';
import type { Case } from '../run/case.ts';
import { BACKCHANNEL_GRANT } from '../setup/fixtures.ts';
import {
  type Answer,
  expectError,
  expectErrorOneOf,
  expectHeader,
  expectStatus,
  integerOf,
  stringOf,
} from '../wire/answer.ts';
import type { Parameters } from '../wire/parameters.ts';
import { waitingCases } from './waiting.ts';

// CIBA: a client asks a person whom it names.

const ENDPOINT = 'backchannel_authentication_endpoint';
const needs: Case['needs'] = ['backchannel_authentication'];

async function asked(t: Conversation, changes: Parameters = {}): Promise<Answer> {
  const answer = await ask(t, changes);
  expectStatus(answer, 200);
  return answer;
}

const requests: readonly Case[] = [
  {
    name: 'an answer to a request to a person has its members and is not cached',
    requirements: ['CIBA §7.3', 'advanced.md CIB-1', 'advanced.md CIB-4'],
    needs,
    async run(t) {
      const answer = await asked(t);
      assert.ok(stringOf(answer, 'auth_req_id').length >= 22);
      assert.ok(integerOf(answer, 'expires_in') > 0);
      expectHeader(answer, 'cache-control', /no-store/);
    },
  },
  {
    name: 'a request to a person is answered for the time the client wants',
    requirements: ['CIBA §7.1', 'advanced.md CIB-2'],
    needs,
    async run(t) {
      assert.equal(integerOf(await asked(t, { requested_expiry: '60' }), 'expires_in'), 60);
    },
  },
  {
    name: 'metadata names the endpoint, the modes and the grant of requests to people',
    requirements: ['CIBA §4', 'CIBA §5', 'advanced.md CIB-8'],
    needs,
    async run(t) {
      const { metadata } = t;
      const modes = [metadata['backchannel_token_delivery_modes_supported']].flat();
      assert.deepEqual(modes.toSorted(), ['ping', 'poll']);
      assert.ok([metadata['grant_types_supported']].flat().includes(BACKCHANNEL_GRANT));
      assert.equal(typeof metadata[ENDPOINT], 'string');
    },
  },
  {
    name: 'a client without the grant asks nobody',
    requirements: ['CIBA §13', 'advanced.md CIB-3'],
    needs,
    async run(t) {
      expectErrorOneOf(await ask(t, {}, 'web'), 400, ['unauthorized_client', 'invalid_request']);
    },
  },
  {
    name: 'a client that does not prove itself asks nobody',
    requirements: ['CIBA §7', 'CIBA §13', 'advanced.md CIB-1'],
    needs,
    async run(t) {
      const fields = { client_id: 'asking', scope: 'openid', login_hint: 'alice' };
      expectErrorOneOf(await t.post(ENDPOINT, fields), 401, ['invalid_client']);
    },
  },
];

const wrong = (
  [
    ['without openid', { scope: 'read' }, ['invalid_request', 'invalid_scope']],
    ['without a hint', { login_hint: undefined }, ['invalid_request']],
    ['with two hints', { id_token_hint: 'a.b.c' }, ['invalid_request']],
    ['to nobody', { login_hint: 'nobody' }, ['unknown_user_id']],
    ['with too long a message', { binding_message: 'x'.repeat(101) }, ['invalid_binding_message']],
    ['with an expiry that is none', { requested_expiry: 'soon' }, ['invalid_request']],
  ] as const satisfies readonly (readonly [string, Parameters, readonly string[]])[]
).map(
  ([what, changes, errors]): Case => ({
    name: `a request to a person ${what} is refused`,
    requirements: ['CIBA §7.1', 'CIBA §13', 'advanced.md CIB-2', 'advanced.md CIB-3'],
    needs,
    async run(t) {
      expectErrorOneOf(await ask(t, changes), 400, errors);
    },
  }),
);

const telling: Case = {
  name: 'a client that is told names the token it is told with',
  requirements: ['CIBA §7.1', 'advanced.md CIB-2'],
  needs,
  async run(t) {
    expectError(await ask(t, {}, 'asking-told'), 400, 'invalid_request');
    const token = { client_notification_token: 'n'.repeat(32) };
    expectStatus(await ask(t, token, 'asking-told'), 200);
  },
};

const polling = waitingCases({
  what: 'a request to a person',
  needs,
  requirements: {
    pending: ['CIBA §11', 'advanced.md CIB-6'],
    tooSoon: ['CIBA §11', 'advanced.md CIB-6'],
    unknown: ['CIBA §10.1', 'CIBA §11', 'advanced.md CIB-6'],
    foreign: ['CIBA §11', 'advanced.md CIB-6'],
  },
  other: 'asking-other',
  start: asked,
  poll: (t, started, client = 'asking') =>
    t.token(client, { grant_type: BACKCHANNEL_GRANT, auth_req_id: stringOf(started, 'auth_req_id') }),
  pollUnknown: (t) => t.token('asking', { grant_type: BACKCHANNEL_GRANT, auth_req_id: 'x'.repeat(43) }),
});

export const backchannelCases: readonly Case[] = [...requests, ...wrong, telling, ...polling];
