import assert from 'node:assert/strict';
import type { Conversation } from '../conversation/conversation.ts';
import type { Case } from '../run/case.ts';
import { type Answer, expectError, expectHeader, expectStatus, stringOf } from '../wire/answer.ts';
import { type Installation, newInstallation, possess, stateOf } from '../wire/attestation.ts';
import { signProof } from '../wire/dpop-proof.ts';
import type { Parameters } from '../wire/parameters.ts';

// Wallets that their makers attest: OAuth 2.0 Attestation-Based Client Authentication.

const common = { needs: ['client_attestation'], variant: 'issuing' } as const;
const CLIENT = 'attested';
const BY_DPOP = 'attested-dpop';

type Asking = { readonly form: Parameters; readonly shown?: Shown };
type Shown = { readonly statement?: string; readonly proof?: string };

/** A server may want a challenge in the proof, which it gives where its metadata says (Client Attestation §6.3). */
async function challenge(t: Conversation): Promise<Readonly<Record<string, unknown>>> {
  if (t.metadata['challenge_endpoint'] === undefined) return {};
  return { challenge: stringOf(await t.post('challenge_endpoint', {}), 'attestation_challenge') };
}

async function ask(
  t: Conversation,
  installation: Installation,
  { form, shown = {} }: Asking,
): Promise<Answer> {
  const statement = shown.statement ?? (await stateOf(installation));
  const proof = shown.proof ?? (await possess(installation, t.issuer, await challenge(t)));
  const headers = { 'oauth-client-attestation': statement, 'oauth-client-attestation-pop': proof };
  return t.post('token_endpoint', { client_id: CLIENT, ...form }, headers);
}

const redeemed = async (t: Conversation, installation: Installation, shown: Shown = {}): Promise<Answer> => {
  const parameters = { scope: 'openid offline_access', prompt: 'consent' };
  const authorization = await t.authorize({ client: CLIENT, parameters });
  return ask(t, installation, { form: t.redemption(authorization), shown });
};

type AskingByDpop = { readonly form: Parameters; readonly by?: Installation };

/** With the proof of DPoP alone, by the installation or by another. */
async function askByDpop(
  t: Conversation,
  installation: Installation,
  { form, by = installation }: AskingByDpop,
): Promise<Answer> {
  const url = t.endpoint('token_endpoint');
  // Client Attestation §6.3: the nonce of DPoP proofs comes from there, too, where one is needed
  const nonce = (await t.post('challenge_endpoint', {})).headers.get('dpop-nonce') ?? undefined;
  const headers = {
    'oauth-client-attestation': await stateOf(installation),
    dpop: await signProof(by.key, { method: 'POST', url }, { claims: { nonce } }),
  };
  return t.post('token_endpoint', { client_id: BY_DPOP, ...form }, headers);
}

const refused = (answer: Answer): void => {
  assert.ok(answer.status === 401 || answer.status === 400, `status ${answer.status}`);
  const { error } = JSON.parse(answer.text) as { error: string };
  // A statement of another client than client_id may be seen as a malformed request
  const codes = [
    ...['invalid_client', 'use_fresh_attestation', 'invalid_client_attestation', 'invalid_request'],
    'invalid_dpop_proof',
  ];
  assert.ok(codes.includes(error), error);
};

