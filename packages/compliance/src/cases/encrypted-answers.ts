import assert from 'node:assert/strict';
import type { Conversation, VerifiedToken } from '../conversation/conversation.ts';
import { type ClientMetadata, publicApp, register, registered } from '../conversation/registration.ts';
import type { Case } from '../run/case.ts';
import { listedMayAsk } from '../run/facade-differences.ts';
import { expectError, expectHeader, expectStatus, send, stringOf } from '../wire/answer.ts';
import { decrypt, newReaderKey, type ReaderKey } from '../wire/reader-key.ts';

// Answers that nobody but their client reads: Core §10.2, JARM §2.2, RFC 9701 §5 (advanced.md JWR-4, JRM-3).

const needs: Case['needs'] = ['registration', 'encrypted_answer'];

const ALGORITHMS = ['RSA-OAEP-256', 'ECDH-ES', 'ECDH-ES+A256KW'];
const CONTENTS = ['A128CBC-HS256', 'A128GCM', 'A256GCM'];
const KINDS = ['id_token', 'userinfo', 'authorization', 'introspection'];

interface Reader {
  readonly t: Conversation;
  readonly clientId: string;
  readonly key: ReaderKey;
}

/** A client that registers a key, and how it wants one kind of answer. */
async function reader(
  t: Conversation,
  { kind, alg = 'ECDH-ES', enc }: { readonly kind: string; readonly alg?: string; readonly enc?: string },
  changes: ClientMetadata = {},
): Promise<Reader> {
  const key = await newReaderKey(alg);
  const wish = {
    [`${kind}_encrypted_response_alg`]: alg,
    ...(enc === undefined ? {} : { [`${kind}_encrypted_response_enc`]: enc }),
  };
  const app = publicApp({ ...wish, jwks: { keys: [key.publicJwk] }, ...changes });
  const { t: known, client } = await registered(t, app);
  return { t: known, clientId: client.client_id, key };
}

/** The JWT inside, verified: it was signed before. */
async function opened(
  { t, clientId, key }: Reader,
  jwe: string,
): Promise<VerifiedToken & { readonly outer: Readonly<Record<string, unknown>> }> {
  const { text, header: outer } = await decrypt(jwe, key);
  assert.equal(outer['cty'], 'JWT');
  assert.equal(outer['kid'], key.kid);
  return { ...(await t.verify(text, clientId)), outer };
}

const idTokens: readonly Case[] = ALGORITHMS.flatMap((alg) =>
  CONTENTS.map(
    (enc): Case => ({
      name: `an ID token is signed, then encrypted by ${alg} and ${enc}, for a client that registered so`,
      requirements: ['Core §10.2', 'Registration §2', 'advanced.md JWR-4'],
      needs,
      async run(t) {
        const from = await reader(t, { kind: 'id_token', alg, enc });
        const tokens = await from.t.tokens({ client: from.clientId });
        const { outer, payload } = await opened(from, stringOf(tokens, 'id_token'));
        assert.deepEqual([outer['alg'], outer['enc']], [alg, enc]);
        assert.equal(payload.sub, from.t.user().sub);
      },
    }),
  ),
);

const refusals: readonly (readonly [what: string, wish: ClientMetadata, reference?: RegExp])[] = [
  ['with RSA1_5', { id_token_encrypted_response_alg: 'RSA1_5' }],
  ['with an encryption of content alone', { id_token_encrypted_response_enc: 'A128GCM' }],
  ['with a kind of key it does not publish', { id_token_encrypted_response_alg: 'RSA-OAEP-256' }, /got 201/],
];

const refused: readonly Case[] = refusals.map(
  ([what, wish, seen]): Case => ({
    name: `a client that wants ID tokens encrypted ${what} is not registered`,
    requirements: ['Registration §2', 'RFC 8725 §3.2', 'advanced.md JWR-4'],
    needs,
    ...(seen === undefined
      ? {}
      : { differs: { reference: { reason: 'it looks for a key when one is needed', seen } } }),
    async run(t) {
      const { publicJwk } = await newReaderKey('ECDH-ES');
      const answer = await register(t, publicApp({ jwks: { keys: [publicJwk] }, ...wish }));
      expectError(answer, 400, 'invalid_client_metadata');
    },
  }),
);

