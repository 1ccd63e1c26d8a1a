import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import type { Conversation } from '../conversation/conversation.ts';
import { proveWith } from '../conversation/fapi.ts';
import { follow, PAR_ENDPOINT, push, pushed } from '../conversation/pushed.ts';
import { type ClientMetadata, clientOf, register } from '../conversation/registration.ts';
import type { Case } from '../run/case.ts';
import { REGISTRATION_TOKEN } from '../setup/fixtures.ts';
import { type Answer, expectErrorOneOf, expectStatus } from '../wire/answer.ts';
import { describeAuthorization } from '../wire/authorization.ts';
import { presentAssertion, type SigningKey } from '../wire/client-assertion.ts';

// FAPI 2.0 Security Profile, from the outside of a server that holds every client to it: who may be a client at all, and
// what one that was registered otherwise is held to all the same.

const fapi = { needs: ['fapi', 'registration'], variant: 'fapi' } as const satisfies Partial<Case>;

const token = { authorization: `Bearer ${REGISTRATION_TOKEN}` };
const REFUSED = ['invalid_client_metadata', 'invalid_redirect_uri'];

/** One RSA key, by whichever of its algorithms. */
function rsaKey(): { by(alg: string): SigningKey; readonly publicJwk: object } {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    by: (alg) => ({ kid: 'rsa-1', alg, privateKey }),
    publicJwk: { ...publicKey.export({ format: 'jwk' }), kid: 'rsa-1', use: 'sig' },
  };
}

const app = (t: Conversation, changes: ClientMetadata = {}): ClientMetadata => ({
  client_name: 'Ledger',
  redirect_uris: ['https://app.example/cb'],
  response_types: ['code'],
  token_endpoint_auth_method: 'private_key_jwt',
  jwks: { keys: [t.client('bank').jwks?.keys[0]] },
  ...changes,
});

const looksLater = { reason: 'it looks at that when the client comes', seen: /got 201/ };

const refusals: readonly Case[] = (
  [
    ['no credential', { token_endpoint_auth_method: 'none', jwks: undefined }, 'advanced.md SW-2'],
    ['a secret', { token_endpoint_auth_method: 'client_secret_basic', jwks: undefined }, 'advanced.md SW-3'],
    ['ID tokens by RS256', { id_token_signed_response_alg: 'RS256' }, 'advanced.md SW-7'],
    ['assertions by RS256', { token_endpoint_auth_signing_alg: 'RS256' }, 'advanced.md SW-7'],
    ['an ID token through the browser', { response_types: ['code id_token'] }, 'advanced.md SW-14'],
    [
      'a custom scheme',
      { application_type: 'native', redirect_uris: ['com.example.bank:/cb'] },
      'advanced.md SW-20',
    ],
  ] as const satisfies readonly (readonly [string, ClientMetadata, string])[]
).map(
  ([what, changes, rule]): Case => ({
    ...fapi,
    name: `under FAPI a client with ${what} is not registered`,
    requirements: [rule],
    ...(what === 'a custom scheme' ? { differs: { reference: looksLater } } : {}),
    async run(t) {
      expectErrorOneOf(await register(t, app(t, changes), token), 400, REFUSED);
      expectStatus(await register(t, app(t), token), 201);
    },
  }),
);

export const fapiClientCases: readonly Case[] = [
  ...refusals,
  {
    ...fapi,
    name: 'under FAPI one key proves a client by PS256, and nothing by RS256',
    requirements: ['advanced.md SW-7', 'advanced.md CAU-7', 'advanced.md V-51'],
    async run(t) {
      const key = rsaKey();
      const answer = await register(t, app(t, { jwks: { keys: [key.publicJwk] } }), token);
      expectStatus(answer, 201);
      const { client_id: clientId } = clientOf(answer);
      const known = t.knowing(clientOf(answer));
      const pushBy = async (alg: string): Promise<Answer> => {
        const { parameters } = known.request(clientId);
        const proof = await presentAssertion(key.by(alg), { clientId, audience: t.issuer });
        return known.post(PAR_ENDPOINT, { ...parameters, ...proof });
      };
      expectErrorOneOf(await pushBy('RS256'), 401, ['invalid_client']);
      expectStatus(await pushBy('PS256'), 201);
    },
  },
  {
    ...fapi,
    name: 'under FAPI an assertion that is good for an hour proves nothing',
    requirements: ['advanced.md CAU-8'],
    needs: ['fapi', 'house_rules'],
    async run(t) {
      const { parameters } = t.request('bank');
      const now = Math.floor(Date.now() / 1000);
      const ask = async (seconds: number): Promise<Answer> =>
        t.post(PAR_ENDPOINT, { ...parameters, ...(await proveWith(t, { claims: { exp: now + seconds } })) });
      expectErrorOneOf(await ask(3600), 401, ['invalid_client']);
      expectStatus(await ask(240), 201);
    },
  },
  {
    ...fapi,
    name: 'under FAPI a client of a looser profile is held to the server’s all the same',
    requirements: ['advanced.md PRF-2', 'advanced.md SW-1', 'advanced.md SW-6', 'advanced.md SW-10'],
    needs: ['fapi'],
    async run(t) {
      const plain = await t.authorize({ client: 'bank-loose' });
      assert.equal(plain.response.get('code'), null, describeAuthorization(plain));
      const unproved = { code_challenge: undefined, code_challenge_method: undefined };
      expectErrorOneOf((await push(t, 'bank-loose', unproved)).answer, 400, ['invalid_request']);
      const authorization = await follow(t, await pushed(t, 'bank-loose'));
      expectErrorOneOf(await t.redeem(authorization), 400, [
        'invalid_request',
        'invalid_dpop_proof',
        'invalid_grant',
      ]);
    },
  },
];