export const attestedClientCases: readonly Case[] = [
  {
    name: 'metadata names attestation and the algorithms of it',
    requirements: ['Client Attestation §8', 'federation-vci-authlete.md VCI-19'],
    ...common,
    async run(t) {
      const methods = t.metadata['token_endpoint_auth_methods_supported'];
      assert.ok([methods].flat().includes('attest_jwt_client_auth'));
      for (const name of [
        'client_attestation_signing_alg_values_supported',
        'client_attestation_pop_signing_alg_values_supported',
      ])
        assert.ok([t.metadata[name]].flat().includes('ES256'), name);
    },
  },
  {
    name: 'a client proves itself by what its maker says of the installation',
    requirements: [
      'Client Attestation §4',
      'Client Attestation §5.1',
      'Client Attestation §7.5',
      'federation-vci-authlete.md VCI-19',
    ],
    ...common,
    async run(t) {
      expectStatus(await redeemed(t, await newInstallation(CLIENT)), 200);
    },
  },
  {
    name: 'a refresh token of an attested client is good for its installation alone',
    requirements: ['Client Attestation §10.3', 'federation-vci-authlete.md VCI-19'],
    ...common,
    async run(t) {
      const phone = await newInstallation(CLIENT);
      const refresh_token = stringOf(await redeemed(t, phone), 'refresh_token');
      const again = { grant_type: 'refresh_token', refresh_token };
      expectError(await ask(t, await newInstallation(CLIENT), { form: again }), 400, 'invalid_grant');
      expectStatus(await ask(t, phone, { form: again }), 200);
    },
  },
  {
    name: 'an attestation is by the maker, of this client, good now, and of the key that proves it',
    requirements: ['Client Attestation §7.1', 'Client Attestation §7.2', 'federation-vci-authlete.md VCI-19'],
    ...common,
    async run(t) {
      const phone = await newInstallation(CLIENT);
      const another = await newInstallation(CLIENT);
      const now = Math.floor(Date.now() / 1000);
      const more = await challenge(t);
      const statement = await stateOf(phone);
      for (const shown of [
        { statement: await stateOf(phone, { sub: 'web' }) },
        { statement: await stateOf(phone, { exp: now - 600 }) },
        { statement: await stateOf(phone, { cnf: undefined }) },
        { statement: `${statement.slice(0, -8)}AAAAAAAA` },
        { proof: await possess(another, t.issuer, more) },
        { proof: await possess(phone, 'https://other.example', more) },
        { proof: await possess(phone, t.issuer, { ...more, jti: undefined }) },
      ])
        refused(await redeemed(t, phone, shown));
    },
  },
  {
    name: 'a proof of an attested client counts once',
    requirements: [
      'Client Attestation §5.1',
      'Client Attestation §10.2',
      'federation-vci-authlete.md VCI-19',
    ],
    ...common,
    async run(t) {
      const phone = await newInstallation(CLIENT);
      const shown = {
        statement: await stateOf(phone),
        proof: await possess(phone, t.issuer, await challenge(t)),
      };
      expectStatus(await redeemed(t, phone, shown), 200);
      refused(await redeemed(t, phone, shown));
      expectStatus(await redeemed(t, phone, { statement: shown.statement }), 200);
    },
  },
  {
    name: 'a proof without a challenge of the server is refused with one that is good',
    requirements: ['Client Attestation §6.1', 'Client Attestation §6.3', 'federation-vci-authlete.md VCI-20'],
    ...common,
    async run(t) {
      const phone = await newInstallation(CLIENT);
      expectHeader(await t.post('challenge_endpoint', {}), 'cache-control', /no-store/);
      for (const challenge of [undefined, 'of nobody']) {
        const proof = await possess(phone, t.issuer, { challenge });
        const answer = await redeemed(t, phone, { proof });
        expectError(answer, 400, 'use_attestation_challenge');
        const given = answer.headers.get('oauth-client-attestation-challenge') ?? '';
        const better = await possess(phone, t.issuer, { challenge: given });
        expectStatus(await redeemed(t, phone, { proof: better }), 200);
      }
    },
  },
  {
    name: 'a client proves the attested key by DPoP alone, and its tokens are bound to that key',
    requirements: ['Client Attestation §5.2', 'Client Attestation §7.3', 'federation-vci-authlete.md VCI-21'],
    ...common,
    async run(t) {
      const [phone, another] = [await newInstallation(BY_DPOP), await newInstallation(BY_DPOP)];
      const code = async () => {
        const parameters = { scope: 'openid offline_access', prompt: 'consent' };
        return t.redemption(await t.authorize({ client: BY_DPOP, parameters }));
      };
      refused(await askByDpop(t, phone, { form: await code(), by: another }));
      const answer = await askByDpop(t, phone, { form: await code() });
      expectStatus(answer, 200);
      assert.equal(stringOf(answer, 'token_type'), 'DPoP');
      const again = { grant_type: 'refresh_token', refresh_token: stringOf(answer, 'refresh_token') };
      expectError(await askByDpop(t, another, { form: again }), 400, 'invalid_grant');
      expectStatus(await askByDpop(t, phone, { form: again }), 200);
    },
  },
];
