import assert from 'node:assert/strict';
import { challengeOf, expectRefused, expectServed, seconds } from '../conversation.ts';
import type { ProtectedCase } from '../protected-case.ts';

// What a service asks of the sign-in behind a token: RFC 9470 §3 and advanced.md STU-5.

const needs: ProtectedCase['needs'] = ['set_ups', 'step_up'];

const signedIn = (acr: string | undefined, ago: number | undefined) => ({
  claims: { acr, auth_time: ago === undefined ? undefined : seconds() - ago },
});

const tooLittle = [
  ['too weak', signedIn('1', 10)],
  ['too old', signedIn('2', 900)],
  ['of which the token says nothing', signedIn(undefined, undefined)],
] as const;

export const signInCases: readonly ProtectedCase[] = [
  {
    name: 'a sign-in as strong and as recent as the service wants gets through',
    requirements: ['RFC 9470 §3', 'advanced.md STU-5'],
    needs,
    async run(t) {
      for (const acr of ['2', 'phr']) expectServed(await t.service('guarded').present(signedIn(acr, 10)));
    },
  },
  ...tooLittle.map(
    ([what, wish]): ProtectedCase => ({
      name: `a sign-in ${what} is told what the service wants`,
      requirements: ['RFC 9470 §3', 'advanced.md STU-5'],
      needs,
      async run(t) {
        const answer = await t.service('guarded').present(wish);
        expectRefused(answer, 401, 'insufficient_user_authentication');
        const challenge = challengeOf(answer);
        assert.match(challenge, /^Bearer error="insufficient_user_authentication"/);
        assert.match(challenge, /acr_values="2 phr"/);
        assert.match(challenge, /max_age="?300"?/);
      },
    }),
  ),
];
