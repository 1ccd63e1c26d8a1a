import assert from 'node:assert/strict';
import {
  askPerson,
  decideRequest as decide,
  decideAs,
  newMessage,
  notificationsOf,
  openRequest as open,
  toldOf,
} from '../conversation/backchannel.ts';
import type { Conversation } from '../conversation/conversation.ts';
import type { Case } from '../run/case.ts';
import { BACKCHANNEL_GRANT } from '../setup/fixtures.ts';
import { type Answer, expectError, expectStatus, parseObject, stringOf } from '../wire/answer.ts';
import { type Parameters, randomText } from '../wire/parameters.ts';

// What a person decides of a request in the back channel, and who hears of it: advanced.md CIB-5, CIB-7.

const needs: Case['needs'] = ['backchannel_authentication', 'backchannel_decision'];

const CLIENT = 'asking-signed';

/** Asks alice, who is not asked too often yet. */
async function ask(t: Conversation, changes: Parameters, client = CLIENT): Promise<Answer> {
  const answer = await askPerson(t, changes, client);
  expectStatus(answer, 200);
  return answer;
}

const poll = (t: Conversation, asked: Answer, client = CLIENT): Promise<Answer> =>
  t.token(client, { grant_type: BACKCHANNEL_GRANT, auth_req_id: stringOf(asked, 'auth_req_id') });

export const backchannelDecisionCases: readonly Case[] = [
  {
    name: 'a request waits on the account page of its person alone, who is told by whom and for what',
    requirements: ['CIBA §8', 'advanced.md CIB-5'],
    needs: [...needs, 'account_requests'],
    async run(t) {
      const message = newMessage();
      await ask(t, { binding_message: message, scope: 'openid email' });
      const { page } = await open(t, message);
      assert.ok(page !== null, 'the request is not on the account page');
      assert.ok(page.html.includes(t.client(CLIENT).client_name), 'the page does not name the client');
      const others = await open(t, message, 'bob');
      assert.equal(others.page, null);
    },
  },
  {
    name: 'a request that its person allows becomes tokens, once',
    requirements: ['CIBA §10.1', 'advanced.md CIB-5', 'advanced.md CIB-6'],
    needs,
    async run(t) {
      const message = newMessage();
      const asked = await ask(t, { binding_message: message });
      await decide(t, message, 'approve');
      const tokens = await poll(t, asked);
      expectStatus(tokens, 200);
      assert.equal((await t.idToken(tokens, CLIENT)).sub, t.user().sub);
      expectError(await poll(t, asked), 400, 'invalid_grant');
    },
  },
  {
    name: 'a request that its person refuses becomes access_denied',
    requirements: ['CIBA §11', 'advanced.md CIB-5', 'advanced.md CIB-6'],
    needs,
    async run(t) {
      const message = newMessage();
      const asked = await ask(t, { binding_message: message });
      await decide(t, message, 'deny');
      expectError(await poll(t, asked), 400, 'access_denied');
    },
  },
  {
    name: 'a request is decided by nobody but its person',
    requirements: ['CIBA §8', 'advanced.md CIB-5'],
    needs,
    async run(t) {
      const message = newMessage();
      const asked = await ask(t, { binding_message: message });
      for (const word of ['approve', 'deny'] as const)
        await decideAs(t, message, { user: 'bob', decide: word });
      expectError(await poll(t, asked), 400, 'authorization_pending');
    },
  },
  {
    name: 'a program of the operator is told that somebody is asked, and nothing that gives a token',
    requirements: ['advanced.md CIB-5'],
    needs,
    async run(t) {
      const message = newMessage();
      const asked = await ask(t, { binding_message: message });
      const [told] = await toldOf(
        notificationsOf(t).operator,
        ({ binding_message }) => binding_message === message,
      );
      assert.equal(told?.method, 'POST');
      const body = parseObject(told?.body ?? '');
      assert.deepEqual([body['sub'], body['client_id']], [t.user().sub, CLIENT]);
      assert.equal(told?.body.includes(stringOf(asked, 'auth_req_id')), false);
    },
  },
  {
    name: 'a client that is told hears of the decision by its own token, and asks for what was decided',
    requirements: ['CIBA §10.2', 'advanced.md CIB-7'],
    needs,
    async run(t) {
      const [message, token] = [newMessage(), randomText(24)];
      const wish = { binding_message: message, client_notification_token: token };
      const asked = await ask(t, wish, 'asking-told');
      await decide(t, message, 'approve');
      const id = stringOf(asked, 'auth_req_id');
      const [told, ...more] = await toldOf(
        notificationsOf(t).client,
        ({ auth_req_id }) => auth_req_id === id,
      );
      assert.deepEqual(more, []);
      assert.equal(told?.method, 'POST');
      assert.equal(told?.headers.authorization, `Bearer ${token}`);
      assert.match(told?.headers['content-type'] ?? '', /^application\/json\b/);
      assert.deepEqual(parseObject(told?.body ?? ''), { auth_req_id: id });
      expectStatus(await poll(t, asked, 'asking-told'), 200);
    },
  },
];
