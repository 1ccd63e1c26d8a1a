import assert from 'node:assert/strict';
import { poll, startDevice, visitDevicePage } from '../conversation/device.ts';
import { follow, pushed } from '../conversation/pushed.ts';
import type { Case } from '../run/case.ts';
import { type Answer, expectStatus, stringOf } from '../wire/answer.ts';
import { expectErrorPage } from '../wire/authorization.ts';

// security.md §2: fifty at once, one winner, no server error.

const N = 50;

function together(ask: () => Promise<Answer>): Promise<Answer[]> {
  return Promise.all(Array.from({ length: N }, ask));
}

/** Asserts one 200 among invalid_grant answers, and gives the winner. */
function oneWinner(answers: readonly Answer[]): Answer {
  const [winner, ...more] = answers.filter((answer) => answer.status === 200);
  const losers = answers.filter((answer) => answer.status !== 200);
  const strange = losers.filter(
    (answer) => answer.status !== 400 || answer.json['error'] !== 'invalid_grant',
  );
  assert.deepEqual(
    strange.map((answer) => `${answer.status} ${String(answer.json['error'])}`),
    [],
  );
  assert.ok(winner !== undefined && more.length === 0, `${answers.length - losers.length} winners`);
  return winner;
}

export const raceCases: readonly Case[] = [
  {
    name: 'of fifty redemptions of one code one wins',
    requirements: ['security.md R-1', 'RFC 6749 §4.1.2', 'protocol.md TC-1'],
    async run(t) {
      const authorization = await t.authorize();
      oneWinner(await together(() => t.redeem(authorization)));
    },
  },
  {
    name: 'of fifty browsers with one pushed request one gets an answer',
    requirements: ['security.md R-6', 'RFC 9126 §7.3', 'advanced.md PAR-6'],
    needs: ['par', 'house_rules'],
    async run(t) {
      const browser = t.browser();
      (await t.authorize({ browser })).code();
      const request = await pushed(t);
      const answers = await Promise.all(Array.from({ length: N }, () => follow(t, request, { browser })));
      const [winner, ...more] = answers.filter(({ channel }) => channel === 'query');
      assert.ok(winner !== undefined && more.length === 0, `${more.length + 1} winners`);
      for (const loser of answers.filter(({ channel }) => channel !== 'query')) expectErrorPage(loser);
      expectStatus(await t.redeem(winner), 200);
    },
  },
  {
    name: 'the tokens of the winning redemption live',
    requirements: ['security.md R-1', 'protocol.md TC-2'],
    needs: ['introspection', 'refresh'],
    differs: {
      reference: {
        reason: 'it takes every second use for a replay and revokes the grant at once',
        seen: /the tokens died/,
      },
    },
    async run(t) {
      const authorization = await t.authorize();
      const winner = oneWinner(await together(() => t.redeem(authorization)));
      assert.ok(await t.isActive('web', stringOf(winner, 'access_token')), 'the tokens died');
      expectStatus(await t.refresh('web', stringOf(winner, 'refresh_token')), 200);
    },
  },
  {
    name: 'fifty refreshes within the grace window give fifty times the same tokens',
    requirements: ['security.md R-2', 'protocol.md RF-3'],
    needs: ['refresh', 'grace'],
    async run(t) {
      const token = stringOf(await t.tokens(), 'refresh_token');
      const answers = await together(() => t.refresh('web', token));
      for (const answer of answers) expectStatus(answer, 200);
      for (const member of ['access_token', 'refresh_token', 'id_token']) {
        assert.equal(
          new Set(answers.map((answer) => answer.json[member])).size,
          1,
          `more than one ${member}`,
        );
      }
      const [first] = answers;
      assert.ok(first);
      expectStatus(await t.refresh('web', stringOf(first, 'refresh_token')), 200);
    },
  },
  {
    name: 'of fifty strict refreshes one wins',
    requirements: ['security.md R-3', 'protocol.md RF-4', 'RFC 9700 §4.14.2'],
    needs: ['refresh'],
    variant: 'strict',
    async run(t) {
      const token = stringOf(await t.tokens(), 'refresh_token');
      oneWinner(await together(() => t.refresh('web', token)));
    },
  },
  {
    name: 'of fifty polls of an approved device one wins and its tokens live',
    requirements: ['security.md R-5', 'protocol.md §8.4 approved', 'RFC 8628 §3.5'],
    needs: ['device', 'refresh'],
    differs: {
      reference: {
        reason: 'it revokes the grant when a device code is used again',
        seen: /tokens died|invalid_grant/,
      },
    },
    async run(t) {
      const started = await startDevice(t);
      await visitDevicePage(t, started);
      const winner = oneWinner(await together(() => poll(t, started)));
      const refreshed = await t.refresh('device', stringOf(winner, 'refresh_token'));
      assert.ok(refreshed.status === 200, 'the tokens died');
    },
  },
  {
    name: 'of approve and deny at once one decision stands',
    requirements: ['security.md R-5', 'protocol.md DV-4'],
    needs: ['device', 'house_rules'],
    async run(t) {
      const started = await startDevice(t);
      const { landing } = await visitDevicePage(t, started, { purpose: { stopAt: 'consent' } });
      assert.ok(landing.kind === 'page');
      await Promise.all([
        visitDevicePage(t, started, { purpose: { decide: 'approve' } }),
        visitDevicePage(t, started, { purpose: { decide: 'deny' } }),
      ]);
      const answer = await poll(t, started);
      assert.ok(answer.status === 200 || answer.json['error'] === 'access_denied', 'no decision stands');
    },
  },
  {
    name: 'fifty revocations of one refresh token all succeed and leave nothing active',
    requirements: ['security.md R-9', 'RFC 7009 §2.2', 'protocol.md RV-2'],
    needs: ['revocation', 'introspection', 'refresh'],
    async run(t) {
      const tokens = await t.tokens();
      const token = stringOf(tokens, 'refresh_token');
      for (const answer of await together(() => t.as('web', 'revocation_endpoint', { token })))
        expectStatus(answer, 200);
      assert.equal(await t.isActive('web', stringOf(tokens, 'access_token')), false);
    },
  },
  {
    name: 'after a revocation raced by refreshes no token of the family is active',
    requirements: ['security.md R-9', 'protocol.md RV-2'],
    needs: ['revocation', 'introspection', 'refresh'],
    async run(t) {
      const tokens = await t.tokens();
      const token = stringOf(tokens, 'refresh_token');
      const [revoked, ...refreshes] = await Promise.all([
        t.as('web', 'revocation_endpoint', { token }),
        ...Array.from({ length: 10 }, () => t.refresh('web', token)),
      ]);
      expectStatus(revoked, 200);
      for (const answer of [tokens, ...refreshes]) {
        const access = answer.json['access_token'];
        if (typeof access === 'string') assert.equal(await t.isActive('web', access), false);
      }
    },
  },
];
