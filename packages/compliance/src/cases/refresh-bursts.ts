import assert from 'node:assert/strict';
import { publicApp, registered } from '../conversation/registration.ts';
import type { Case } from '../run/case.ts';
import { type Answer, expectError, expectStatus, stringOf } from '../wire/answer.ts';

// clients.md §11: several processes of one application refresh the same token, and nobody is signed out.

const N = 20;
const needs: Case['needs'] = ['registration', 'refresh', 'grace'];

function together(ask: () => Promise<Answer>): Promise<Answer[]> {
  return Promise.all(Array.from({ length: N }, ask));
}

/** Asserts that all got the same tokens, and gives them. */
function oneAnswer(answers: readonly Answer[]): Answer {
  for (const answer of answers) expectStatus(answer, 200);
  const [first] = answers;
  assert.ok(first);
  for (const member of ['access_token', 'refresh_token'])
    assert.equal(new Set(answers.map((answer) => answer.json[member])).size, 1, `more than one ${member}`);
  return first;
}

export const refreshBurstCases: readonly Case[] = [
  {
    name: 'twenty refreshes of a self-registered client at once get the same tokens, twice over',
    requirements: ['clients.md §11 Refresh bursts', 'protocol.md RF-3'],
    needs,
    async run(t) {
      const { t: known, client } = await registered(t, publicApp());
      const refresh = (token: string) => together(() => known.refresh(client.client_id, token));
      const first = await known.tokens({ client: client.client_id });
      const second = oneAnswer(await refresh(stringOf(first, 'refresh_token')));
      const third = oneAnswer(await refresh(stringOf(second, 'refresh_token')));
      expectStatus(await known.refresh(client.client_id, stringOf(third, 'refresh_token')), 200);
    },
  },
  {
    name: 'a token that was rotated twice over within the window is still answered, and nobody is signed out',
    requirements: ['protocol.md RF-3a', 'protocol.md RF-3', 'clients.md §11'],
    needs: ['refresh', 'grace', 'introspection'],
    async run(t) {
      const answers = [await t.tokens()];
      for (let rotation = 0; rotation < 4; rotation += 1) {
        const last = answers.at(-1);
        assert.ok(last);
        const next = await t.refresh('web', stringOf(last, 'refresh_token'));
        expectStatus(next, 200);
        answers.push(next);
      }
      for (const [index, answer] of answers.slice(0, -1).entries()) {
        const again = await t.refresh('web', stringOf(answer, 'refresh_token'));
        expectStatus(again, 200);
        for (const member of ['access_token', 'refresh_token', 'id_token'])
          assert.equal(again.json[member], answers[index + 1]?.json[member], `${member} differs`);
      }
      const last = answers.at(-1);
      assert.ok(last);
      assert.equal(await t.isActive('web', stringOf(last, 'access_token')), true);
      expectStatus(await t.refresh('web', stringOf(last, 'refresh_token')), 200);
    },
  },
  {
    name: 'limits for each address let twenty refreshes of one address pass',
    requirements: ['clients.md §11 Refresh bursts'],
    needs: ['refresh', 'grace'],
    variant: 'closed',
    async run(t) {
      const first = await t.tokens({ client: 'spa' });
      oneAnswer(await together(() => t.refresh('spa', stringOf(first, 'refresh_token'))));
    },
  },
  {
    name: 'a refresh token used again after the window ends the family',
    requirements: ['clients.md §11 Refresh bursts', 'protocol.md RF-4', 'RFC 9700 §4.14.2'],
    needs,
    variant: 'brief',
    async run(t) {
      const { t: known, client } = await registered(t, publicApp());
      const id = client.client_id;
      const old = stringOf(await known.tokens({ client: id }), 'refresh_token');
      const next = oneAnswer(await together(() => known.refresh(id, old)));
      let answer = await known.refresh(id, old);
      for (let asked = 0; answer.status === 200 && asked < 60; asked += 1) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        answer = await known.refresh(id, old);
      }
      expectError(answer, 400, 'invalid_grant');
      expectError(await known.refresh(id, stringOf(next, 'refresh_token')), 400, 'invalid_grant');
    },
  },
];
