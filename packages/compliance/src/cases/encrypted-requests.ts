import assert from 'node:assert/strict';
import type { JWK } from 'jose';
import type { Conversation } from '../conversation/conversation.ts';
import { PAR_ENDPOINT } from '../conversation/pushed.ts';
import { type ClientMetadata, publicApp, register, registered } from '../conversation/registration.ts';
import type { Case } from '../run/case.ts';
import { type Answer, expectError, expectStatus, send, stringOf } from '../wire/answer.ts';
import { type ClientKey, newClientKey, presentAssertion } from '../wire/client-assertion.ts';
import { type EncryptionWish, encrypt, encryptionKeyAmong } from '../wire/encrypted-request.ts';
import { signRequestObject } from '../wire/request-object.ts';

// Request objects that are encrypted for the server: RFC 9101 §6.1 and advanced.md JAR-6.

const needs: Case['needs'] = [
  'registration',
  'private_key_jwt',
  'request_object',
  'encrypted_request',
  'par',
];

const ALGORITHMS = ['RSA-OAEP-256', 'ECDH-ES', 'ECDH-ES+A256KW'];
const CONTENTS = ['A128GCM', 'A256GCM'];

interface Sender {
  readonly t: Conversation;
  readonly clientId: string;
  readonly key: ClientKey;
}

async function sender(t: Conversation, changes: ClientMetadata = {}): Promise<Sender> {
  const key = await newClientKey();
  const metadata = publicApp({
    token_endpoint_auth_method: 'private_key_jwt',
    jwks: { keys: [key.publicJwk] },
    ...changes,
  });
  const { t: known, client } = await registered(t, metadata);
  return { t: known, clientId: client.client_id, key };
}

async function publishedKey({ t }: Pick<Sender, 't'>, alg: string): Promise<JWK> {
  const answer = await send(t.endpoint('jwks_uri'));
  return encryptionKeyAmong(answer.json['keys'] as readonly JWK[], alg);
}

const signed = ({ t, clientId, key }: Sender, by = key): Promise<string> =>
  signRequestObject(by, { audience: t.issuer, parameters: t.request(clientId).parameters });

async function push({ t, clientId, key }: Sender, request: string): Promise<Answer> {
  const assertion = await presentAssertion(key, { clientId, audience: t.issuer });
  return t.post(PAR_ENDPOINT, { client_id: clientId, request, ...assertion });
}

const usual: EncryptionWish = { alg: 'ECDH-ES', enc: 'A128GCM' };

/** Encrypted for the server, whatever it is. */
const sealed = async (from: Sender, jwt: string, wish = usual): Promise<string> =>
  encrypt(jwt, await publishedKey(from, wish.alg), wish);

const accepted: readonly Case[] = ALGORITHMS.flatMap((alg) =>
  CONTENTS.map(
    (enc): Case => ({
      name: `a signed request that its client encrypts by ${alg} and ${enc} is served`,
      requirements: ['RFC 9101 §6.1', 'advanced.md JAR-6'],
      needs,
      async run(t) {
        const from = await sender(t, {
          request_object_encryption_alg: alg,
          request_object_encryption_enc: enc,
        });
        expectStatus(await push(from, await sealed(from, await signed(from), { alg, enc })), 201);
      },
    }),
  ),
);

const refusals: readonly (readonly [
  what: string,
  make: (from: Sender) => Promise<string>,
  reference?: RegExp,
])[] = [
  [
    'is not signed inside',
    async (from) => {
      const [, payload] = (await signed(from)).split('.');
      const head = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
      return sealed(from, `${head}.${payload}.`);
    },
  ],
  [
    'is signed by somebody else',
    async (from) => sealed(from, await signed(from, { ...(await newClientKey()), kid: from.key.kid })),
  ],
  [
    'was bent on its way',
    async (from) => {
      const parts = (await sealed(from, await signed(from))).split('.');
      const content = Buffer.from(parts[3] ?? '', 'base64url');
      content.writeUInt8(content.readUInt8(0) ^ 1);
      return parts.with(3, content.toString('base64url')).join('.');
    },
  ],
  [
    'is for another key',
    async (from) => {
      const { publicJwk } = await newClientKey('ES256');
      const { alg, use, ...bare } = publicJwk;
      return encrypt(await signed(from), { ...bare, kid: 'unheard-of' }, usual);
    },
  ],
];

const refused: readonly Case[] = refusals.map(
  ([what, make, seen]): Case => ({
    name: `an encrypted request that ${what} is invalid_request_object`,
    requirements: [
      'RFC 9101 §6.1',
      'RFC 9101 §7',
      'security.md X-2',
      'advanced.md JAR-6',
      'advanced.md JAR-3',
    ],
    needs,
    ...(seen === undefined ? {} : { differs: { reference: { reason: 'it answers otherwise', seen } } }),
    async run(t) {
      const from = await sender(t);
      expectError(await push(from, await make(from)), 400, 'invalid_request_object');
    },
  }),
);

export const encryptedRequestCases: readonly Case[] = [
  ...accepted,
  ...refused,
  {
    name: 'a client says how it encrypts requests, by what the server offers',
    requirements: ['Registration §2', 'RFC 8725 §3.2', 'advanced.md JAR-6'],
    needs,
    async run(t) {
      const { publicJwk } = await newClientKey();
      const app = { jwks: { keys: [publicJwk] }, token_endpoint_auth_method: 'private_key_jwt' };
      const wish = { request_object_encryption_alg: 'ECDH-ES', request_object_encryption_enc: 'A256GCM' };
      const answer = await register(t, publicApp({ ...app, ...wish }));
      expectStatus(answer, 201);
      assert.equal(stringOf(answer, 'request_object_encryption_alg'), 'ECDH-ES');
      assert.equal(stringOf(answer, 'request_object_encryption_enc'), 'A256GCM');
      const weak = publicApp({ ...app, request_object_encryption_alg: 'RSA1_5' });
      expectError(await register(t, weak), 400, 'invalid_client_metadata');
    },
  },
  {
    name: 'metadata and key set say how requests can be encrypted',
    requirements: ['Discovery §3', 'RFC 7517 §4.5', 'advanced.md JAR-6'],
    needs: ['encrypted_request'],
    async run(t) {
      const algorithms = [t.metadata['request_object_encryption_alg_values_supported']].flat();
      const contents = [t.metadata['request_object_encryption_enc_values_supported']].flat();
      for (const alg of ALGORITHMS) {
        assert.ok(algorithms.includes(alg), alg);
        assert.equal(typeof (await publishedKey({ t }, alg)).kid, 'string');
      }
      for (const enc of CONTENTS) assert.ok(contents.includes(enc), enc);
      assert.ok(!algorithms.includes('RSA1_5'));
    },
  },
];