export const encryptedAnswerCases: readonly Case[] = [
  ...idTokens,
  {
    name: 'content is encrypted by A128CBC-HS256 unless the client names another',
    requirements: ['Registration §2', 'advanced.md JWR-4'],
    needs,
    async run(t) {
      const from = await reader(t, { kind: 'id_token' });
      const tokens = await from.t.tokens({ client: from.clientId });
      const { outer } = await opened(from, stringOf(tokens, 'id_token'));
      assert.equal(outer['enc'], 'A128CBC-HS256');
    },
  },
  {
    name: 'userinfo is signed, then encrypted, for a client that registered so',
    requirements: ['Core §5.3.2', 'Core §10.2', 'advanced.md JWR-4'],
    needs: [...needs, 'userinfo', 'userinfo_jwt'],
    async run(t) {
      const from = await reader(t, { kind: 'userinfo' }, { userinfo_signed_response_alg: 'RS256' });
      const token = stringOf(await from.t.tokens({ client: from.clientId }), 'access_token');
      const answer = await send(from.t.endpoint('userinfo_endpoint'), {
        headers: { authorization: `Bearer ${token}` },
      });
      expectStatus(answer, 200);
      expectHeader(answer, 'content-type', /^application\/jwt\b/);
      assert.equal((await opened(from, answer.text)).payload.sub, from.t.user().sub);
    },
  },
  {
    name: 'a signed answer of the authorization endpoint is encrypted for a client that registered so',
    requirements: ['JARM §2.2', 'JARM §3', 'advanced.md JRM-3', 'advanced.md JWR-4'],
    needs: [...needs, 'signed_answer'],
    async run(t) {
      const from = await reader(t, { kind: 'authorization' });
      const authorization = await from.t.authorize({
        client: from.clientId,
        parameters: { response_mode: 'jwt' },
      });
      assert.deepEqual([...authorization.response.keys()], ['response']);
      const { payload } = await opened(from, authorization.response.get('response') ?? '');
      assert.equal(payload['state'], authorization.parameters['state']);
      const code = (): string => String(payload['code']);
      expectStatus(await from.t.redeem({ ...authorization, code }), 200);
    },
  },
  {
    name: 'a signed introspection answer is encrypted for a caller that registered so',
    requirements: ['RFC 9701 §5', 'advanced.md JWR-1', 'advanced.md JWR-4'],
    differs: { facade: listedMayAsk },
    needs: [...needs, 'introspection', 'introspection_jwt'],
    async run(t) {
      const method = 'client_secret_basic';
      const from = await reader(t, { kind: 'introspection' }, { token_endpoint_auth_method: method });
      const token = stringOf(await from.t.tokens({ client: from.clientId }), 'access_token');
      const { parameters, headers } = await from.t.present(from.clientId);
      const accept = 'application/token-introspection+jwt';
      const wish = { ...headers, accept };
      const answer = await from.t.post('introspection_endpoint', { ...parameters, token }, wish);
      expectStatus(answer, 200);
      const { payload } = await opened(from, answer.text);
      const told = payload['token_introspection'] as Readonly<Record<string, unknown>>;
      assert.equal(told['active'], true);
    },
  },
  ...refused,
  {
    name: 'metadata lists how answers can be encrypted',
    requirements: ['Discovery §3', 'JARM §4', 'RFC 9701 §7', 'advanced.md JWR-4'],
    needs: ['encrypted_answer'],
    async run({ metadata }) {
      for (const kind of KINDS) {
        const algorithms = [metadata[`${kind}_encryption_alg_values_supported`]].flat();
        for (const alg of ALGORITHMS) assert.ok(algorithms.includes(alg), `${kind} ${alg}`);
        assert.ok(!algorithms.includes('RSA1_5'), kind);
        const contents = [metadata[`${kind}_encryption_enc_values_supported`]].flat();
        for (const enc of CONTENTS) assert.ok(contents.includes(enc), `${kind} ${enc}`);
      }
    },
  },
];
