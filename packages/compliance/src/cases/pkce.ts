import type { Case } from '../run/case.ts';
import { expectError, expectErrorOneOf, expectStatus } from '../wire/answer.ts';
import { expectRedirectedError } from '../wire/authorization.ts';
import { challengeOf, type Parameters, randomText } from '../wire/parameters.ts';

// security.md F-7: no combination of client, challenge and verifier weakens the binding.

const requests: readonly (readonly [string, Parameters, readonly [string, ...string[]], Case['differs']?])[] =
  [
    [
      'plain',
      { code_challenge_method: 'plain' },
      ['protocol.md §5 code_challenge_method', 'security.md F-7', 'RFC 9700 §2.1.1'],
    ],
    [
      'a challenge without method, which means plain',
      { code_challenge_method: undefined },
      ['RFC 7636 §4.3', 'security.md F-7'],
    ],
    ['an unknown method', { code_challenge_method: 'S512' }, ['RFC 7636 §4.4.1']],
    ['a method without challenge', { code_challenge: undefined }, ['RFC 7636 §4.3', 'RFC 7636 §4.4.1']],
    ['a challenge that is too short', { code_challenge: 'a'.repeat(42) }, ['RFC 7636 §4.2']],
    [
      'a challenge that is too long for S256',
      { code_challenge: 'a'.repeat(44) },
      ['RFC 7636 §4.2', 'protocol.md §5 code_challenge'],
      {
        reference: {
          reason: 'it accepts challenges of up to 128 characters for any method',
          seen: /without error/,
        },
      },
    ],
    ['a challenge outside base64url', { code_challenge: '+'.repeat(43) }, ['RFC 7636 §4.2']],
  ];

const refusedRequests: readonly Case[] = requests.map(([what, parameters, requirements, differs]) => ({
  name: `PKCE with ${what} is invalid_request`,
  requirements: [...requirements, 'clients.md §12 PKCE'],
  ...(differs === undefined ? {} : { differs }),
  async run(t) {
    expectRedirectedError(await t.authorize({ parameters }), 'invalid_request');
  },
}));

const withoutChallenge = { code_challenge: undefined, code_challenge_method: undefined };

const wrongVerifiers: readonly (readonly [string, string, readonly string[]])[] = [
  ['another verifier', 'v'.repeat(43), ['invalid_grant']],
  ['a verifier that is too short', 'v'.repeat(42), ['invalid_request', 'invalid_grant']],
  ['a verifier that is too long', 'v'.repeat(129), ['invalid_request', 'invalid_grant']],
  ['a verifier with a forbidden character', `${'v'.repeat(43)}+`, ['invalid_request', 'invalid_grant']],
];

const refusedVerifiers: readonly Case[] = ['web', 'spa'].flatMap((client) =>
  wrongVerifiers.map(
    ([what, code_verifier, codes]): Case => ({
      name: `${what} is refused of the ${client === 'web' ? 'confidential' : 'public'} client`,
      requirements: ['RFC 7636 §4.6', 'RFC 7636 §4.1', 'protocol.md §8.1 code_verifier', 'security.md F-7'],
      async run(t) {
        const authorization = await t.authorize({ client });
        expectErrorOneOf(await t.redeem(authorization, { code_verifier }), 400, codes);
      },
    }),
  ),
);

export const pkceCases: readonly Case[] = [
  ...refusedRequests,
  ...refusedVerifiers,
  ...['web', 'spa'].map(
    (client): Case => ({
      name: `a missing verifier is invalid_grant for the ${client === 'web' ? 'confidential' : 'public'} client`,
      requirements: ['RFC 7636 §4.6', 'RFC 9700 §4.8.2', 'security.md F-7'],
      async run(t) {
        const authorization = await t.authorize({ client });
        expectError(await t.redeem(authorization, { code_verifier: undefined }), 400, 'invalid_grant');
      },
    }),
  ),
  {
    name: 'a public client without PKCE is refused',
    requirements: ['RFC 9700 §2.1.1', 'RFC 8252 §6', 'RFC 7636 §4.4.1'],
    async run(t) {
      const authorization = await t.authorize({ client: 'spa', parameters: withoutChallenge });
      expectRedirectedError(authorization, 'invalid_request');
    },
  },
  {
    name: 'a confidential client without PKCE and nonce is refused',
    requirements: ['RFC 9700 §2.1.1', 'protocol.md §5 code_challenge'],
    differs: { reference: { reason: 'it requires PKCE of public clients only', seen: /without error/ } },
    async run(t) {
      const authorization = await t.authorize({ parameters: { ...withoutChallenge, nonce: undefined } });
      expectRedirectedError(authorization, 'invalid_request');
    },
  },
  {
    name: 'a confidential client may rely on nonce instead of PKCE',
    requirements: ['RFC 9700 §2.1.1', 'protocol.md §5 code_challenge', 'advanced.md V-17'],
    async run(t) {
      const authorization = await t.authorize({ parameters: withoutChallenge });
      expectStatus(await t.redeem(authorization, { code_verifier: undefined }), 200);
    },
  },
  {
    name: 'a verifier for a code without challenge is refused',
    requirements: ['RFC 9700 §4.8.2', 'security.md F-7'],
    async run(t) {
      const authorization = await t.authorize({ parameters: withoutChallenge });
      expectErrorOneOf(await t.redeem(authorization), 400, ['invalid_request', 'invalid_grant']);
    },
  },
  {
    name: 'a verifier of 128 characters is accepted',
    requirements: ['RFC 7636 §4.1'],
    async run(t) {
      const code_verifier = randomText(96);
      const authorization = await t.authorize({ parameters: { code_challenge: challengeOf(code_verifier) } });
      expectStatus(await t.redeem(authorization, { code_verifier }), 200);
    },
  },
  {
    name: 'the challenge of RFC 7636 Appendix B matches its verifier',
    requirements: ['RFC 7636 §4.6', 'RFC 7636 §4.2'],
    async run(t) {
      const code_challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
      const authorization = await t.authorize({ parameters: { code_challenge } });
      const code_verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
      expectStatus(await t.redeem(authorization, { code_verifier }), 200);
    },
  },
];
