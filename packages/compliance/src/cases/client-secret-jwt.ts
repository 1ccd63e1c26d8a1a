import assert from 'node:assert/strict';
import type { Conversation } from '../conversation/conversation.ts';
import { publicApp, register } from '../conversation/registration.ts';
import type { Case } from '../run/case.ts';
import { type Answer, expectError, expectStatus } from '../wire/answer.ts';
import { type AssertionWish, presentAssertion, sharedKey } from '../wire/client-assertion.ts';
import { basic } from '../wire/client-auth.ts';
import type { Parameters } from '../wire/parameters.ts';

// Core §9 and advanced.md CAU-6: clients that sign with the secret they share with the server.

const needs: Case['needs'] = ['client_secret_jwt', 'client_credentials'];

const CLIENT = 'machine-signing';

const secretOf = (t: Conversation): string =>
  t.client(CLIENT).client_secret ?? assert.fail('the client has no secret');

const assertion = (t: Conversation, wish: Partial<AssertionWish> = {}): Promise<Parameters> =>
  presentAssertion(sharedKey(secretOf(t)), { clientId: CLIENT, audience: t.issuer, ...wish });

const ask = (
  t: Conversation,
  parameters: Parameters,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> => t.post('token_endpoint', { grant_type: 'client_credentials', ...parameters }, headers);

const now = (): number => Math.floor(Date.now() / 1000);

const refusals: readonly (readonly [what: string, make: (t: Conversation) => Promise<Parameters>])[] = [
  [
    'by another secret',
    (t) => presentAssertion(sharedKey('x'.repeat(40)), { clientId: CLIENT, audience: t.issuer }),
  ],
  ['that ended', (t) => assertion(t, { claims: { exp: now() - 120 } })],
  ['without jti', (t) => assertion(t, { claims: { jti: undefined } })],
  ['for another server', (t) => assertion(t, { audience: 'https://other.example' })],
];

export const clientSecretJwtCases: readonly Case[] = [
  {
    name: 'a client authenticates with an assertion under its secret',
    requirements: ['Core §9', 'RFC 7523 §2.2', 'RFC 7523 §3', 'advanced.md CAU-6'],
    needs,
    async run(t) {
      expectStatus(await ask(t, await assertion(t)), 200);
      expectStatus(await ask(t, { client_id: CLIENT, ...(await assertion(t)) }), 200);
    },
  },
  ...refusals.map(
    ([what, make]): Case => ({
      name: `an assertion under a secret ${what} is invalid_client`,
      requirements: ['Core §9', 'RFC 7523 §3.2', 'advanced.md CAU-6', 'advanced.md CAU-8'],
      needs,
      async run(t) {
        expectError(await ask(t, await make(t)), 401, 'invalid_client');
      },
    }),
  ),
  {
    name: 'an assertion under a secret counts once, of any number at once',
    requirements: ['RFC 7523 §3', 'Core §9', 'advanced.md CAU-10'],
    needs: [...needs, 'house_rules'],
    async run(t) {
      const parameters = await assertion(t);
      const answers = await Promise.all(Array.from({ length: 8 }, () => ask(t, parameters)));
      assert.equal(answers.filter(({ status }) => status === 200).length, 1);
      expectError(await ask(t, parameters), 401, 'invalid_client');
    },
  },
  {
    name: 'an assertion under a secret is not taken again',
    requirements: ['RFC 7523 §3', 'advanced.md CAU-10'],
    needs,
    async run(t) {
      const parameters = await assertion(t);
      expectStatus(await ask(t, parameters), 200);
      expectError(await ask(t, parameters), 401, 'invalid_client');
    },
  },
  {
    name: 'a client that signs with its secret never sends it',
    requirements: ['RFC 6749 §2.3', 'advanced.md CAU-2', 'advanced.md CAU-6'],
    needs,
    async run(t) {
      const secret = secretOf(t);
      expectError(await ask(t, { client_id: CLIENT, client_secret: secret }), 401, 'invalid_client');
      expectError(await ask(t, {}, { authorization: basic(CLIENT, secret) }), 401, 'invalid_client');
    },
  },
  {
    name: 'nobody registers for a secret that the server can read again',
    requirements: ['advanced.md CAU-6'],
    needs: [...needs, 'registration', 'house_rules'],
    async run(t) {
      const answer = await register(t, publicApp({ token_endpoint_auth_method: 'client_secret_jwt' }));
      expectError(answer, 400, 'invalid_client_metadata');
    },
  },
  {
    name: 'metadata lists client_secret_jwt with HS256',
    requirements: ['RFC 8414 §2', 'advanced.md CAU-6', 'advanced.md CAU-14'],
    needs: ['client_secret_jwt'],
    async run({ metadata }) {
      assert.ok([metadata['token_endpoint_auth_methods_supported']].flat().includes('client_secret_jwt'));
      const algorithms = [metadata['token_endpoint_auth_signing_alg_values_supported']].flat();
      assert.ok(algorithms.includes('HS256'));
      assert.ok(!algorithms.includes('none'));
    },
  },
];
